//! Samples of memory and file sizes over time, and a comparison of the end with the beginning.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::load::Record;
use crate::database::{Kind, Place};
use crate::figures::{Aim, Section, figure, median, percentile};
use crate::program::Program;

const MIB: f64 = 1024.0 * 1024.0;

pub struct Samples<'a> {
    place: &'a Place,
    program: &'a Program,
    all: Vec<Sample>,
    /// Finished jobs at the first sample and at the end.
    finished: (f64, f64),
}

struct Sample {
    at: Instant,
    leads: usize,
    resident: f64,
    /// MiB, without the WAL.
    database: f64,
    /// MiB; SQLite only.
    wal: f64,
    open: f64,
}

impl<'a> Samples<'a> {
    pub fn new(place: &'a Place, program: &'a Program) -> Self {
        Self {
            place,
            program,
            all: Vec::new(),
            finished: (0.0, 0.0),
        }
    }

    pub async fn take(&mut self, leads: usize) -> anyhow::Result<()> {
        let at = Instant::now();
        let (jobs, kind) = (self.place.kind.jobs(), self.place.kind);
        let open = format!(
            "select count(*) from {jobs} where status in ('Pending', 'Queued', 'Running', 'Failed')"
        );
        let (database, wal) = match self.place.file() {
            Some(file) => (size(file), size(&file.with_extension("db-wal"))),
            None => (
                self.place
                    .number("select pg_database_size(current_database())")
                    .await?,
                0.0,
            ),
        };
        let sample = Sample {
            at,
            leads,
            resident: self.program.memory()?.now,
            database: database / MIB,
            wal: wal / MIB,
            open: self.place.number(&open).await?,
        };
        if self.all.is_empty() {
            self.finished.0 = self.finished_jobs().await?;
        }
        let (resident, open) = (sample.resident, sample.open);
        eprintln!(
            "{}: {leads} leads, {resident:.1} MiB resident, {open} jobs open",
            kind.name()
        );
        self.all.push(sample);
        Ok(())
    }

    /// Takes the final count, after the last mail.
    pub async fn finish(&mut self) -> anyhow::Result<()> {
        self.finished.1 = self.finished_jobs().await?;
        Ok(())
    }

    async fn finished_jobs(&self) -> anyhow::Result<f64> {
        self.place
            .number(&format!(
                "select count(*) from {} where status = 'Done'",
                self.place.kind.jobs()
            ))
            .await
    }

    /// One line per sample, with the response times of its window.
    pub fn table(&self, record: &Record, kind: Kind) -> String {
        let mut out = format!(
            "{}\n  minute   leads  RSS MiB  data MiB  WAL MiB  mails p50 ms  p95 ms  save p50 ms  p95 ms  open jobs\n",
            kind.name()
        );
        let mut from = record.begin;
        for sample in &self.all {
            let mails = Record::part(&record.mails, from, sample.at);
            let saves = Record::part(&record.saves, from, sample.at);
            let _ = writeln!(
                out,
                "  {:6.1}  {:6}  {:7.1}  {:8.1}  {:7.1}  {:12.1}  {:6.1}  {:11.2}  {:6.2}  {:9}",
                (sample.at - record.begin).as_secs_f64() / 60.0,
                sample.leads,
                sample.resident,
                sample.database,
                sample.wal,
                median(&mails),
                percentile(&mails, 0.95),
                median(&saves),
                percentile(&saves, 0.95),
                sample.open
            );
            from = sample.at;
        }
        out.push('\n');
        out
    }

    /// Compares the first fifth of the time, the last fifth, and the phase without finished jobs.
    pub fn compare(&self, before: &Record, during: &Record) -> Vec<Section> {
        let fifth = (self.all.len() / 5).max(1).min(self.all.len());
        let resident = |samples: &[Sample]| {
            samples.iter().map(|sample| sample.resident).sum::<f64>() / samples.len() as f64
        };
        let (early, late) = (
            resident(&self.all[..fifth]),
            resident(&self.all[self.all.len() - fifth..]),
        );
        let memory = vec![
            figure("soak.rss.first", "resident, first fifth, MiB", 1, early),
            figure("soak.rss.last", "resident, last fifth, MiB", 1, late),
            figure("soak.rss.growth", "growth, MiB", 1, late - early),
            figure(
                "soak.file.lead",
                "data and WAL, KiB a lead",
                1,
                self.growth(),
            ),
            figure(
                "soak.finished.first",
                "finished jobs at the first sample",
                0,
                self.finished.0,
            ),
            figure(
                "soak.finished.last",
                "finished jobs in the end",
                0,
                self.finished.1,
            ),
        ];
        let failed = before.failures.len() + during.failures.len();
        for failure in before.failures.iter().chain(&during.failures) {
            eprintln!("{failure}");
        }
        let (begin, end) = (during.begin, during.begin + during.length);
        let fifth = during.length / 5;
        let p50 =
            |values: &[(Instant, f64)], from, until| median(&Record::part(values, from, until));
        let all = |values: &[(Instant, f64)]| p50(values, before.begin, begin);
        let mails = [
            p50(&during.mails, begin, begin + fifth),
            p50(&during.mails, end - fifth, end),
        ];
        let saves = [
            p50(&during.saves, begin, begin + fifth),
            p50(&during.saves, end - fifth, end),
        ];
        let times = vec![
            figure(
                "soak.mails.before",
                "both mails, no finished jobs, p50 ms",
                1,
                all(&before.mails),
            ),
            figure(
                "soak.mails.first",
                "both mails, first fifth, p50 ms",
                1,
                mails[0],
            ),
            figure(
                "soak.mails.last",
                "both mails, last fifth, p50 ms",
                1,
                mails[1],
            ),
            figure("soak.mails.ratio", "last to first", 2, mails[1] / mails[0]),
            figure(
                "soak.save.before",
                "saving, no finished jobs, p50 ms",
                2,
                all(&before.saves),
            ),
            figure(
                "soak.save.first",
                "saving, first fifth, p50 ms",
                2,
                saves[0],
            ),
            figure("soak.save.last", "saving, last fifth, p50 ms", 2, saves[1]),
            figure("soak.save.ratio", "last to first", 2, saves[1] / saves[0]),
            figure("soak.failed", "visitors who failed", 0, failed as f64).aim(Aim::Exactly(0.0)),
        ];
        vec![
            Section {
                title: "What grows",
                figures: memory,
            },
            Section {
                title: "Whether it gets slower",
                figures: times,
            },
        ]
    }

    /// Growth per lead in KiB, between the first and the last sample.
    fn growth(&self) -> f64 {
        match (self.all.first(), self.all.last()) {
            (Some(first), Some(last)) if last.leads > first.leads => {
                let grown = last.database + last.wal - first.database - first.wal;
                grown * 1024.0 / (last.leads - first.leads) as f64
            }
            _ => 0.0,
        }
    }
}

fn size(file: &Path) -> f64 {
    std::fs::metadata(file)
        .map(|data| data.len() as f64)
        .unwrap_or_default()
}
