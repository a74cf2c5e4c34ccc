//! Joins the files of `web/static/css/` into one stylesheet for visitors and one for staff.
//!
//! A file's place is its cascade layer: `tokens.css`, `base.css`, `components/*.css`, `areas/*.css`. Later layers
//! override earlier ones whatever the specificity. Within a layer files follow each other by name.

use super::super::files::Files;
use crate::content::brand::Colours;

/// The folder of the parts inside `web/static/`.
pub const FOLDER: &str = "css/";

/// The stylesheet of the public pages.
pub const SITE: &str = "site.css";

/// The stylesheet of the pages for staff.
pub const STAFF: &str = "staff.css";

const LAYERS: [&str; 4] = ["tokens", "base", "components", "areas"];
const SITE_AREAS: [&str; 7] = [
    "drawing.css",
    "home.css",
    "intake.css",
    "owner.css",
    "matchup.css",
    "report.css",
    "site.css",
];
const STAFF_AREAS: [&str; 2] = ["desk.css", "ops.css"];

/// Both stylesheets by name. An area that belongs to neither list, such as one added by an operator, is in both.
pub fn join_all<'a>(
    files: &Files,
    colours: &Colours,
) -> impl Iterator<Item = (&'a str, String)> + use<'a> {
    let sheets = [
        (SITE, join(files, colours, &STAFF_AREAS)),
        (STAFF, join(files, colours, &SITE_AREAS)),
    ];
    sheets.into_iter()
}

/// All parts but the areas in `omitted`.
fn join(files: &Files, colours: &Colours, omitted: &[&str]) -> String {
    let mut sheet = format!("@layer {};\n", LAYERS.join(", "));
    for layer in LAYERS {
        sheet += &format!("@layer {layer} {{\n");
        if layer == LAYERS[0] {
            sheet += &brand_tokens(colours);
        }
        for (path, css) in files.under("static/css/") {
            let is_omitted = path
                .strip_prefix("areas/")
                .is_some_and(|name| omitted.contains(&name));
            if layer_of(path) == layer && !is_omitted {
                sheet += &without_indents(&String::from_utf8_lossy(css));
            }
        }
        sheet += "}\n";
    }
    sheet
}

/// The text without indents and empty lines.
pub(super) fn without_indents(css: &str) -> String {
    css.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The layer of a file: its folder, or its name without the ending.
fn layer_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

fn brand_tokens(colours: &Colours) -> String {
    let rule = |main: &str, accent: &str, second: &str| {
        format!(":root {{ --brand: {main}; --accent: {accent}; --b: {second}; }}\n")
    };
    format!(
        "{}@media (prefers-color-scheme: dark) {{ {}}}\n",
        rule(&colours.main, &colours.accent, &colours.second),
        rule(
            &colours.main_on_dark,
            &colours.accent_on_dark,
            &colours.second_on_dark
        )
    )
}
