//! Tests of the status summary.

use super::super::notice::notice;
use super::*;
use crate::web::tests::fixtures;

#[test]
fn the_summary_is_ok_or_names_every_outage_and_paused_queue() {
    let now = DateTime::UNIX_EPOCH;
    let mut status = SystemStatus {
        now,
        outages: vec![],
        waiting: vec![],
        controls: vec![],
        depths: vec![],
        has_workers: true,
    };
    assert!(StatusView::new(&status).ok);
    status.waiting = vec![("mail".into(), 3)];
    status.outages = vec![OutageRow {
        target: "mail".into(),
        cause: OutageCause::Unreachable,
        since: now,
        last_error: "refused".into(),
        failures: 1,
        next_try_at: now,
    }];
    status.controls = vec![QueueControl {
        queue: "tidy_up".into(),
        mode: QueueMode::Paused,
        changed_by: "Ada".into(),
        changed_at: now,
    }];
    let view = StatusView::new(&status);
    assert!(!view.ok && view.paused[0].due.is_empty());
    assert_eq!(
        (view.outages[0].path.as_str(), view.outages[0].waiting),
        ("/ops/mail/try", 3)
    );
    let templates = fixtures::templates();
    assert_eq!(notice(templates.locale(), "<script>"), None);
}
