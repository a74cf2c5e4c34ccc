//! The figures as a table for people and as JSON for programs.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::figures::{Aim, Figure, Section};

pub struct Report {
    pub title: &'static str,
    /// The machine and the versions.
    pub about: Vec<(&'static str, String)>,
    /// The same sections for everything that was measured: the databases, for example.
    pub columns: Vec<(&'static str, Vec<Section>)>,
}

const LABEL: usize = 42;
/// The least width of a column.
const COLUMN: usize = 12;

impl Report {
    pub fn table(&self) -> String {
        let mut out = format!("{}\n\n", self.title);
        for (name, value) in &self.about {
            let _ = writeln!(out, "  {name:<18} {value}");
        }
        let width = self.column_width();
        let _ = write!(out, "\n{:LABEL$}", "");
        for (name, _) in &self.columns {
            let _ = write!(out, "{name:>width$}");
        }
        out.push_str(if self.has_aims() { "   aim\n" } else { "\n" });
        let Some((_, sections)) = self.columns.first() else {
            return out;
        };
        for (s, section) in sections.iter().enumerate() {
            let _ = writeln!(out, "{}", section.title);
            for (f, figure) in section.figures.iter().enumerate() {
                let row: Vec<&Figure> = self
                    .columns
                    .iter()
                    .map(|(_, sections)| &sections[s].figures[f])
                    .collect();
                let _ = write!(out, "{:LABEL$}", format!("  {}", figure.label));
                for figure in &row {
                    let _ = write!(out, "{:>width$}", cell(figure));
                }
                let mut aims: Vec<String> = row
                    .iter()
                    .filter_map(|figure| figure.aim.map(aim_text))
                    .collect();
                aims.dedup();
                if !aims.is_empty() {
                    let _ = write!(out, "   {:<8} {}", aims.join(", "), self.verdict(&row));
                }
                out.push('\n');
            }
        }
        out
    }

    fn figures(&self) -> impl Iterator<Item = &Figure> {
        let sections = self.columns.iter().flat_map(|(_, sections)| sections);
        sections.flat_map(|section| &section.figures)
    }

    fn has_aims(&self) -> bool {
        self.figures().any(|figure| figure.aim.is_some())
    }

    /// Room for the widest figure, and two spaces before it.
    fn column_width(&self) -> usize {
        let widths = self
            .figures()
            .map(|figure| cell(figure).chars().count() + 2);
        widths.max().unwrap_or_default().max(COLUMN)
    }

    /// Whether all columns met the aim of a row, or those that did not.
    fn verdict(&self, row: &[&Figure]) -> String {
        let missed: Vec<&str> = self
            .columns
            .iter()
            .zip(row)
            .filter(|(_, figure)| !figure.is_met())
            .map(|((name, _), _)| *name)
            .collect();
        match missed.as_slice() {
            [] => "met".into(),
            names => format!("MISSED on {}", names.join(" and ")),
        }
    }
}

/// The figures of all reports, which have different columns.
pub fn json(reports: &[Report]) -> String {
    let about: Map<String, Value> = reports
        .iter()
        .flat_map(|report| &report.about)
        .map(|(name, value)| ((*name).into(), json!(value)))
        .collect();
    let columns: Map<String, Value> = reports
        .iter()
        .flat_map(|report| &report.columns)
        .map(|(name, sections)| ((*name).into(), figures(sections)))
        .collect();
    format!("{:#}\n", json!({ "about": about, "figures": columns }))
}

fn figures(sections: &[Section]) -> Value {
    let all = sections.iter().flat_map(|section| &section.figures);
    all.map(|figure| {
        let mut value = json!({ "value": figure.value });
        if let Some((least, greatest)) = figure.range {
            value["min"] = json!(least);
            value["max"] = json!(greatest);
        }
        if let Some(aim) = figure.aim {
            value["aim"] = json!(aim_text(aim));
            value["met"] = json!(aim.is_met(figure.value));
        }
        (figure.id.to_owned(), value)
    })
    .collect::<Map<_, _>>()
    .into()
}

fn aim_text(aim: Aim) -> String {
    match aim {
        Aim::AtLeast(least) => format!("≥ {least}"),
        Aim::AtMost(most) => format!("≤ {most}"),
        Aim::Exactly(count) => format!("= {count}"),
    }
}

/// The value, and its range if that is shown.
fn cell(figure: &Figure) -> String {
    let decimals = figure.decimals;
    let value = number(figure.value, decimals);
    match figure.range {
        Some((least, greatest)) => format!(
            "{value} ({}–{})",
            number(least, decimals),
            number(greatest, decimals)
        ),
        None => value,
    }
}

/// With a comma between thousands.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::figure;

    fn report() -> Report {
        let sections = |value| {
            let ratio = figure("page.ratio", "ratio", 2, value).aim(Aim::AtLeast(0.5));
            vec![Section {
                title: "Matchup page",
                figures: vec![figure("page.rate", "requests/s", 0, 41234.0), ratio],
            }]
        };
        Report {
            title: "Stackmatch benchmark",
            about: vec![("machine", "2 cores".into())],
            columns: vec![("SQLite", sections(0.61)), ("PostgreSQL", sections(0.4))],
        }
    }

    #[test]
    fn the_table_says_which_database_missed_an_aim() {
        let table = report().table();
        assert!(table.contains("41,234"), "{table}");
        let ratio = table.lines().find(|line| line.contains("ratio"));
        assert!(
            ratio.is_some_and(
                |line| line.ends_with("0.61        0.40   ≥ 0.5    MISSED on PostgreSQL")
            ),
            "{table}"
        );
    }

    #[test]
    fn the_json_has_every_figure_by_its_name() {
        let json: Value = serde_json::from_str(&json(&[report()])).unwrap_or_default();
        assert_eq!(json["figures"]["SQLite"]["page.ratio"]["met"], true);
        assert_eq!(json["figures"]["PostgreSQL"]["page.ratio"]["met"], false);
        assert_eq!(json["about"]["machine"], "2 cores");
    }

    #[test]
    fn a_range_follows_its_median_and_widens_the_columns() {
        let ratio = figure("page.ratio", "times as fast", 2, 2.5).range_of(&[2.5, 3.125, 2.0]);
        let report = Report {
            title: "Beside others",
            about: vec![],
            columns: vec![(
                "Fastify",
                vec![Section {
                    title: "Matchup page",
                    figures: vec![ratio],
                }],
            )],
        };
        let table = report.table();
        let ratio = format!("{:LABEL$}  2.50 (2.00–3.12)\n", "  times as fast");
        assert!(table.ends_with(&ratio), "{table}");
        let json: Value = serde_json::from_str(&json(&[report])).unwrap_or_default();
        assert_eq!(json["figures"]["Fastify"]["page.ratio"]["max"], 3.125);
    }
}
