//! Saving one step: the duration for one client and the rate of sixteen.

use std::time::Instant;

use anyhow::Context;
use serde_json::json;
use tokio::task::JoinSet;

use crate::Plan;
use crate::client::Client;
use crate::commits::Commits;
use crate::database::{Database, Kind};
use crate::figures::{Aim, Section, figure, median, ms, percentile};
use crate::program::Program;
use crate::replay::Replay;
use crate::visitor::Visitor;

pub const CLIENTS: usize = 16;

pub async fn measure(
    program: &Program,
    database: &Database,
    plan: Plan,
) -> anyhow::Result<Section> {
    let mut savers = Vec::new();
    for number in 0..CLIENTS {
        let client = Client::connect(program.site).await?;
        savers.push(Saver::new(Visitor::with_answers(client, number).await?).await?);
    }
    let mut commits = Commits::open(database).await?;

    let bare = commits.alone(plan.saves_alone).await?;
    let alone = savers[0].save_times(plan.saves_alone).await?;

    let (mut saved, mut committed) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        committed.push(commits.rate(plan.saves_together).await?);
        saved.push(rate(&mut savers, plan.saves_together).await?);
    }
    let (saved, committed) = (median(&saved), median(&committed));
    let ratio = figure("save.ratio", "ratio", 2, saved / committed);
    let figures = vec![
        figure("save.p50", "one client, p50 ms", 3, median(&alone)).aim(Aim::AtMost(0.45)),
        figure(
            "save.p95",
            "one client, p95 ms",
            3,
            percentile(&alone, 0.95),
        ),
        figure(
            "save.p99",
            "one client, p99 ms",
            3,
            percentile(&alone, 0.99),
        ),
        figure(
            "commit.p50",
            "the database's bare commit, p50 ms",
            3,
            median(&bare),
        ),
        figure("save.rate", "sixteen clients, saves/s", 0, saved),
        figure("commit.rate", "the database's bare commits/s", 0, committed),
        match database.kind {
            // Commits one by one, which saves share.
            Kind::Sqlite => ratio.aim(Aim::AtLeast(1.2)),
            Kind::Postgres => ratio,
        },
    ];
    Ok(Section {
        title: "Saving one step",
        figures,
    })
}

/// Saves per second by all savers together.
pub async fn rate(savers: &mut Vec<Saver>, count: usize) -> anyhow::Result<f64> {
    let each = count / savers.len();
    let begin = Instant::now();
    let mut work = JoinSet::new();
    for mut saver in savers.drain(..) {
        work.spawn(async move {
            saver.save_times(each).await?;
            anyhow::Ok(saver)
        });
    }
    while let Some(saver) = work.join_next().await {
        savers.push(saver??);
    }
    Ok(count as f64 / begin.elapsed().as_secs_f64())
}

/// A visitor who alternates between two answers in one step of a complete intake, so that every save writes.
pub struct Saver {
    pub visitor: Visitor,
    connection: Replay,
    requests: [Vec<u8>; 2],
    pub version: i64,
}

impl Saver {
    pub async fn new(visitor: Visitor) -> anyhow::Result<Self> {
        let requests = ["speed", "low_cost"].map(|goal| {
            let answers = json!({ "product": "crm_erp_portal", "stage": "legacy_replace", "goals": [goal, "maintainability"], "legacy_stack": ["php"] });
            visitor.request("product", &answers)
        });
        let mut saver = Self {
            connection: Replay::connect(visitor.client.site()).await?,
            visitor,
            requests,
            version: 0,
        };
        // The second choice differs from what the visitor has answered, so the next save is the first choice.
        saver.version = saver.save(1).await?;
        Ok(saver)
    }

    /// The duration of each save, in milliseconds.
    pub async fn save_times(&mut self, count: usize) -> anyhow::Result<Vec<f64>> {
        let mut times = Vec::with_capacity(count);
        let first = self.version;
        for number in 0..count {
            let begin = Instant::now();
            self.version = self.save(number % 2).await?;
            times.push(ms(begin.elapsed()));
        }
        let written = self.version - first;
        anyhow::ensure!(
            usize::try_from(written)? == count,
            "{count} saves made {written} versions"
        );
        // An odd count ends on the first choice; the next round must begin with another.
        if count % 2 == 1 {
            self.version = self.save(1).await?;
        }
        Ok(times)
    }

    /// Saves a choice and returns the new version.
    async fn save(&mut self, choice: usize) -> anyhow::Result<i64> {
        let answer = self.connection.send(&self.requests[choice]).await?;
        anyhow::ensure!(
            [200, 204].contains(&answer.status),
            "a save got {}",
            answer.status
        );
        let etag = answer.header("etag").context("a save without ETag")?;
        Ok(etag.trim_matches('"').parse()?)
    }
}
