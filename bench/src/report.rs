//! The figures as a table for people and as JSON for programs.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::figures::{Aim, Figure, Section};

pub struct Report {
    pub title: &'static str,
    /// The machine and the versions.
    pub about: Vec<(&'static str, String)>,
    /// The same sections for every database.
    pub databases: Vec<(&'static str, Vec<Section>)>,
}

const LABEL: usize = 42;
const COLUMN: usize = 12;

impl Report {
    pub fn table(&self) -> String {
        let mut out = format!("{}\n\n", self.title);
        for (name, value) in &self.about {
            let _ = writeln!(out, "  {name:<18} {value}");
        }
        let _ = write!(out, "\n{:LABEL$}", "");
        for (name, _) in &self.databases {
            let _ = write!(out, "{name:>COLUMN$}");
        }
        out.push_str("   aim\n");
        let Some((_, sections)) = self.databases.first() else {
            return out;
        };
        for (s, section) in sections.iter().enumerate() {
            let _ = writeln!(out, "{}", section.title);
            for (f, figure) in section.figures.iter().enumerate() {
                let row: Vec<&Figure> = self
                    .databases
                    .iter()
                    .map(|(_, sections)| &sections[s].figures[f])
                    .collect();
                let _ = write!(out, "{:LABEL$}", format!("  {}", figure.label));
                for figure in &row {
                    let value = number(figure.value, figure.decimals);
                    let _ = write!(out, "{value:>COLUMN$}");
                }
                if let Some(aim) = figure.aim {
                    let _ = write!(out, "   {:<8} {}", aim_text(aim), self.verdict(&row));
                }
                out.push('\n');
            }
        }
        out
    }

    /// Whether all databases met the aim of a row, or those that did not.
    fn verdict(&self, row: &[&Figure]) -> String {
        let missed: Vec<&str> = self
            .databases
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

    pub fn json(&self) -> String {
        let about: Map<String, Value> = self
            .about
            .iter()
            .map(|(name, value)| ((*name).into(), json!(value)))
            .collect();
        let databases: Map<String, Value> = self
            .databases
            .iter()
            .map(|(name, sections)| ((*name).into(), figures(sections)))
            .collect();
        format!("{:#}\n", json!({ "about": about, "figures": databases }))
    }
}

fn figures(sections: &[Section]) -> Value {
    let all = sections.iter().flat_map(|section| &section.figures);
    all.map(|figure| {
        let mut value = json!({ "value": figure.value });
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
            databases: vec![("SQLite", sections(0.61)), ("PostgreSQL", sections(0.4))],
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
        let json: Value = serde_json::from_str(&report().json()).unwrap_or_default();
        assert_eq!(json["figures"]["SQLite"]["page.ratio"]["met"], true);
        assert_eq!(json["figures"]["PostgreSQL"]["page.ratio"]["met"], false);
        assert_eq!(json["about"]["machine"], "2 cores");
    }
}
