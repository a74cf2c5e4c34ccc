//! One round of one contestant.

use anyhow::ensure;
use hyper::StatusCode;

use super::Plan;
use super::contestant::Contestant;
use super::handover::Handover;
use crate::client::Client;
use crate::figures::median;
use crate::load::Load;
use crate::{saves, submits};

pub struct Round {
    /// Requests per second.
    pub page: f64,
    pub packed_page: f64,
    /// Milliseconds.
    pub save: f64,
    /// Per second.
    pub saves: f64,
    /// Milliseconds until the mail to sales.
    pub alert: f64,
    /// Milliseconds until both mails.
    pub submit: f64,
    /// Leads per second until the last mail.
    pub burst: f64,
}

impl Round {
    pub async fn measure(
        contestant: &mut Contestant,
        plan: Plan,
        load: Load,
        handover: &Handover,
    ) -> anyhow::Result<Self> {
        let page = page_rate(contestant, false, plan, load, handover).await?;
        let packed_page = page_rate(contestant, true, plan, load, handover).await?;
        let save = contestant.savers[0].save_times(plan.saves_alone).await?;
        let saves = saves::rate(&mut contestant.savers, plan.saves_together).await?;
        let (mut alert, mut submit) = (Vec::new(), Vec::new());
        for _ in 0..plan.leads {
            let visitor = contestant.next_visitor().await?;
            let times = submits::one(visitor, &contestant.sink).await?;
            alert.push(times.alerted);
            submit.push(times.delivered);
        }
        let mut visitors = Vec::new();
        for _ in 0..plan.burst {
            visitors.push(contestant.next_visitor().await?);
        }
        let burst = submits::burst(visitors, &contestant.sink).await?;
        Ok(Self {
            page,
            packed_page,
            save: median(&save),
            saves,
            alert: median(&alert),
            submit: median(&submit),
            burst,
        })
    }
}

/// Requests per second, each answered with the bytes of the program's page.
async fn page_rate(
    contestant: &Contestant,
    gzip: bool,
    plan: Plan,
    load: Load,
    handover: &Handover,
) -> anyhow::Result<f64> {
    let (site, path) = (contestant.site(), contestant.who.page());
    let page = Client::connect(site).await?.page(path, gzip).await?;
    let page = page.expect(StatusCode::OK)?;
    ensure!(page.body == handover.body(gzip), "the page has other bytes");
    load.rate(site, path, gzip, plan.page_seconds).await
}
