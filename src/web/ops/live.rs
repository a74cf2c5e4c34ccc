//! Event streams that make an open page reload when its content has changed.
//!
//! An event carries a fingerprint of the state, never the state itself.

use std::time::Duration;

use futures::stream;
use poem::web::sse::{Event, SSE};
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};

use super::job::job_id;
use crate::health::operations;
use crate::ids::JobId;
use crate::operate;
use crate::services::Services;
use crate::store::{self, OutageRow};

/// How often the database is polled while a page is open.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// A stream ends after so many polls; the browser then reconnects, which a revoked token cannot.
const MAX_POLLS: u32 = 10;

#[handler]
pub(super) fn overview_events(Data(app): Data<&Services>) -> Response {
    event_stream(app.clone(), None)
}

#[handler]
pub(super) fn job_events(
    Data(app): Data<&Services>,
    Path(id): Path<String>,
) -> poem::Result<Response> {
    Ok(event_stream(app.clone(), Some(job_id(&id)?)))
}

/// One event for each change of a job, or of the overview.
fn event_stream(app: Services, job: Option<JobId>) -> Response {
    let start = (app, job, String::new(), 0);
    let events = stream::unfold(start, |(app, job, last, polls)| async move {
        for poll in polls..MAX_POLLS {
            // If the database fails, the page that is loaded next shows it.
            let current = match job {
                Some(id) => job_fingerprint(&app, id).await.unwrap_or_default(),
                None => overview_fingerprint(&app).await,
            };
            if current != last {
                let event = Event::message(current.clone());
                return Some((event, (app, job, current, poll + 1)));
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        None
    });
    SSE::new(events).into_response()
}

async fn job_fingerprint(app: &Services, id: JobId) -> store::Result<String> {
    let Some(row) = app.db.job(id).await? else {
        return Ok(String::new());
    };
    let delivery = operate::delivery_of(app, &row)
        .await?
        .map(|delivery| delivery.status);
    let due = row.run_at.map(|at| at.timestamp()).unwrap_or_default();
    let outages = app.db.outages().await?;
    let outages: Vec<_> = outages.iter().map(outage_fingerprint).collect();
    Ok(format!(
        "{} {} {} {due} {delivery:?} {}",
        row.state,
        row.attempts,
        row.waits,
        outages.join(" ")
    ))
}

/// Shared by all open overviews; empty while the database does not answer.
async fn overview_fingerprint(app: &Services) -> String {
    let snapshot = operations(app, POLL_INTERVAL).await;
    let Some(stored) = &snapshot.stored else {
        return String::new();
    };
    let attempt = stored.latest_attempt.iter().map(ToString::to_string);
    let depths = stored.depths.iter();
    let depths = depths.map(|depth| format!("{}.{}={}", depth.queue, depth.state, depth.jobs));
    let controls = stored
        .controls
        .iter()
        .map(|control| format!("{}={}", control.queue, control.mode));
    let deliveries = stored
        .deliveries
        .iter()
        .map(|(status, count)| format!("{status}={count}"));
    let alerts = stored
        .alerts
        .iter()
        .map(|alert| format!("{}={}", alert.id, alert.resolved_at.is_some()));
    depths
        .chain(controls)
        .chain(deliveries)
        .chain(alerts)
        .chain(stored.outages.iter().map(outage_fingerprint))
        .chain(attempt)
        .collect::<Vec<_>>()
        .join(" ")
}

fn outage_fingerprint(outage: &OutageRow) -> String {
    format!("{}={}", outage.target, outage.next_try_at.timestamp())
}
