//! The invariants of a run: counts, and every violation.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::{Delivery, plain};
use super::traces::Traces;
use crate::database::Kind;
use crate::figures::{Aim, Figure, Section, figure};
use crate::installation::SALES;
use crate::visitor::address;

/// What a receiver got under one id.
#[derive(Default)]
struct Got {
    answered: usize,
    swallowed: usize,
}

struct Judge {
    findings: Vec<String>,
}

impl Judge {
    /// Counts violations; there must be none.
    fn none(
        &mut self,
        id: &'static str,
        label: &'static str,
        wrong: impl IntoIterator<Item = String>,
    ) -> Figure {
        let before = self.findings.len();
        self.findings
            .extend(wrong.into_iter().map(|what| format!("{label}: {what}")));
        must(count(id, label, self.findings.len() - before), 0)
    }
}

fn count(id: &'static str, label: &'static str, value: usize) -> Figure {
    figure(id, label, 0, value as f64)
}

fn must(figure: Figure, value: usize) -> Figure {
    figure.aim(Aim::Exactly(value as f64))
}

/// Returns the table and a sentence for every violation.
pub fn judge(traces: &Traces, kind: Kind) -> (Vec<Section>, Vec<String>) {
    let mut judge = Judge {
        findings: Vec::new(),
    };
    let mut sections = vec![
        kept(traces, &mut judge),
        delivered(traces, &mut judge),
        injected(traces, kind, &mut judge),
    ];
    sections.push(faults("Behaviour of the mail server", &traces.mail_faults));
    if traces.hooks.is_some() {
        sections.push(faults("Behaviour of the webhook", &traces.hook_faults));
    }
    (sections, judge.findings)
}

/// Every accepted lead is stored, and all its work was done.
fn kept(traces: &Traces, judge: &mut Judge) -> Section {
    let (visited, ledger) = (&traces.visited, &traces.ledger);
    let accepted: BTreeSet<String> = visited
        .accepted
        .iter()
        .map(|(_, lead)| plain(lead))
        .collect();
    let mut kinds = vec!["report_ready", "lead_qualified"];
    kinds.extend(traces.hooks.is_some().then_some("lead_webhook"));
    let sent: BTreeSet<(&str, &str)> = ledger
        .deliveries
        .iter()
        .filter(|delivery| delivery.status == "sent")
        .map(|delivery| (delivery.lead.as_str(), delivery.kind.as_str()))
        .collect();
    let missing = ledger.leads.iter().flat_map(|lead| {
        kinds
            .iter()
            .filter(|kind| !sent.contains(&(lead.as_str(), **kind)))
            .map(move |kind| format!("{kind} of {lead}"))
    });
    let unprinted = ledger
        .leads
        .iter()
        .filter(|lead| !ledger.printed.contains(*lead))
        .cloned();
    let figures = vec![
        count("accepted", "submissions accepted", visited.accepted.len()),
        judge.none(
            "given_up",
            "submissions given up",
            visited.given_up.iter().cloned(),
        ),
        must(
            count("leads", "leads in the database", ledger.leads.len()),
            accepted.len(),
        ),
        judge.none(
            "lost",
            "accepted, but not there",
            accepted.difference(&ledger.leads).cloned(),
        ),
        judge.none(
            "invented",
            "there, but not accepted",
            ledger.leads.difference(&accepted).cloned(),
        ),
        judge.none("unprinted", "leads without report and PDF", unprinted),
        must(
            count("deliveries", "deliveries", ledger.deliveries.len()),
            kinds.len() * ledger.leads.len(),
        ),
        judge.none("unsent", "deliveries that are not sent", missing),
        must(
            count(
                "open",
                "jobs still open",
                ledger.jobs_in(&["waiting", "running", "retrying"]),
            ),
            0,
        ),
        must(count("dead", "jobs dead", ledger.jobs_in(&["dead"])), 0),
    ];
    Section {
        title: "Kept and done",
        figures,
    }
}

/// What the receivers got agrees with the ledger.
fn delivered(traces: &Traces, judge: &mut Judge) -> Section {
    let mails = traces
        .mails
        .iter()
        .map(|mail| (mail.message_id.as_str(), mail.answered));
    let hooks = traces
        .hooks
        .iter()
        .flatten()
        .map(|hook| (hook.webhook_id.as_str(), hook.answered));
    let mut got = BTreeMap::<&str, Got>::new();
    for (id, answered) in mails.chain(hooks) {
        let one = got.entry(id).or_default();
        match answered {
            true => one.answered += 1,
            false => one.swallowed += 1,
        }
    }
    let answered: BTreeSet<&str> = traces
        .mails
        .iter()
        .filter(|mail| mail.answered)
        .map(|mail| mail.to.as_str())
        .collect();
    let without = traces
        .visited
        .accepted
        .iter()
        .map(|(number, _)| address(*number));
    let without = without.filter(|address| !answered.contains(address.as_str()));
    let sales: BTreeSet<&str> = traces
        .mails
        .iter()
        .filter(|mail| mail.answered && mail.to == SALES)
        .map(|mail| mail.message_id.as_str())
        .collect();

    let rows: BTreeMap<&str, &Delivery> = traces
        .ledger
        .deliveries
        .iter()
        .map(|delivery| (delivery.message_id.as_str(), delivery))
        .collect();
    let strangers = got
        .keys()
        .filter(|id| !rows.contains_key(*id))
        .map(|id| (*id).to_owned());
    let unanswered = rows.values().filter(|row| {
        got.get(row.message_id.as_str())
            .is_none_or(|got| got.answered == 0)
    });
    let known = || {
        got.iter()
            .filter_map(|(id, got)| Some((got, *rows.get(id)?)))
    };
    let unexplained = known().filter(|(got, row)| row.tries < got.answered + got.swallowed);
    let uncounted =
        known().filter(|(got, row)| got.answered + got.swallowed > 1 && row.maybe_twice == 0);
    let figures = vec![
        judge.none("prospects", "prospects without a mail", without),
        must(
            count("sales", "mails to sales, each once", sales.len()),
            traces.ledger.leads.len(),
        ),
        judge.none(
            "unanswered",
            "in the ledger, but never arrived",
            unanswered.map(|row| of(&Got::default(), row)),
        ),
        judge.none("strangers", "arrived, but not in the ledger", strangers),
        count(
            "twice",
            "arrived more than once",
            got.values()
                .filter(|got| got.answered + got.swallowed > 1)
                .count(),
        ),
        judge.none(
            "unexplained",
            "  more often than tries say",
            unexplained.map(|(got, row)| of(got, row)),
        ),
        judge.none(
            "uncounted",
            "  without maybe_twice",
            uncounted.map(|(got, row)| of(got, row)),
        ),
        count(
            "confirmed",
            "  confirmed more than once",
            got.values().filter(|got| got.answered > 1).count(),
        ),
        count(
            "tries",
            "tries in the ledger",
            rows.values().map(|row| row.tries).sum(),
        ),
        count(
            "maybe_twice",
            "maybe_twice in the ledger",
            rows.values().map(|row| row.maybe_twice).sum(),
        ),
    ];
    Section {
        title: "Delivered",
        figures,
    }
}

fn of(got: &Got, row: &Delivery) -> String {
    format!(
        "{} of lead {} (confirmed {}, swallowed {}; ledger: {}, tries {}, maybe_twice {})",
        row.kind, row.lead, got.answered, got.swallowed, row.status, row.tries, row.maybe_twice
    )
}

/// The faults that were injected.
fn injected(traces: &Traces, kind: Kind, judge: &mut Judge) -> Section {
    let fleet = &traces.fleet;
    // A process that cannot reach its database at the start ends, which a restart of PostgreSQL may cause.
    let unexpected = match kind {
        Kind::Sqlite => judge.none(
            "fell",
            "processes that ended unexpectedly",
            fleet.unexpected_exits.iter().cloned(),
        ),
        Kind::Postgres => count(
            "fell",
            "processes that ended unexpectedly",
            fleet.unexpected_exits.len(),
        ),
    };
    let figures = vec![
        count("kills.serve", "serve killed", fleet.serves_killed),
        count("kills.worker", "worker killed", fleet.workers_killed),
        count("crashes", "PostgreSQL restarted", traces.crashes),
        unexpected,
        judge.none(
            "stuck",
            "processes that did not stop well",
            fleet.stuck.iter().cloned(),
        ),
        judge.none("panics", "panics", fleet.panics.iter().cloned()),
        count("repeats", "requests sent again", traces.visited.repeats),
        figure(
            "seconds.submitted",
            "submitting, s",
            1,
            traces.submitted.as_secs_f64(),
        ),
        figure(
            "seconds.settled",
            "until no job was open, s",
            1,
            traces.settled.as_secs_f64(),
        ),
    ];
    Section {
        title: "Injected faults",
        figures,
    }
}

fn faults(title: &'static str, dealt: &[(&'static str, usize)]) -> Section {
    let figures = dealt
        .iter()
        .map(|(name, times)| count("mood", name, *times));
    Section {
        title,
        figures: figures.collect(),
    }
}
