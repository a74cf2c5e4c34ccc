//! Response times of each list of operators and sales, with every filter, with as many leads and jobs as after some years
//! of operation.

mod seed;

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, ensure};
use clap::Args;
use hyper::StatusCode;
use tokio::time::sleep;

use crate::client::Client;
use crate::database::Database;
use crate::figures::{Aim, Figure, Section, figure, median, ms};
use crate::installation::Installation;
use crate::report::{self, Report};
use crate::sink::Sink;
use crate::target::Target;

#[derive(Args)]
pub struct Settings {
    #[command(flatten)]
    target: Target,
    /// Number of leads, each with three deliveries
    #[arg(long, default_value_t = 100_000)]
    leads: usize,
    /// Number of jobs of each lead, each with one attempt or more
    #[arg(long, default_value_t = 3)]
    jobs_per_lead: usize,
    /// Number of jobs that are not done: waiting, retrying, cancelled or dismissed
    #[arg(long, default_value_t = 4_000)]
    open: usize,
    /// Number of dead jobs, at most that of leads
    #[arg(long, default_value_t = 2_000)]
    dead: usize,
    /// Also write the figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Settings {
    fn jobs(&self) -> usize {
        self.leads * self.jobs_per_lead
    }
}

/// The limit for every list, in milliseconds.
const AIM: f64 = 100.0;
/// Requests for each list; the first ones fill caches and do not count.
const WARM_UP: usize = 2;
const COUNTED: usize = 9;
/// The server key; a program whose database has rows requires one.
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
/// How long the program may take to index a thousand seeded leads for search.
const INDEX_TIMEOUT: Duration = Duration::from_millis(1200);

const LEADS: [&str; 13] = [
    "/api/v1/leads",
    "/api/v1/leads?limit=200",
    "/api/v1/leads?grade=A1",
    "/api/v1/leads?grade=A",
    "/api/v1/leads?grade=Z",
    "/api/v1/leads?grade=spam",
    "/api/v1/leads?status=won",
    "/api/v1/leads?status=won&grade=A1",
    "/api/v1/leads?q=PERSON77",
    "/api/v1/leads?q=nobody+of+this+name",
    "/api/v1/leads?q=%C3%96ZT%C3%9CRK",
    "/api/v1/leads?q=a&status=won",
    "/api/v1/leads?q=a&status=won&grade=A1",
];
const JOBS: [&str; 19] = [
    "/api/v1/jobs",
    "/api/v1/jobs?limit=200",
    "/api/v1/jobs?status=waiting",
    "/api/v1/jobs?status=running",
    "/api/v1/jobs?status=retrying",
    "/api/v1/jobs?status=done",
    "/api/v1/jobs?status=dead",
    "/api/v1/jobs?status=cancelled",
    "/api/v1/jobs?status=discarded",
    "/api/v1/jobs?queue=send_report",
    "/api/v1/jobs?queue=tidy_up",
    "/api/v1/jobs?status=dead&queue=tidy_up",
    "/api/v1/jobs?lead=LEAD",
    "/api/v1/jobs?since=RECENT",
    "/api/v1/jobs?before=OLD",
    "/api/v1/jobs?error=greylisted",
    "/api/v1/jobs?error=no+such+error",
    "/api/v1/jobs?error=no+such+error&status=dead",
    "/api/v1/jobs?error=greylisted&status=running",
];
const OTHERS: [&str; 16] = [
    "/api/v1/dead-letters",
    "/api/v1/dead-letters?limit=200",
    "/api/v1/dead-letters?error=greylisted",
    "/api/v1/deliveries",
    "/api/v1/deliveries?status=dead",
    "/api/v1/deliveries?status=sending",
    "/api/v1/deliveries?kind=report_ready",
    "/api/v1/deliveries?kind=report_ready&status=sending",
    "/api/v1/queues",
    "/api/v1/workers",
    "/api/v1/audit",
    "/api/v1/alerts",
    "/ops",
    "/ops?status=dead&error=greylisted",
    "/health/ready",
    "/metrics",
];

pub async fn run(settings: Settings) -> anyhow::Result<()> {
    ensure!(
        settings.dead <= settings.leads && settings.leads > 0 && settings.jobs_per_lead > 0,
        "--dead must not exceed --leads, and neither --leads nor --jobs-per-lead may be 0"
    );
    ensure!(
        settings.open >= 8 && settings.open <= settings.jobs() / 2,
        "--open is at least 8 and at most half of the jobs"
    );
    let folder = tempfile::tempdir().context("making a folder for the data")?;
    let mut databases = Vec::new();
    for database in settings.target.databases(folder.path()) {
        let name = database.kind.name();
        let sections = on_one(&settings, &database)
            .await
            .with_context(|| format!("asking for lists on {name}"))?;
        databases.push((name, sections));
    }
    let about = vec![
        ("leads", settings.leads.to_string()),
        (
            "jobs",
            format!(
                "{}, {} of them open and {} dead",
                settings.jobs(),
                settings.open,
                settings.dead
            ),
        ),
        (
            "figures",
            format!("median of {COUNTED} requests, one after another, in ms"),
        ),
    ];
    let report = Report {
        title: "Stackmatch lists",
        about,
        columns: databases,
    };
    print!("{}", report.table());
    if let Some(file) = &settings.json {
        std::fs::write(file, report::json(&[report]))
            .with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

async fn on_one(settings: &Settings, database: &Database) -> anyhow::Result<Vec<Section>> {
    let say = |what: &str| eprintln!("{}: {what}", database.kind.name());
    let sink = Sink::start().await?;
    let place = database.place("lists").await?;
    let installation =
        Installation::new(&settings.target.program, place.clone(), &sink).with("--secret-key", KEY);
    let token = installation.token("admin")?;
    say("writing leads and jobs");
    for statement in seed::statements(place.kind, settings) {
        place.execute(&statement).await?;
    }
    let begin = Instant::now();
    let program = installation.serve(&["--no-worker"]).await?;
    say("waiting until all can be found");
    while place.number("select count(*) from lead_search").await? < settings.leads as f64 {
        ensure!(
            begin.elapsed() < INDEX_TIMEOUT * (1 + settings.leads as u32 / 1000),
            "the program does not prepare the leads for searching"
        );
        sleep(Duration::from_millis(100)).await;
    }
    let errors =
        "select count(*) from job_attempts where error is not null and error_folded is null";
    while place.number(errors).await? > 0.0 {
        ensure!(
            begin.elapsed() < INDEX_TIMEOUT * (1 + settings.jobs() as u32 / 1000),
            "the program does not prepare the errors for searching"
        );
        sleep(Duration::from_secs(1)).await;
    }
    let prepared = begin.elapsed().as_secs_f64();
    // As autovacuum and the daily job would; neither has run yet after so many writes.
    place.execute(place.kind.analyze()).await?;
    let mut client = Client::connect(program.site).await?;
    client.token = Some(token);
    let lead = client.page("/api/v1/leads?limit=1", false).await?.json()?["items"][0]["id"].clone();
    let lead = lead.as_str().context("there is no lead")?.to_owned();
    say("asking");
    let mut sections = Vec::new();
    for (title, paths) in [("Leads", &LEADS[..]), ("Jobs", &JOBS), ("Others", &OTHERS)] {
        let mut figures = Vec::new();
        for path in paths {
            figures.push(measure(&mut client, path, &lead).await?);
        }
        sections.push(Section { title, figures });
    }
    program.stop().await?;
    let figures = vec![figure(
        "start.prepared",
        "first start: all prepared for searching, s",
        1,
        prepared,
    )];
    sections.push(Section {
        title: "Upgrade",
        figures,
    });
    Ok(sections)
}

async fn measure(client: &mut Client, path: &'static str, lead: &str) -> anyhow::Result<Figure> {
    let asked = path
        .replace("LEAD", lead)
        .replace("RECENT", &time(3600))
        .replace("OLD", &time(seed::PERIOD - 3600));
    let mut times = Vec::new();
    for _ in 0..WARM_UP + COUNTED {
        let begin = Instant::now();
        client
            .page(&asked, false)
            .await?
            .expect(StatusCode::OK)
            .with_context(|| format!("GET {asked}"))?;
        times.push(ms(begin.elapsed()));
    }
    let median = median(&times[WARM_UP..]);
    eprintln!("{median:9.1} ms {path}");
    Ok(figure(path, path, 1, median).aim(Aim::AtMost(AIM)))
}

/// A time in the past, in the format of the API.
fn time(seconds_ago: u64) -> String {
    humantime::format_rfc3339_seconds(SystemTime::now() - Duration::from_secs(seconds_ago))
        .to_string()
}
