//! The stack beside the questions: from a tap until the response with what it changed, while many visitors answer.

use std::time::{Duration, Instant};

use anyhow::ensure;
use hyper::StatusCode;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Plan;
use crate::client::Client;
use crate::figures::{Aim, Section, figure, median, ms, percentile};
use crate::program::Program;
use crate::visitor::Visitor;

const VISITORS: usize = 50;
/// How long a visitor thinks between two taps, in milliseconds.
const THINKING: std::ops::Range<u64> = 400..1_600;
/// What matters most to a visitor: two of these, so that the stack is computed anew for each pair.
const GOALS: [&str; 7] = [
    "speed",
    "low_build_cost",
    "low_run_cost",
    "scale_perf",
    "reliability",
    "compliance_security",
    "maintainability",
];

pub async fn measure(program: &Program, plan: Plan) -> anyhow::Result<Section> {
    let mut visitors = JoinSet::new();
    for number in 0..VISITORS {
        let client = Client::connect(program.site).await?;
        let visitor = Visitor::with_answers(client, number).await?;
        visitors.spawn(taps(visitor, number as u64, plan.taps));
    }
    let mut times = Vec::new();
    while let Some(tapped) = visitors.join_next().await {
        times.extend(tapped??);
    }
    Ok(Section {
        title: "A tap, until the stack beside the questions is new",
        figures: vec![
            figure("preview.p50", "50 visitors, p50 ms", 2, median(&times)).aim(Aim::AtMost(2.0)),
            figure(
                "preview.p95",
                "50 visitors, p95 ms",
                2,
                percentile(&times, 0.95),
            ),
            figure(
                "preview.p99",
                "50 visitors, p99 ms",
                2,
                percentile(&times, 0.99),
            )
            .aim(Aim::AtMost(10.0)),
        ],
    })
}

/// The duration of each tap of a visitor, as the script of the page sends it.
async fn taps(mut visitor: Visitor, seed: u64, count: usize) -> anyhow::Result<Vec<f64>> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let pairs: Vec<(&str, &str)> = (0..GOALS.len())
        .flat_map(|first| (0..first).map(move |second| (GOALS[first], GOALS[second])))
        .collect();
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        sleep(Duration::from_millis(rng.u64(THINKING))).await;
        let (first, second) = pairs[number % pairs.len()];
        let form = format!("goals={first}&goals={second}&asked=goals&then=save");
        let begin = Instant::now();
        let answer = visitor.tap("product", &form).await?;
        times.push(ms(begin.elapsed()));
        let answer = answer.expect(StatusCode::OK)?.json()?;
        let rows = answer["preview"].as_array().map_or(0, Vec::len);
        ensure!(rows > 5, "a stack of {rows} layers: {answer}");
    }
    Ok(times)
}
