//! How far visitors come on the way to a report, as sums by day: nothing about a single visitor is stored.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Tag;
use super::access::{SalesAndOperators, Staff};
use super::failures::Common;
use crate::services::{self, Services};
use crate::store::FunnelCount;

/// Without `from`, so many days up to `to` are summed.
const DAYS: i64 = 28;

/// What sums are split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum SplitBy {
    /// The matchup that was read, or that the visitor came from.
    Matchup,
    /// `utm_campaign`, else `utm_source`, of the link that the visitor followed.
    Campaign,
    /// The path of the questionnaire, by role.
    Path,
}

/// How often a point was reached.
#[derive(Debug, Object)]
struct FunnelSum {
    /// `view`, `start`, `step`, `seen`, `answered`, `back`, `left`, `submitted` or `minutes`.
    event: String,
    /// The page, step or question; of `minutes`, the most minutes from start to submission. Empty for the others.
    item: String,
    /// The matchup, campaign or path, with `by`; empty where there is none.
    group: String,
    /// How often.
    count: i64,
}

/// Sums of the days from `from` to `to`, UTC.
#[derive(Debug, Object)]
struct FunnelSums {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// By event, item and group.
    items: Vec<FunnelSum>,
}

pub(super) struct Analytics;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Leads")]
impl Analytics {
    /// Read how far visitors come
    ///
    /// Steps and questions count once per intake, by their first answer, as far as that is known; pages count each time
    /// a person reads them. Crawlers, other programs and pages that a browser fetches ahead of time are left out. An
    /// intake counts as `left` after a day without a change, and can still be submitted.
    #[oai(
        path = "/analytics/funnel",
        method = "get",
        operation_id = "read_funnel"
    )]
    async fn funnel(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<SalesAndOperators>,
        /// The first day; 28 days up to `to` without it.
        from: Query<Option<NaiveDate>>,
        /// The last day; today without it.
        to: Query<Option<NaiveDate>>,
        /// What the sums are split by; not at all without it.
        by: Query<Option<SplitBy>>,
    ) -> Result<Json<FunnelSums>, Common> {
        services::store_funnel(app).await?;
        let to = to.0.unwrap_or_else(|| app.clock.now().date_naive());
        let from = from.0.unwrap_or_else(|| to - TimeDelta::days(DAYS - 1));
        let moment = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let counts = app.db.funnel(moment(from), moment(to)).await?;
        let mut sums: BTreeMap<(String, String, String), i64> = BTreeMap::new();
        for count in counts {
            let group = group(&count, by.0);
            let key = (count.event.as_str().to_owned(), count.item, group);
            *sums.entry(key).or_default() += count.count;
        }
        let items = sums.into_iter();
        let items = items.map(|((event, item, group), count)| FunnelSum {
            event,
            item,
            group,
            count,
        });
        Ok(Json(FunnelSums {
            from,
            to,
            items: items.collect(),
        }))
    }
}

fn group(count: &FunnelCount, by: Option<SplitBy>) -> String {
    match by {
        None => String::new(),
        Some(SplitBy::Matchup) => count.matchup.clone(),
        Some(SplitBy::Campaign) => count.campaign.clone(),
        Some(SplitBy::Path) => count.path.clone(),
    }
}
