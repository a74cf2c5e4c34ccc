//! Files that had another name in an earlier version.

use std::io;

/// Old and new path inside `web/`. A new path that ends with `/` is a folder: the file was split.
pub(super) const RENAMED: [(&str, &str); 22] = [
    ("static/site.css", "static/css/"),
    ("static/site.js", "static/js/"),
    ("templates/cards.html", "templates/components/cards.html"),
    ("templates/dev.html", "templates/dev/samples.html"),
    ("templates/error.html", "templates/site/error.html"),
    ("templates/fields.html", "templates/components/fields.html"),
    ("templates/home.html", "templates/site/home.html"),
    ("templates/intake_start.html", "templates/intake/start.html"),
    ("templates/intake_steps.html", "templates/intake/bar.html"),
    ("templates/layout.html", "templates/components/layout.html"),
    ("templates/lead.html", "templates/desk/lead.html"),
    ("templates/matchup.html", "templates/site/matchup.html"),
    ("templates/matchups.html", "templates/site/matchups.html"),
    ("templates/ops.html", "templates/ops/overview.html"),
    ("templates/ops_job.html", "templates/ops/job.html"),
    ("templates/ops_state.html", "templates/ops/status.html"),
    ("templates/report.html", "templates/report/view.html"),
    (
        "templates/report_changes.html",
        "templates/report/changes.html",
    ),
    (
        "templates/report_preparing.html",
        "templates/report/preparing.html",
    ),
    ("templates/review.html", "templates/intake/review.html"),
    ("templates/saved.html", "templates/intake/saved.html"),
    ("templates/step.html", "templates/intake/step.html"),
];

/// Refuses files under an old name, which no page would use any more.
pub(super) fn refuse<'a>(paths: impl Iterator<Item = &'a String>) -> io::Result<()> {
    let found: Vec<String> = paths
        .filter_map(|path| RENAMED.iter().find(|(old, _)| old == path))
        .map(|(old, new)| match new.ends_with('/') {
            true => {
                format!("web/{old}: this file was split; override the files of `{new}` instead")
            }
            false => format!("web/{old}: this file was renamed; override `{new}` instead"),
        })
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        found.join("\n"),
    ))
}
