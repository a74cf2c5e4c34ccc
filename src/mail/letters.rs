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

/// To a prospect whose report was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionReady {
    name: Option<String>,
    url: String,
    reference: String,
    /// The consultant's explanation; may be empty.
    pub note: String,
    /// The changes by layer.
    pub facts: Vec<Fact>,
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
    const IS_SENT: bool = true;

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
    const IS_SENT: bool = true;

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

impl Email for Reminder {
    const NAME: &'static str = "reminder";
    const IS_SENT: bool = true;

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
    const IS_SENT: bool = true;

    fn samples() -> Vec<(&'static str, Self)> {
        let fact = Fact {
            label: "Back end".to_owned(),
            value: "Django instead of NestJS on Node.js".to_owned(),
        };
        let normal = Self {
            note: "Your team knows Python.".to_owned(),
            pdf_attached: true,
            ..Self::new(
                "Ada",
                REPORT.to_owned(),
                "SM-7K2M-Q4".to_owned(),
                vec![fact],
            )
        };
        let hostile = Self {
            name: Some(HOSTILE.to_owned()),
            note: HOSTILE.to_owned(),
            facts: vec![Fact {
                label: HOSTILE.to_owned(),
                value: "x".repeat(2_000),
            }],
            ..normal.clone()
        };
        let minimal = Self::new("", REPORT.to_owned(), "SM-7K2M-Q4".to_owned(), Vec::new());
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}

impl Email for Erased {
    const NAME: &'static str = "erased";
    const IS_SENT: bool = true;

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
