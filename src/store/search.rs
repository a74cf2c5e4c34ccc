//! Search texts and their words, folded by the program so that both databases match alike, and their backfill for rows of
//! earlier versions of the program.
//!
//! A search looks for a text at the beginning of a word. A rare word is looked up in a table of words; a common one is
//! found soon among the newest rows, whose texts are read one after another.

use std::collections::BTreeSet;

use crate::ids::{AttemptId, JobId, LeadId};
use chrono::{DateTime, Utc};
use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizer;
use sqlx::{AssertSqlSafe, query, query_as, query_scalar};

use super::{Db, Result, Tx, on};
use crate::report::reference;

/// Rows folded per transaction, few enough not to block SQLite's single writer for long.
const FOLD_BATCH: u32 = 1000;
/// A word in more rows than this is common.
const RARE: i64 = 5000;
/// Stands before each word of a search text, and nowhere else.
const MARK: char = '\u{1f}';
/// Sorts after every other letter.
const LAST: char = '\u{10ffff}';
/// Letters of a word that count: PostgreSQL refuses index entries above 2,700 bytes.
const LONGEST_WORD: usize = 64;
/// Words stored per statement: two parameters each, of which SQLite takes 32,766.
const WORDS_PER_INSERT: usize = 500;

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

/// Folds a text and marks the beginning of each word.
pub(super) fn search_text(text: &str) -> String {
    let folded = fold(text);
    let mut marked = String::with_capacity(folded.len() * 5 / 4);
    let mut inside = false;
    for letter in folded.chars().filter(|letter| *letter != MARK) {
        if letter.is_alphanumeric() && !inside {
            marked.push(MARK);
        }
        inside = letter.is_alphanumeric();
        marked.push(letter);
    }
    marked
}

/// Returns the words of a search text, each up to [`LONGEST_WORD`].
fn words(text: &str) -> BTreeSet<&str> {
    let word = |part: &'_ str| {
        let letters = part.char_indices().take(LONGEST_WORD);
        let inside = letters.take_while(|(_, letter)| letter.is_alphanumeric());
        inside
            .last()
            .map_or(0, |(at, letter)| at + letter.len_utf8())
    };
    text.split(MARK)
        .map(|part| &part[..word(part)])
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns the search text of a lead. A match never spans two fields, because search terms have no line breaks.
fn lead_text(id: LeadId, name: &str, email: &str, company: &str) -> String {
    [name, email, company, &reference(id)]
        .map(search_text)
        .join("\n")
}

/// A text to look for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    text: String,
}

/// Words from the first to the last one, in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WordRange {
    pub first: String,
    pub last: String,
}

/// A table of words.
#[derive(Clone, Copy)]
pub(super) enum WordTable {
    Lead,
    Error,
}

/// Whose words are stored.
#[derive(Clone, Copy)]
pub(super) enum WordsOf {
    Lead(LeadId),
    /// The errors of a job.
    Error(JobId),
}

impl Term {
    /// The text as a whole.
    pub fn phrase(text: &str) -> Self {
        Self {
            text: search_text(text.trim()),
        }
    }

    /// Each of its words.
    pub fn each(text: &str) -> Vec<Self> {
        text.split_whitespace().map(Self::phrase).collect()
    }

    /// The `like` pattern for search texts that contain it.
    pub fn pattern(&self) -> String {
        let escaped = self
            .text
            .replace('\\', r"\\")
            .replace('%', r"\%")
            .replace('_', r"\_");
        format!("%{escaped}%")
    }

    /// Its words. The last one may go on unless something follows it.
    fn words(&self) -> impl Iterator<Item = WordRange> {
        words(&self.text).into_iter().map(|word| {
            let is_last = self.text.ends_with(&format!("{MARK}{word}"));
            WordRange {
                first: word.to_owned(),
                last: if is_last {
                    format!("{word}{LAST}")
                } else {
                    word.to_owned()
                },
            }
        })
    }
}

impl Db {
    /// Returns the rarest word of these terms, unless all are common.
    pub(super) async fn rare_word(
        &self,
        table: WordTable,
        terms: &[Term],
    ) -> Result<Option<WordRange>> {
        let sql = match table {
            WordTable::Lead => {
                "select count(*) from (select 1 from lead_words where word >= $1 and word <= $2 limit $3) as found"
            }
            WordTable::Error => {
                "select count(*) from (select 1 from error_words where word >= $1 and word <= $2 limit $3) as found"
            }
        };
        let mut rarest = None;
        let mut fewest = RARE;
        for range in terms.iter().flat_map(Term::words) {
            let rows: i64 = on!(&self.read, |db| query_scalar(sql)
                .bind(&range.first)
                .bind(&range.last)
                .bind(RARE + 1)
                .fetch_one(db)
                .await)?;
            if rows <= fewest {
                fewest = rows;
                rarest = Some(range);
            }
        }
        Ok(rarest)
    }

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
            let errors: Vec<(AttemptId, JobId, String)> = on!(&self.read, |db| {
                query_as("select id, job_id, error from job_attempts where error is not null and error_folded is null order by id limit $1")
                    .bind(i64::from(FOLD_BATCH)).fetch_all(db).await
            })?;
            if errors.is_empty() {
                return Ok(rows);
            }
            let mut tx = self.begin().await?;
            for (id, job, error) in &errors {
                tx.fold_error(*id, *job, error).await?;
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
        })?;
        self.insert_words(WordsOf::Lead(id), &folded).await
    }

    /// Adds the words of a search text.
    pub(super) async fn insert_words(&mut self, owner: WordsOf, folded: &str) -> Result<()> {
        let insert = match owner {
            WordsOf::Lead(_) => "insert into lead_words (word, lead_id) values ($1, $2)",
            WordsOf::Error(_) => "insert into error_words (word, job_id) values ($1, $2)",
        };
        for words in chunks(folded) {
            let sql = with_rows(insert, words.len());
            on!(&mut self.inner, |tx| {
                let mut statement = query(AssertSqlSafe(sql));
                for word in words {
                    statement = match owner {
                        WordsOf::Lead(id) => statement.bind(word).bind(id),
                        WordsOf::Error(job) => statement.bind(word).bind(job),
                    };
                }
                statement.execute(&mut **tx).await.map(|_| ())
            })?;
        }
        Ok(())
    }

    async fn fold_error(&mut self, attempt: AttemptId, job: JobId, error: &str) -> Result<()> {
        let folded = search_text(error);
        self.insert_words(WordsOf::Error(job), &folded).await?;
        on!(&mut self.inner, |tx| {
            query("update job_attempts set error_folded = $2 where id = $1")
                .bind(attempt)
                .bind(&folded)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}

/// The words of a search text, in as many groups as statements.
fn chunks(folded: &str) -> Vec<Vec<String>> {
    let words: Vec<String> = words(folded).into_iter().map(str::to_owned).collect();
    words
        .chunks(WORDS_PER_INSERT)
        .map(<[String]>::to_vec)
        .collect()
}

/// An insert of one row of two values, for so many rows, of which those that exist are kept.
fn with_rows(insert: &str, count: usize) -> String {
    let others = (1..count).map(|row| format!(", (${}, ${})", 2 * row + 1, 2 * row + 2));
    insert.to_owned() + &others.collect::<String>() + " on conflict do nothing"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(terms: &[Term]) -> Vec<(String, bool)> {
        let ranges = terms.iter().flat_map(Term::words);
        ranges
            .map(|range| {
                let goes_on = range.last != range.first;
                (range.first, goes_on)
            })
            .collect()
    }

    #[test]
    fn a_term_is_found_at_the_beginning_of_a_word() {
        let text = search_text("550 5.1.1 <Grace.Hopper@navy-yard.example>: ÜBERFÜLLT");
        let found = |term: &str| {
            let pattern = Term::phrase(term).pattern();
            text.contains(pattern.trim_matches('%'))
        };
        for term in [
            "550",
            "55",
            "5.1",
            "550 5.1.1",
            "grace",
            "hopper@navy",
            "yard.",
            "uber",
            "<g",
            "@navy",
        ] {
            assert!(found(term), "{term}");
        }
        for term in ["50", "race", "fullt", "grace hopper", "5.1.1 grace", "ard"] {
            assert!(!found(term), "{term}");
        }
        let words: Vec<&str> = words(&text).into_iter().collect();
        assert_eq!(
            words,
            [
                "1",
                "5",
                "550",
                "example",
                "grace",
                "hopper",
                "navy",
                "uberfullt",
                "yard"
            ]
        );
    }

    #[test]
    fn of_a_long_word_the_beginning_counts() {
        let long = "ä".repeat(3000);
        let text = search_text(&format!("{long} end"));
        let stored: Vec<&str> = words(&text).into_iter().collect();
        let kept = "a".repeat(LONGEST_WORD);
        assert_eq!(stored, [kept.as_str(), "end"]);
        let range = Term::phrase(&long).words().next().unwrap();
        assert!(range.first <= kept && kept <= range.last);
    }

    #[test]
    fn only_the_last_word_of_a_term_may_go_on() {
        let whole = |word: &str| (word.to_owned(), false);
        let begun = |word: &str| (word.to_owned(), true);
        assert_eq!(
            ranges(&[Term::phrase("No such us")]),
            [whole("no"), whole("such"), begun("us")]
        );
        assert_eq!(ranges(&Term::each(" Öz  gra")), [begun("oz"), begun("gra")]);
        assert_eq!(ranges(&[Term::phrase("5.1.")]), [whole("1"), whole("5")]);
        assert_eq!(ranges(&[Term::phrase("100%")]), [whole("100")]);
        assert_eq!(ranges(&[Term::phrase("%")]), []);
    }

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
