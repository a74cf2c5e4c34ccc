//! Counts the way of visitors to a report in memory, and adds the counts to the database now and then: no request waits
//! for it, and nothing about a single visitor is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Services;
use crate::content::Content;
use crate::store::{self, FunnelEvent, FunnelKey, IntakeRow, retrying};

/// Campaigns counted by name; further ones count as [`OTHER`], because anyone can invent them.
const MOST_CAMPAIGNS: usize = 100;
/// Longest name of a campaign that is counted, in characters.
const LONGEST_CAMPAIGN: usize = 60;
const OTHER: &str = "(other)";

/// Counts since they were last added to the database.
pub struct Funnel {
    /// Views by page, then by matchup, prepared: pages are read far more often than intakes change.
    views: BTreeMap<&'static str, BTreeMap<String, AtomicI64>>,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    events: BTreeMap<FunnelKey, i64>,
    campaigns: BTreeSet<String>,
}

impl Funnel {
    /// All pages of the content, each without views.
    #[must_use]
    pub fn new(content: &Content) -> Self {
        let pages = ["home", "matchups", "sample_report", "start"];
        let none = |slug: &str| (slug.to_owned(), AtomicI64::default());
        let pages = pages.map(|page| (page, BTreeMap::from([none("")])));
        let mut views = BTreeMap::from(pages);
        let matchups = content.matchups.iter();
        let matchups = matchups.map(|matchup| none(&matchup.slug));
        views.insert("matchup", matchups.collect());
        Self {
            views,
            counts: Mutex::default(),
        }
    }

    /// Counts a view of a page, and of a matchup if it is about one.
    pub fn view(&self, page: &'static str, matchup: &str) {
        let page = self.views.get(page);
        if let Some(views) = page.and_then(|views| views.get(matchup)) {
            views.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts something that happened in an intake.
    pub fn count(&self, app: &Services, intake: &IntakeRow, event: FunnelEvent, item: &str) {
        self.add(funnel_key(app, intake, event, item));
    }

    /// Counts one event.
    pub fn add(&self, key: FunnelKey) {
        let key = self.bounded(key);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.events.entry(key).or_default() += 1;
    }

    /// The key with the name under which its campaign is counted.
    #[must_use]
    pub fn bounded(&self, mut key: FunnelKey) -> FunnelKey {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        key.campaign = counts.known(&key.campaign);
        key
    }

    /// All counts, which begin again at zero.
    fn take(&self) -> Vec<(FunnelKey, i64)> {
        let views = self.views.iter().flat_map(|(page, matchups)| {
            let matchups = matchups.iter();
            matchups.map(move |(matchup, views)| (page, matchup, views))
        });
        let views = views.map(|(page, matchup, views)| {
            let key = FunnelKey {
                event: FunnelEvent::View,
                item: (*page).to_owned(),
                matchup: matchup.clone(),
                campaign: String::new(),
                path: String::new(),
            };
            (key, views.swap(0, Ordering::Relaxed))
        });
        let views = views.filter(|(_, count)| *count > 0);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        views.chain(std::mem::take(&mut counts.events)).collect()
    }

    /// Counts that could not be stored wait for the next time.
    fn give_back(&self, taken: Vec<(FunnelKey, i64)>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in taken {
            *counts.events.entry(key).or_default() += count;
        }
    }
}

impl Counts {
    /// A campaign as it is counted.
    fn known(&mut self, campaign: &str) -> String {
        if campaign.is_empty() || self.campaigns.contains(campaign) {
            return campaign.to_owned();
        }
        let is_short = campaign.chars().count() <= LONGEST_CAMPAIGN;
        if !is_short || self.campaigns.len() >= MOST_CAMPAIGNS {
            return OTHER.to_owned();
        }
        self.campaigns.insert(campaign.to_owned());
        campaign.to_owned()
    }
}

/// What an event of an intake is counted with.
#[must_use]
pub fn funnel_key(app: &Services, intake: &IntakeRow, event: FunnelEvent, item: &str) -> FunnelKey {
    let path = intake.questionnaire(&app.content).path(&intake.answers);
    FunnelKey {
        event,
        item: item.to_owned(),
        matchup: intake.matchup.clone().unwrap_or_default(),
        campaign: intake.campaign.name().unwrap_or_default().to_owned(),
        path: path.map(|path| path.id.clone()).unwrap_or_default(),
    }
}

/// Adds what this process counted to the counts of today.
///
/// # Errors
/// When the database fails; the counts are kept.
pub async fn store_funnel(app: &Services) -> store::Result<()> {
    let taken = app.funnel.take();
    if taken.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let stored = retrying(|| async {
        let mut tx = app.db.begin().await?;
        for (key, count) in &taken {
            tx.add_to_funnel(key, *count, now).await?;
        }
        tx.commit().await
    })
    .await;
    match stored {
        Ok(()) => {
            for (key, count) in &taken {
                app.metrics.funnel(key.event.as_str(), *count);
            }
            Ok(())
        }
        Err(error) => {
            app.funnel.give_back(taken);
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_campaigns_are_counted_together() {
        let content = Content::embedded().unwrap();
        let funnel = Funnel::new(&content);
        for number in 0..MOST_CAMPAIGNS + 50 {
            funnel.add(FunnelKey {
                event: FunnelEvent::Start,
                item: String::new(),
                matchup: String::new(),
                campaign: format!("campaign {number}"),
                path: String::new(),
            });
        }
        let counts = funnel.take();
        assert_eq!(counts.len(), MOST_CAMPAIGNS + 1);
        let other = counts.iter().find(|(key, _)| key.campaign == OTHER);
        assert_eq!(other.unwrap().1, 50);
    }

    #[test]
    fn counts_that_were_not_stored_are_kept() {
        let content = Content::embedded().unwrap();
        let funnel = Funnel::new(&content);
        funnel.view("home", "");
        funnel.view("matchup", "nodejs-vs-django");
        funnel.view("matchup", "invented");
        let taken = funnel.take();
        assert_eq!(taken.len(), 2);
        assert!(funnel.take().is_empty());
        funnel.give_back(taken.clone());
        funnel.view("home", "");
        let again = funnel.take();
        assert_eq!(again.iter().map(|(_, count)| count).sum::<i64>(), 3);
    }
}
