//! Short mails to prospects, all with the same layout: a few sentences, a button and small print.

use serde::Serialize;

use super::email::{Email, Fact};
use crate::text::display_name;

/// To a prospect who asked for the link to their answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResumeLink {
    name: Option<String>,
    url: String,
    answered: usize,
    needed: usize,
    /// The day on which the answers are deleted, as `2026-12-09`; empty if they are kept.
    pub deleted_on: String,
}

impl ResumeLink {
    /// The mail with the link `url` and the number of `answered` among the `needed` questions.
    #[must_use]
    pub fn new(name: &str, url: String, answered: usize, needed: usize) -> Self {
        Self {
            name: display_name(name),
            url,
            answered,
            needed,
            deleted_on: String::new(),
        }
    }
}

/// To a prospect who wants to change, share, export or erase their report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerLink {
    name: Option<String>,
    url: String,
    reference: String,
    minutes: i64,
}

impl OwnerLink {
    /// The mail about the report `reference` with the link `url`, which works once within `minutes`.
    #[must_use]
    pub fn new(name: &str, url: String, reference: String, minutes: i64) -> Self {
        Self {
            name: display_name(name),
            url,
            reference,
            minutes,
        }
    }
}

/// To the address of a submission that looks as if a program sent it. Says nothing that the sender chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfirmAddress {
    url: String,
}

impl ConfirmAddress {
    /// The mail with the link `url`.
    #[must_use]
    pub fn new(url: String) -> Self {
        Self { url }
    }
}

/// To a prospect who left an address and did not finish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reminder {
    name: Option<String>,
    url: String,
    answered: usize,
    needed: usize,
    /// The day on which the answers are deleted, as `2026-12-09`; empty if they are kept.
    pub deleted_on: String,
    /// The address to unsubscribe; the same as in `List-Unsubscribe`.
    pub unsubscribe_url: String,
}

impl Reminder {
    /// The mail with the link `url` and the number of `answered` among the `needed` questions.
    #[must_use]
    pub fn new(link: ResumeLink, deleted_on: String, unsubscribe_url: String) -> Self {
        let ResumeLink {
            name,
            url,
            answered,
            needed,
            ..
        } = link;
        Self {
            name,
            url,
            answered,
            needed,
            deleted_on,
            unsubscribe_url,
        }
    }
}

/// What a correction changed in one answer or one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The name of the answer or the layer.
    pub label: String,
    /// What it was; empty if it is new.
    pub old: String,
    /// What it is; empty if it is gone.
    pub new: String,
    /// Why, in a sentence; may be empty.
    pub why: String,
}

/// To a prospect whose report was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionReady {
    name: Option<String>,
    url: String,
    reference: String,
    /// The consultant's explanation; may be empty.
    pub note: String,
    /// The changes by layer, in words.
    pub facts: Vec<Fact>,
    /// The changes as old, new and why; shown before `facts`.
    pub changes: Vec<Change>,
    /// Whether the PDF is attached.
    pub pdf_attached: bool,
}

impl CorrectionReady {
    /// The mail with the link `url` of the report `reference`.
    #[must_use]
    pub fn new(name: &str, url: String, reference: String, facts: Vec<Fact>) -> Self {
        Self {
            name: display_name(name),
            url,
            reference,
            note: String::new(),
            facts,
            changes: Vec::new(),
            pdf_attached: false,
        }
    }
}

/// To a person whose data was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    name: Option<String>,
    reference: String,
    /// The day, as `2026-12-09`.
    pub erased_on: String,
    /// Days until backups are overwritten.
    pub backup_days: u32,
}

impl Erased {
    /// The mail about the report `reference`.
    #[must_use]
    pub fn new(name: &str, reference: String, erased_on: String, backup_days: u32) -> Self {
        Self {
            name: display_name(name),
            reference,
            erased_on,
            backup_days,
        }
    }
}

const HOSTILE: &str =
    "<script>alert(1)</script>\r\nBcc: mallory@example.org {{ 7 * 7 }} \u{202e}עולם 🚀";
const INTAKE: &str = "https://stackmatch.example/intake/3q2u0x5r";
const REPORT: &str = "https://stackmatch.example/reports/3q2u0x5r";

impl Email for ResumeLink {
    const NAME: &'static str = "resume_link";

    fn samples() -> Vec<(&'static str, Self)> {
        let normal = Self {
            deleted_on: "2026-12-09".to_owned(),
            ..Self::new("Ada", INTAKE.to_owned(), 9, 23)
        };
        let hostile = Self {
            name: Some(HOSTILE.to_owned()),
            ..normal.clone()
        };
        let minimal = Self {
            name: None,
            deleted_on: String::new(),
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}

impl Email for OwnerLink {
    const NAME: &'static str = "owner_link";

    fn samples() -> Vec<(&'static str, Self)> {
        let url = format!("{REPORT}/owner/9d8c7b6a");
        let normal = Self::new("Ada", url, "SM-7K2M-Q4".to_owned(), 60);
        let hostile = Self {
            name: Some(HOSTILE.to_owned()),
            ..normal.clone()
        };
        let minimal = Self {
            name: None,
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}

impl Email for ConfirmAddress {
    const NAME: &'static str = "confirm_address";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("normal", Self::new(format!("{REPORT}/confirm/9d8c7b6a")))]
    }
}

impl Email for Reminder {
    const NAME: &'static str = "reminder";

    fn samples() -> Vec<(&'static str, Self)> {
        let unsubscribe = "https://stackmatch.example/unsubscribe/3q2u0x5r".to_owned();
        let link = ResumeLink::new("Ada", INTAKE.to_owned(), 22, 23);
        let normal = Self::new(link, "2026-12-09".to_owned(), unsubscribe);
        let hostile = Self {
            name: Some(HOSTILE.to_owned()),
            ..normal.clone()
        };
        let minimal = Self {
            name: None,
            answered: 1,
            deleted_on: String::new(),
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}

impl Email for CorrectionReady {
    const NAME: &'static str = "correction_ready";

    fn samples() -> Vec<(&'static str, Self)> {
        let change = |label: &str, old: &str, new: &str, why: &str| Change {
            label: label.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
            why: why.to_owned(),
        };
        let letter = Self::new(
            "Ada",
            REPORT.to_owned(),
            "SM-7K2M-Q4".to_owned(),
            Vec::new(),
        );
        let normal = Self {
            changes: vec![
                change("Skills", "JavaScript or TypeScript", "Python", ""),
                change(
                    "Back end",
                    "NestJS",
                    "Django",
                    "Your team knows Python, and Django builds on that.",
                ),
                change("Search", "", "PostgreSQL full-text search", ""),
                change("Cache", "Valkey", "", ""),
            ],
            pdf_attached: true,
            ..letter.clone()
        };
        let hostile = Self {
            name: Some(HOSTILE.to_owned()),
            note: HOSTILE.to_owned(),
            facts: vec![Fact {
                label: HOSTILE.to_owned(),
                value: "x".repeat(2_000),
            }],
            changes: vec![change(HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
            ..normal.clone()
        };
        let noted = Self {
            note: "Your team knows Python.".to_owned(),
            facts: vec![Fact {
                label: "Back end".to_owned(),
                value: "Django instead of NestJS".to_owned(),
            }],
            ..letter.clone()
        };
        let minimal = Self {
            name: None,
            ..letter
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("noted", noted),
            ("minimal", minimal),
        ]
    }
}

impl Email for Erased {
    const NAME: &'static str = "erased";

    fn samples() -> Vec<(&'static str, Self)> {
        let normal = Self::new("Ada", "SM-7K2M-Q4".to_owned(), "2026-11-25".to_owned(), 30);
        let hostile = Self {
            name: Some(HOSTILE.to_owned()),
            ..normal.clone()
        };
        let minimal = Self {
            name: None,
            erased_on: String::new(),
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}
