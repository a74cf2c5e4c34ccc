//! The files that belong to a report: its decision records, and the scripts of its data model.

use std::borrow::Cow;

use super::markdown;
use crate::report::document::Document;

/// The decision records.
pub const DECISIONS: &str = "decisions.md";

/// What the address of a file starts with in the HTML of a report. The page that shows the report puts an address in its place:
/// [`link_files`].
pub const FILE_LINK: &str = "report-file:";

/// A file that belongs to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile<'a> {
    /// Its name, such as `decisions.md` or `schema.sql`.
    pub name: &'a str,
    /// Its media type, without a character set: `text/markdown`, `application/sql` or `application/yaml`.
    pub media_type: &'static str,
    /// What it is, in a few words.
    pub title: &'a str,
    /// Its text.
    pub text: Cow<'a, str>,
}

/// The files of a report, the decision records first; none if the advice is to buy.
#[must_use]
pub fn files(document: &Document) -> Vec<ReportFile<'_>> {
    let mut files = Vec::new();
    if !document.layers.is_empty() {
        files.push(ReportFile {
            name: DECISIONS,
            media_type: "text/markdown",
            title: &document.text.layers,
            text: markdown::decisions(document).into(),
        });
    }
    let scripts = document.data_model.scripts.iter();
    files.extend(scripts.map(|script| ReportFile {
        name: &script.file,
        media_type: if script.language == "sql" {
            "application/sql"
        } else {
            "application/yaml"
        },
        title: &script.title,
        text: script.text.as_str().into(),
    }));
    files
}

/// The HTML of a report with the address of its folder of files, which ends in a slash or is empty.
#[must_use]
pub fn link_files(article: &str, folder: &str) -> String {
    article.replace(FILE_LINK, folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::written;

    #[test]
    fn a_report_has_decision_records_and_the_scripts_of_its_data_model() {
        let (_, _, _, document) = written();
        let files = files(&document);
        let names: Vec<&str> = files.iter().map(|file| file.name).collect();
        assert_eq!(names, [DECISIONS, "schema.sql"]);
        let records = files[0].text.matches("\n## ADR-").count();
        assert_eq!(records, document.layers.len());
        assert_eq!(files[1].text, document.data_model.sql);
    }

    #[test]
    fn links_to_files_lead_to_the_folder_given() {
        let link = format!("<a href=\"{FILE_LINK}{DECISIONS}\">");
        assert_eq!(link_files(&link, "/x/"), "<a href=\"/x/decisions.md\">");
    }
}
