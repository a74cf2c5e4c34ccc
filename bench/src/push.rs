//! Time from the commit of a submission until its first jobs start: in the same process on SQLite, in another on
//! PostgreSQL.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::ensure;
use tokio::time::sleep;

use crate::Plan;
use crate::client::Client;
use crate::database::{Database, Kind, Place};
use crate::figures::{Aim, Section, figure, median, percentile};
use crate::installation::Installation;
use crate::sink::Sink;
use crate::visitor::Visitor;

/// Pause between two leads, so that the workers are idle.
const IDLE: Duration = Duration::from_millis(300);

pub async fn measure(binary: &Path, database: &Database, plan: Plan) -> anyhow::Result<Section> {
    let sink = Sink::start().await?;
    let installation = Installation::new(binary, database.place("push").await?, &sink);
    let mut programs = Vec::new();
    match database.kind {
        Kind::Sqlite => programs.push(installation.serve(&[]).await?),
        Kind::Postgres => {
            programs.push(installation.serve(&["--no-worker"]).await?);
            programs.push(installation.spawn("worker", programs[0].site, &[])?);
        }
    }
    sleep(IDLE * 10).await;

    let mut leads = Vec::new();
    for number in 0..plan.leads {
        let mut visitor =
            Visitor::with_answers(Client::connect(programs[0].site).await?, number).await?;
        sleep(IDLE).await;
        let lead = visitor.submit().await?;
        let answered = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)?
            .as_secs_f64();
        leads.push((lead, answered));
        sink.wait_for(2 * (number + 1)).await?;
    }
    for program in programs {
        program.stop().await?;
    }

    let alert = starts(&installation.place, "alert_sales", &leads).await?;
    let build = starts(&installation.place, "build_report", &leads).await?;
    // On SQLite in one process, on PostgreSQL in two.
    let aim = match database.kind {
        Kind::Sqlite => Aim::AtMost(2.0),
        Kind::Postgres => Aim::AtMost(3.0),
    };
    let figures = vec![
        figure(
            "push.alert.p50",
            "alert_sales, p50 ms",
            2,
            median(&alert.enqueued),
        )
        .aim(aim),
        figure(
            "push.alert.p95",
            "alert_sales, p95 ms",
            2,
            percentile(&alert.enqueued, 0.95),
        ),
        figure(
            "push.alert.answered.p50",
            "after the answer, p50 ms",
            2,
            median(&alert.answered),
        ),
        figure(
            "push.build.p50",
            "build_report, p50 ms",
            2,
            median(&build.enqueued),
        )
        .aim(aim),
        figure(
            "push.build.p95",
            "build_report, p95 ms",
            2,
            percentile(&build.enqueued, 0.95),
        ),
        figure(
            "push.build.answered.p50",
            "after the answer, p50 ms",
            2,
            median(&build.answered),
        ),
    ];
    Ok(Section {
        title: "Push to start",
        figures,
    })
}

/// Milliseconds until the first attempts started.
#[derive(Default)]
struct Starts {
    /// On PostgreSQL since the commit, as recorded by the server; on SQLite, which records none, since just before the
    /// transaction.
    enqueued: Vec<f64>,
    /// Since the visitor had the response, which is after the commit; negative if the job was faster.
    answered: Vec<f64>,
}

async fn starts(place: &Place, queue: &str, leads: &[(String, f64)]) -> anyhow::Result<Starts> {
    let created = match place.kind {
        Kind::Sqlite => place.kind.seconds("e.created_at"),
        Kind::Postgres => place.kind.seconds("pg_xact_commit_timestamp(e.xmin)"),
    };
    let started = place.kind.seconds("a.started_at");
    let mut starts = Starts::default();
    for (lead, answered) in leads {
        let times = place
            .rows(&format!(
                "select {created}, {started} from enqueued_jobs e join job_attempts a on a.job_id = e.id
                 where cast(e.arguments as text) like '%{lead}%' and e.queue = '{queue}' and a.attempt = 1"
            ))
            .await?;
        ensure!(
            times.len() == 1,
            "{} first attempts of the {queue} of {lead}",
            times.len()
        );
        let (created, started) = (times[0][0].parse::<f64>()?, times[0][1].parse::<f64>()?);
        starts.enqueued.push((started - created) * 1e3);
        starts.answered.push((started - answered) * 1e3);
    }
    Ok(starts)
}
