//! Answers of open intakes: stored if nothing else changed the intake meanwhile, many intakes in one commit.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{QueryBuilder, Row};

use super::holds::Counter;
use super::{Db, Result, Tx, on};
use crate::ids::IntakeId;
use crate::intake::Answers;

/// New answers of an open intake.
#[derive(Clone, Debug)]
pub struct AnswersUpdate {
    /// The intake.
    pub id: IntakeId,
    /// The version that they replace.
    pub version: i64,
    /// All answers.
    pub answers: Answers,
    /// When they were given.
    pub at: DateTime<Utc>,
    /// What to charge to the visitor's network, if it is known.
    pub charge: Option<Charge>,
}

/// Bytes to charge to a network.
#[derive(Clone, Copy, Debug)]
pub struct Charge {
    /// The network.
    pub client: Counter,
    /// How many bytes.
    pub bytes: i64,
    /// How many it may have stored today, these included.
    pub limit: i64,
}

/// What became of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateOutcome {
    /// It is durable.
    Stored,
    /// Not stored: the intake is no longer at that version, was submitted, or does not exist.
    Changed,
    /// Not stored: the network has used up its storage for today.
    OverLimit,
}

/// Updates all intakes that are open and still at the version in question, in one statement, and returns their ids.
macro_rules! update {
    ($connection:expr, $updates:expr) => {{
        let mut sql = QueryBuilder::new("with new (id, version, answers, updated_at) as (");
        sql.push_values($updates, |mut row, update| {
            row.push_bind(update.id)
                .push_bind(update.version)
                .push_bind(Json(&update.answers))
                .push_bind(update.at);
        });
        sql.push(
            ") update intakes set answers = new.answers, version = intakes.version + 1, updated_at = new.updated_at from new
             where intakes.id = new.id and intakes.version = new.version and intakes.status = 'open' returning intakes.id",
        );
        let rows = sql.build().fetch_all($connection).await?;
        rows.iter()
            .map(|row| row.try_get(0))
            .collect::<Result<HashSet<IntakeId>>>()
    }};
}

impl Db {
    /// Stores the answers of one intake.
    ///
    /// # Errors
    /// When the database fails; nothing was stored, unless the connection was lost during the commit.
    pub async fn update_answers(&self, update: &AnswersUpdate) -> Result<UpdateOutcome> {
        let mut tx = self.begin().await?;
        if tx
            .update_all_answers(std::slice::from_ref(update))
            .await?
            .is_empty()
        {
            tx.rollback().await;
            return Ok(UpdateOutcome::Changed);
        }
        if let Some(charge) = update.charge {
            let used = tx.add_usage(charge.client, charge.bytes, update.at).await?;
            if used > charge.limit {
                tx.rollback().await;
                return Ok(UpdateOutcome::OverLimit);
            }
        }
        tx.commit().await?;
        Ok(UpdateOutcome::Stored)
    }

    /// Stores the answers of different intakes in one commit. `None`: nothing was stored, because not all of them can be
    /// and some are charged; each then has to be stored by itself.
    ///
    /// # Errors
    /// When the database fails; nothing was stored, unless the connection was lost during the commit.
    pub async fn update_all_answers(
        &self,
        updates: &[AnswersUpdate],
    ) -> Result<Option<Vec<UpdateOutcome>>> {
        // In order, so that two processes do not wait for each other.
        let mut charges = BTreeMap::<Counter, Charge>::new();
        for charge in updates.iter().filter_map(|update| update.charge) {
            let all = charges
                .entry(charge.client)
                .or_insert(Charge { bytes: 0, ..charge });
            all.bytes += charge.bytes;
        }
        let Some(at) = updates.iter().map(|update| update.at).max() else {
            return Ok(Some(Vec::new()));
        };
        let stored = if charges.is_empty() {
            let begun = Instant::now();
            self.same_file()?;
            let stored = on!(&self.single, |db| update!(db, updates))?;
            self.transactions.observe(begun.elapsed().as_secs_f64());
            stored
        } else {
            let mut tx = self.begin().await?;
            let stored = tx.update_all_answers(updates).await?;
            let mut fits = stored.len() == updates.len();
            for charge in charges.values() {
                fits = fits && tx.add_usage(charge.client, charge.bytes, at).await? <= charge.limit;
            }
            if !fits {
                tx.rollback().await;
                return Ok(None);
            }
            tx.commit().await?;
            stored
        };
        let outcome = |update: &AnswersUpdate| match stored.contains(&update.id) {
            true => UpdateOutcome::Stored,
            false => UpdateOutcome::Changed,
        };
        Ok(Some(updates.iter().map(outcome).collect()))
    }
}

impl Tx {
    /// Stores the answers of different intakes, without their charges, and returns the ids of those that were still at
    /// the version in question.
    async fn update_all_answers(&mut self, updates: &[AnswersUpdate]) -> Result<HashSet<IntakeId>> {
        on!(&mut self.inner, |tx| update!(&mut **tx, updates))
    }
}
