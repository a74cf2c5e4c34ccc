//! The evaluation as a text table.

use std::fmt::{self, Write};

use super::judge::{Miss, MissKind, Tally};
use super::{BAR_PERCENT, BASELINES, Evaluation, Explained, Repeated, Score};

impl Evaluation {
    /// One line per case, the totals, and every miss with the engine's reasons.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        // Writing into a string cannot fail.
        let _ = self
            .table(&mut out)
            .and_then(|()| self.reports(&mut out))
            .and_then(|()| self.list(&mut out));
        out
    }

    /// The same for programs.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Whether the bar is reached, in one sentence with the figures.
    pub fn verdict(&self) -> String {
        let engine = &self.engine;
        format!(
            "{}: {} of judged layers acceptable, {} of flags, {} clearly wrong; the bar is {BAR_PERCENT} %, {BAR_PERCENT} % and none",
            if self.passed {
                "The bar is reached"
            } else {
                "The bar is missed"
            },
            percent(engine.layers),
            percent(engine.flags),
            engine.clearly_wrong
        )
    }

    fn scores(&self) -> impl Iterator<Item = &Score> {
        std::iter::once(&self.engine).chain(&self.baselines)
    }

    fn table(&self, out: &mut String) -> fmt::Result {
        let names = self.engine.cases.iter().map(|case| case.case.len());
        let width = names.max().unwrap_or(0).max("wrong alternatives".len());
        write!(out, "{:width$}", "layers and flags")?;
        for score in self.scores() {
            write!(out, "  {:>16}", score.name)?;
        }
        writeln!(out)?;
        for (row, case) in self.engine.cases.iter().enumerate() {
            write!(out, "{:width$}", case.case)?;
            for score in self.scores() {
                let judged = &score.cases[row];
                write!(
                    out,
                    "  {:>9} {:>6}",
                    share(judged.layers),
                    share(judged.flags)
                )?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
        self.total(out, width, "layers", |score| percent(score.layers))?;
        self.total(out, width, "flags", |score| percent(score.flags))?;
        self.total(out, width, "clearly wrong", |score| {
            score.clearly_wrong.to_string()
        })?;
        self.total(out, width, "wrong alternatives", |score| {
            score.wrong_alternatives.to_string()
        })?;
        writeln!(out)?;
        for baseline in &BASELINES {
            writeln!(out, "{}: {}.", baseline.name, baseline.why)?;
        }
        writeln!(out, "{}.", self.verdict())
    }

    fn total(
        &self,
        out: &mut String,
        width: usize,
        what: &str,
        cell: impl Fn(&Score) -> String,
    ) -> fmt::Result {
        write!(out, "{what:width$}")?;
        for score in self.scores() {
            write!(out, "  {:>16}", cell(score))?;
        }
        writeln!(out)
    }

    /// The second table: what the reports on the cases say.
    fn reports(&self, out: &mut String) -> fmt::Result {
        let reports = &self.reports;
        let [middle, longest] = reports.words;
        writeln!(out, "\nreports")?;
        writeln!(
            out,
            "choices without a product    {}",
            reports.without_product
        )?;
        writeln!(out, "reports without a sum        {}", reports.without_sum)?;
        writeln!(
            out,
            "choices called clear         {}",
            percent(reports.clear)
        )?;
        writeln!(out, "words, median and longest    {middle}, {longest}")?;
        writeln!(
            out,
            "repeated sentences           {}",
            reports.repeated.len()
        )?;
        for Repeated { case, sentence } in &reports.repeated {
            writeln!(out, "    {case}: {sentence}")?;
        }
        Ok(())
    }

    fn list(&self, out: &mut String) -> fmt::Result {
        for Explained {
            case,
            miss,
            reasons,
        } in &self.misses
        {
            writeln!(out, "\n{case}: {}", sentence(miss))?;
            for reason in reasons {
                writeln!(out, "    {reason}")?;
            }
        }
        Ok(())
    }
}

fn sentence(miss: &Miss) -> String {
    let wanted: Vec<&str> = miss.wanted.iter().map(String::as_str).collect();
    let instead = match wanted.join(", ") {
        list if list.is_empty() => String::new(),
        list => format!("; acceptable: {list}"),
    };
    let Miss { place, chosen, .. } = miss;
    match miss.kind {
        MissKind::ClearlyWrong => format!("{place}: {chosen} is clearly wrong{instead}"),
        MissKind::NotAcceptable => format!("{place}: {chosen} is not acceptable{instead}"),
        MissKind::WrongAlternative => {
            format!("{place}: {chosen} is offered as an alternative, but would be clearly wrong")
        }
        MissKind::FlagMissing => format!("{place} is not named"),
        MissKind::FlagUncalledFor => format!("{place} is named, but does not apply"),
        MissKind::BuyInstead => format!("to buy: {chosen}{instead}"),
    }
}

fn share(tally: Tally) -> String {
    format!("{}/{}", tally.right, tally.of)
}

fn percent(tally: Tally) -> String {
    match tally.of {
        0 => "none".to_owned(),
        of => {
            let tenths = tally.right * 1000 / of;
            format!("{}.{} % ({}/{of})", tenths / 10, tenths % 10, tally.right)
        }
    }
}
