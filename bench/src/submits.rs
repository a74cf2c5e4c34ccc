//! Time from a submission until a mail server has both mails: one lead after another, and many at once.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Plan;
use crate::client::Client;
use crate::figures::{Aim, Section, figure, median, ms, percentile};
use crate::installation::SALES;
use crate::program::Program;
use crate::sink::{Arrival, Sink};
use crate::visitor::{Visitor, address};

/// How long a visitor takes on the review before submitting; people take longer.
const REVIEW: Duration = Duration::from_millis(500);

pub async fn measure(program: &Program, sink: &Sink, plan: Plan) -> anyhow::Result<Section> {
    ensure!(sink.count() == 0, "mails arrived before a submission");
    let (mut answered, mut answered_at_once, mut delivered) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..plan.leads {
        let client = Client::connect(program.site).await?;
        let visitor = Visitor::with_answers(client, number).await?;
        let is_hasty = number % 4 == 3;
        if !is_hasty {
            sleep(REVIEW).await;
        }
        let times = one(visitor, sink).await?;
        if is_hasty {
            answered_at_once.push(times.answered);
        } else {
            answered.push(times.answered);
            delivered.push(times.delivered);
        }
    }
    let mut visitors = Vec::new();
    for number in 0..plan.burst {
        let client = Client::connect(program.site).await?;
        visitors.push(Visitor::with_answers(client, plan.leads + number).await?);
    }
    sleep(REVIEW).await;
    let burst = burst(visitors, sink).await?;

    let all = sink.wait_for(2 * (plan.leads + plan.burst)).await?;
    each_once(&all, plan.leads + plan.burst)?;
    let largest = all.iter().map(|mail| mail.bytes).max().unwrap_or_default();
    let figures = vec![
        figure(
            "submit.answer.p50",
            "answered, median ms",
            1,
            median(&answered),
        )
        .aim(Aim::AtMost(6.0)),
        figure(
            "submit.hasty.p50",
            "without a pause before, median ms",
            1,
            median(&answered_at_once),
        ),
        figure(
            "submit.p50",
            "both mails delivered, median ms",
            1,
            median(&delivered),
        )
        .aim(Aim::AtMost(65.0)),
        figure(
            "submit.p95",
            "both mails delivered, p95 ms",
            1,
            percentile(&delivered, 0.95),
        ),
        figure(
            "submit.max",
            "both mails delivered, longest ms",
            1,
            percentile(&delivered, 1.0),
        ),
        figure("burst.rate", "burst, leads/s until the last mail", 1, burst)
            .aim(Aim::AtLeast(38.0)),
        figure("mail.bytes", "largest mail, bytes", 0, largest as f64),
    ];
    Ok(Section {
        title: "Submit until both mails are delivered",
        figures,
    })
}

/// Milliseconds since a submission.
pub struct Times {
    answered: f64,
    /// Until the mail to sales, which needs no report.
    pub alerted: f64,
    /// Until both mails.
    pub delivered: f64,
}

/// Submits one lead and waits for both mails.
pub async fn one(mut visitor: Visitor, sink: &Sink) -> anyhow::Result<Times> {
    let before = sink.count();
    let begin = Instant::now();
    visitor.submit().await?;
    let answered = ms(begin.elapsed());
    let mails = sink.wait_for(before + 2).await?;
    let last = mails.last().context("no mail")?;
    let alert = mails.iter().rfind(|mail| mail.to == SALES);
    Ok(Times {
        answered,
        alerted: ms(alert.context("no mail to sales")?.at - begin),
        delivered: ms(last.at - begin),
    })
}

/// Leads per second when all submit at the same time.
pub async fn burst(visitors: Vec<Visitor>, sink: &Sink) -> anyhow::Result<f64> {
    let count = visitors.len();
    let before = sink.count();
    let begin = Instant::now();
    let mut work = JoinSet::new();
    for mut visitor in visitors {
        work.spawn(async move { visitor.submit().await });
    }
    while let Some(done) = work.join_next().await {
        done??;
    }
    let mails = sink.wait_for(before + 2 * count).await?;
    let last = mails.last().context("no mail")?;
    Ok(count as f64 / (last.at - begin).as_secs_f64())
}

/// Checks that every prospect got one mail, and sales one per lead.
pub fn each_once(mails: &[Arrival], leads: usize) -> anyhow::Result<()> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for mail in mails {
        *counts.entry(&mail.to).or_default() += 1;
    }
    let sales = counts.remove(SALES);
    ensure!(
        sales == Some(leads),
        "sales got {sales:?} mails of {leads} leads"
    );
    for number in 0..leads {
        let prospect = address(number);
        let got = counts.remove(prospect.as_str());
        ensure!(got == Some(1), "{prospect} got {got:?} mails");
    }
    ensure!(counts.is_empty(), "mails for strangers: {counts:?}");
    Ok(())
}
