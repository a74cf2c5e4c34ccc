//! Search text, folded by the program so that both databases match alike, and its backfill for rows of earlier versions
//! of the program.

use crate::ids::{AttemptId, LeadId};
use chrono::{DateTime, Utc};
use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizer;
use sqlx::{query, query_as};

use super::{Db, Result, Tx, on};
use crate::report::reference;

/// Rows folded per transaction, few enough not to block SQLite's single writer for long.
const FOLD_BATCH: u32 = 1000;

/// Folds text for comparison in searches: removes case, accents of European scripts, compatibility forms and runs of
/// white space. `Öztürk`, `ÖZTÜRK`, `Ozturk` and the same with combining marks are equal.
#[must_use]
pub fn fold(text: &str) -> String {
    let (decompose, cases) = (DecomposingNormalizer::new_nfkd(), CaseMapper::new());
    // Folding undoes some decompositions, and decomposing yields letters that need folding.
    let folded = cases.fold_string(&decompose.normalize(text)).into_owned();
    let folded = cases
        .fold_string(&decompose.normalize(&folded))
        .into_owned();
    let mut plain = String::with_capacity(folded.len());
    for letter in decompose.normalize(&folded).chars() {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            // Turkish has a dotted and a dotless i, whose capitals fold to one.
            '\u{131}' => plain.push('i'),
            space if space.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Returns the search text of a lead. A match never spans two fields, because search terms have no line breaks.
pub(super) fn lead_text(id: LeadId, name: &str, email: &str, company: &str) -> String {
    [name, email, company, &reference(id)].map(fold).join("\n")
}

impl Db {
    /// Folds rows stored without search text, by an earlier version of the program or one that still runs alongside:
    /// leads created since `since`, and all errors. Returns the number of rows folded.
    pub async fn fold_missing(&self, since: DateTime<Utc>) -> Result<u64> {
        // The id of a lead begins with its creation time in milliseconds.
        let milliseconds = u128::try_from(since.timestamp_millis()).unwrap_or_default();
        let (mut after, mut rows) = (LeadId::from_u128(milliseconds << 80), 0);
        loop {
            let leads: Vec<(LeadId, String, String, String)> = on!(&self.read, |db| {
                query_as("select id, name, email, company from leads where id > $1 and not exists (select 1 from lead_search where lead_id = leads.id) order by id limit $2")
                    .bind(after).bind(i64::from(FOLD_BATCH)).fetch_all(db).await
            })?;
            let Some(last) = leads.last() else { break };
            after = last.0;
            let mut tx = self.begin().await?;
            for (id, name, email, company) in &leads {
                tx.insert_lead_search(*id, name, email, company).await?;
            }
            tx.commit().await?;
            rows += leads.len() as u64;
        }
        loop {
            let errors: Vec<(AttemptId, String)> = on!(&self.read, |db| {
                query_as("select id, error from job_attempts where error is not null and error_folded is null order by id limit $1")
                    .bind(i64::from(FOLD_BATCH)).fetch_all(db).await
            })?;
            if errors.is_empty() {
                return Ok(rows);
            }
            let mut tx = self.begin().await?;
            for (id, error) in &errors {
                tx.fold_error(*id, error).await?;
            }
            tx.commit().await?;
            rows += errors.len() as u64;
        }
    }
}

impl Tx {
    /// Adds a lead to the search table.
    pub(super) async fn insert_lead_search(
        &mut self,
        id: LeadId,
        name: &str,
        email: &str,
        company: &str,
    ) -> Result<()> {
        let folded = lead_text(id, name, email, company);
        on!(&mut self.inner, |tx| {
            query("insert into lead_search (lead_id, folded) values ($1, $2) on conflict (lead_id) do nothing")
                .bind(id)
                .bind(&folded)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    async fn fold_error(&mut self, attempt: AttemptId, error: &str) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update job_attempts set error_folded = $2 where id = $1")
                .bind(attempt)
                .bind(fold(error))
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_the_same_text() {
        for same in [
            &[
                "\u{d6}zt\u{fc}rk",
                "\u{d6}ZT\u{dc}RK",
                "O\u{308}ztu\u{308}rk",
                "ozturk",
            ][..],
            &[
                "I\u{15e}IK",
                "\u{131}\u{15f}\u{131}k",
                "i\u{15f}ik",
                "\u{130}\u{15e}\u{130}K",
            ],
            &["Stra\u{df}e", "STRASSE", "STRA\u{1e9e}E"],
            &[
                "\u{418}\u{432}\u{430}\u{43d}",
                "\u{438}\u{432}\u{430}\u{43d}",
                "\u{418}\u{412}\u{410}\u{41d}",
            ],
            &[
                "\u{39f}\u{394}\u{3a5}\u{3a3}\u{3a3}\u{395}\u{3a5}\u{3a3}",
                "\u{3bf}\u{3b4}\u{3c5}\u{3c3}\u{3c3}\u{3b5}\u{3cd}\u{3c2}",
            ],
            &["\u{fb01}ne  office", "FINE\u{a0}Office", "fine\toffice"],
            &["\u{c9}COLE", "\u{e9}cole", "ecole"],
        ] {
            for one in same {
                assert_eq!(fold(one), fold(same[0]), "{one}");
            }
        }
        assert_ne!(fold("Muller"), fold("Mueller"));
        assert!(!fold("a\nb").contains('\n'));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        let all: String = (0..=0x2_ffff_u32).filter_map(char::from_u32).collect();
        for letter in all.chars() {
            let once = fold(&letter.to_string());
            assert_eq!(fold(&once), once, "{letter:?}");
        }
    }
}
