//! The program beside what a team would pick instead: the stand-ins in `bench/peers`, measured in alternating rounds.

mod contestant;
mod guards;
mod handover;
mod round;
mod start;
mod table;
mod who;

use std::path::Path;

use anyhow::Context;

use crate::database::Database;
use crate::load::Load;
use crate::machine::first_line;
use crate::report::Report;
use contestant::Contestant;
use handover::Handover;
use round::Round;
use start::Sources;
use who::Who;

/// The counts of one round.
#[derive(Clone, Copy)]
pub struct Plan {
    rounds: usize,
    page_seconds: u64,
    saves_alone: usize,
    saves_together: usize,
    leads: usize,
    burst: usize,
}

pub const FULL: Plan = Plan {
    rounds: 5,
    page_seconds: 4,
    saves_alone: 300,
    saves_together: 3200,
    leads: 8,
    burst: 30,
};
pub const QUICK: Plan = Plan {
    rounds: 1,
    page_seconds: 1,
    saves_alone: 30,
    saves_together: 320,
    leads: 2,
    burst: 4,
};

/// Measures the program and both stand-ins, each on its own database on the same PostgreSQL server. `installed` is the
/// folder of the stand-ins.
pub async fn measure(
    program: &Path,
    installed: &Path,
    database: &Database,
    plan: Plan,
    load: Load,
) -> anyhow::Result<Report> {
    let say = |what: &str| eprintln!("beside others: {what}");
    let about = about(installed, plan)?;
    let mut sources = Sources {
        program: program.to_owned(),
        installed: installed.to_owned(),
        handover: Handover::default(),
    };
    say("starting Stackmatch");
    let ours = Contestant::start(Who::Stackmatch, &sources, database).await?;
    sources.handover = Handover::of(&ours, &database.folder).await?;
    let mut all = vec![ours];
    for who in [Who::Fastify, Who::Django] {
        say(&format!("starting {}", who.name()));
        all.push(Contestant::start(who, &sources, database).await?);
    }

    // The first round warms everything up and does not count.
    for number in 0..=plan.rounds {
        match number {
            0 => say("warming up"),
            _ => say(&format!("round {number} of {}", plan.rounds)),
        }
        for turn in 0..all.len() {
            // Each round begins with another contestant.
            let next = (number + turn) % all.len();
            let contestant = &mut all[next];
            let round = Round::measure(contestant, plan, load, &sources.handover).await;
            let round = round.with_context(|| contestant.failure("measuring"))?;
            if number > 0 {
                contestant.rounds.push(round);
            }
        }
    }

    say("checking rows and mails");
    let mut rounds = Vec::new();
    for contestant in all {
        rounds.push((contestant.who, contestant.finish(&sources.handover).await?));
    }
    let (_, ours) = rounds.remove(0);
    let columns = rounds
        .iter()
        .map(|(who, theirs)| (who.name(), table::sections(&ours, theirs)));
    Ok(Report {
        title: "Stackmatch beside what teams pick instead",
        about,
        columns: columns.collect(),
    })
}

/// The number of rounds, and the versions of the stand-ins.
fn about(installed: &Path, plan: Plan) -> anyhow::Result<Vec<(&'static str, String)>> {
    let package = std::fs::read(installed.join("fastify/package.json"))?;
    let package: serde_json::Value = serde_json::from_slice(&package)?;
    let npm = |name: &str| {
        let version = package["dependencies"][name].as_str();
        format!("{name} {}", version.unwrap_or("unknown"))
    };
    let requirements = std::fs::read_to_string(installed.join("django/requirements.txt"))?;
    let pypi = |name: &str| {
        let version = requirements.lines().find_map(|line| {
            let (package, version) = line.split_once("==")?;
            (package.split('[').next() == Some(name)).then_some(version)
        });
        format!("{name} {}", version.unwrap_or("unknown"))
    };
    let node = first_line(&start::node(installed), &["--version"]);
    let python = first_line(&start::python(installed), &["--version"]);
    Ok(vec![
        ("rounds", plan.rounds.to_string()),
        (
            "Fastify",
            format!("{}, {}, Node.js {node}", npm("fastify"), npm("pg-boss")),
        ),
        (
            "Django",
            format!(
                "{}, {}, {}, {python}",
                pypi("Django"),
                pypi("gunicorn"),
                pypi("procrastinate")
            ),
        ),
    ])
}
