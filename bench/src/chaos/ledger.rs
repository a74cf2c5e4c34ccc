//! The final state of the database, read with SQL.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;

use crate::database::Place;

pub struct Ledger {
    /// Ids of the leads, without hyphens, as in deliveries.
    pub leads: BTreeSet<String>,
    /// Leads with a report that has a PDF.
    pub printed: BTreeSet<String>,
    pub deliveries: Vec<Delivery>,
    /// The number of jobs by state.
    pub jobs: BTreeMap<String, usize>,
}

pub struct Delivery {
    pub lead: String,
    pub kind: String,
    pub status: String,
    pub tries: usize,
    pub maybe_twice: usize,
    /// `Message-ID` or `webhook-id`.
    pub message_id: String,
}

/// Formats an id as in the ledger.
pub fn plain(id: &str) -> String {
    id.replace('-', "")
}

impl Ledger {
    pub async fn read(place: &Place) -> anyhow::Result<Self> {
        let ids = async |sql| {
            let rows = place.rows(sql).await?;
            anyhow::Ok(
                rows.iter()
                    .map(|row| plain(&row[0]))
                    .collect::<BTreeSet<_>>(),
            )
        };
        let leads = ids("select id from leads").await?;
        let printed = ids("select lead_id from reports where length(pdf) > 0").await?;
        let rows = place
            .rows("select substr(subject, 6), case channel when 'webhook' then 'lead_webhook' else event end, status, tries, maybe_twice, message_id from deliveries where subject like 'lead:%'")
            .await?;
        let deliveries = rows.into_iter().map(|row| {
            let [lead, kind, status, tries, maybe_twice, message_id] = <[String; 6]>::try_from(row)
                .ok()
                .context("a row of six columns")?;
            let (tries, maybe_twice) = (tries.parse()?, maybe_twice.parse()?);
            Ok(Delivery {
                lead: plain(&lead),
                kind,
                status,
                tries,
                maybe_twice,
                message_id,
            })
        });
        let deliveries = deliveries.collect::<anyhow::Result<_>>()?;
        let rows = place
            .rows("select state, count(*) from job_states group by state")
            .await?;
        let jobs = rows.iter().map(|row| Ok((row[0].clone(), row[1].parse()?)));
        let jobs = jobs.collect::<anyhow::Result<_>>()?;
        Ok(Self {
            leads,
            printed,
            deliveries,
            jobs,
        })
    }

    pub fn jobs_in(&self, states: &[&str]) -> usize {
        states
            .iter()
            .filter_map(|state| self.jobs.get(*state))
            .sum()
    }
}
