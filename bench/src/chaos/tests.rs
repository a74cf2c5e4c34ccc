//! Tests that the judge finds violations; a clean run cannot show that.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::fleet::Losses;
use super::ledger::{Delivery, Ledger};
use super::traces::Traces;
use super::verdict::judge;
use super::visits::Visited;
use crate::database::Kind;
use crate::installation::SALES;
use crate::sink::Arrival;
use crate::visitor::address;

/// One lead whose two mails were sent and arrived.
fn good() -> Traces {
    let delivery = |kind: &str| Delivery {
        lead: "a1".into(),
        kind: kind.into(),
        status: "sent".into(),
        tries: 1,
        maybe_twice: 0,
        message_id: kind.into(),
    };
    let mail = |to: &str, message_id: &str| Arrival {
        at: Instant::now(),
        to: to.into(),
        message_id: message_id.into(),
        reply_to: String::new(),
        bytes: 1,
        answered: true,
    };
    Traces {
        visited: Visited {
            accepted: vec![(0, "a-1".into())],
            ..Visited::default()
        },
        ledger: Ledger {
            leads: BTreeSet::from(["a1".into()]),
            printed: BTreeSet::from(["a1".into()]),
            deliveries: vec![delivery("report_ready"), delivery("lead_qualified")],
            jobs: BTreeMap::from([("done".into(), 3)]),
        },
        mails: vec![
            mail(&address(0), "report_ready"),
            mail(SALES, "lead_qualified"),
        ],
        hooks: None,
        fleet: Losses::default(),
        mail_faults: Vec::new(),
        hook_faults: Vec::new(),
        crashes: 0,
        submitted: Duration::ZERO,
        settled: Duration::ZERO,
    }
}

/// The ids of the figures that miss their aims after a change.
fn missed(happen: impl FnOnce(&mut Traces)) -> Vec<&'static str> {
    let mut traces = good();
    happen(&mut traces);
    let (sections, _) = judge(&traces, Kind::Sqlite);
    let figures = sections.into_iter().flat_map(|section| section.figures);
    figures
        .filter(|figure| !figure.is_met())
        .map(|figure| figure.id)
        .collect()
}

#[test]
fn stored_and_delivered_once_passes() {
    assert_eq!(missed(|_| {}), [""; 0]);
}

#[test]
fn lost_leads_and_missing_work_are_found() {
    let lost = |traces: &mut Traces| traces.visited.accepted.push((1, "b-2".into()));
    assert_eq!(missed(lost), ["leads", "lost", "prospects"]);
    assert_eq!(
        missed(|traces| traces.ledger.printed.clear()),
        ["unprinted"]
    );
    assert_eq!(
        missed(|traces| traces.ledger.deliveries[0].status = "retry".into()),
        ["unsent"]
    );
    assert_eq!(
        missed(|traces| traces.mails[1].answered = false),
        ["sales", "unanswered"]
    );
    assert_eq!(
        missed(|traces| traces.hooks = Some(Vec::new())),
        ["deliveries", "unsent"]
    );
    let open = |traces: &mut Traces| {
        traces.ledger.jobs = BTreeMap::from([("retrying".into(), 1), ("dead".into(), 1)])
    };
    assert_eq!(missed(open), ["open", "dead"]);
}

#[test]
fn a_repeat_must_be_recorded_in_the_ledger() {
    let again = |traces: &mut Traces, answered| {
        traces.mails.push(Arrival {
            answered,
            ..traces.mails[0].clone()
        })
    };
    assert_eq!(
        missed(|traces| again(traces, false)),
        ["unexplained", "uncounted"]
    );
    assert_eq!(
        missed(|traces| again(traces, true)),
        ["unexplained", "uncounted"]
    );
    let tried = |traces: &mut Traces| {
        again(traces, true);
        traces.ledger.deliveries[0].tries = 2;
    };
    assert_eq!(missed(tried), ["uncounted"]);
    let admitted = |traces: &mut Traces| {
        tried(traces);
        traces.ledger.deliveries[0].maybe_twice = 1;
    };
    assert_eq!(missed(admitted), [""; 0]);
}
