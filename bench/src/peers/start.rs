//! The start of each contestant.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use super::handover::Handover;
use super::who::Who;
use crate::database::Place;
use crate::installation::{Installation, SALES, free_address};
use crate::program::Program;
use crate::sink::Sink;

/// What to start.
pub struct Sources {
    pub program: PathBuf,
    /// The folder of the stand-ins with all that they need.
    pub installed: PathBuf,
    pub handover: Handover,
}

pub fn node(installed: &Path) -> PathBuf {
    installed.join("node")
}

pub fn python(installed: &Path) -> PathBuf {
    installed.join("venv/bin/python")
}

impl Sources {
    /// Starts what serves, and waits until it is ready. `limit` is the number of writes that one client may send per
    /// minute.
    pub async fn serve(
        &self,
        who: Who,
        place: &Place,
        sink: &Sink,
        limit: u32,
    ) -> anyhow::Result<Program> {
        let stand_in = StandIn {
            sources: self,
            place,
            sink,
            limit,
            site: free_address()?,
        };
        let mut program = match who {
            Who::Stackmatch => {
                let installation = Installation::new(&self.program, place.clone(), sink);
                return installation.with("--rate-limit", limit).serve(&[]).await;
            }
            Who::Fastify => stand_in.fastify()?,
            Who::Django => stand_in.django()?,
        };
        program.ready().await?;
        Ok(program)
    }

    /// Starts what runs the jobs, unless that is what serves.
    pub fn workers(&self, who: Who, place: &Place, sink: &Sink) -> anyhow::Result<Vec<Program>> {
        let stand_in = StandIn {
            sources: self,
            place,
            sink,
            limit: 0,
            site: free_address()?,
        };
        match who {
            Who::Stackmatch | Who::Fastify => Ok(Vec::new()),
            Who::Django => stand_in.django_workers(),
        }
    }
}

struct StandIn<'a> {
    sources: &'a Sources,
    place: &'a Place,
    sink: &'a Sink,
    limit: u32,
    site: SocketAddr,
}

impl StandIn<'_> {
    /// One process that forks as many as there are cores; these serve and run the jobs.
    fn fastify(&self) -> anyhow::Result<Program> {
        let mut node = self.command(node(&self.sources.installed), "fastify");
        node.arg("server.js");
        self.spawn(node, "fastify")
    }

    /// gunicorn, with as many processes as there are cores.
    fn django(&self) -> anyhow::Result<Program> {
        let migration = self.python(&["manage.py", "migrate"]).output();
        let migration = migration.context("starting Django's migration")?;
        ensure!(
            migration.status.success(),
            "Django's migration failed: {}",
            String::from_utf8_lossy(&migration.stderr)
        );
        let mut gunicorn = self.python(&["-m", "gunicorn", "standin.wsgi"]);
        gunicorn
            .args(["--bind", &self.site.to_string()])
            .args(["--workers", &cores()?.to_string()])
            .args(["--worker-class", "gthread", "--threads", "8"])
            .args(["--keep-alive", "75", "--log-level", "warning"]);
        self.spawn(gunicorn, "gunicorn")
    }

    /// As many processes as there are cores.
    fn django_workers(&self) -> anyhow::Result<Vec<Program>> {
        let worker = |number| {
            let worker =
                self.python(&["manage.py", "procrastinate", "worker", "--concurrency", "8"]);
            self.spawn(worker, &format!("worker {number}"))
        };
        (1..=cores()?).map(worker).collect()
    }

    fn python(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(python(&self.sources.installed), "django");
        command.args(arguments);
        command
    }

    fn command(&self, program: PathBuf, folder: &str) -> Command {
        let handover = &self.sources.handover;
        let mut command = Command::new(program);
        command
            .current_dir(self.sources.installed.join(folder))
            .env_clear()
            .env("NODE_ENV", "production")
            .env("PYTHONUNBUFFERED", "1")
            .env("DJANGO_SETTINGS_MODULE", "standin.settings")
            .env("DATABASE_URL", &self.place.url)
            .env("PORT", self.site.port().to_string())
            .env("SMTP_PORT", self.sink.address.port().to_string())
            .env("MAIL_FROM", "Bench <hello@bench.example>")
            .env("SALES_TO", SALES)
            .env("RATE_LIMIT", self.limit.to_string())
            .env("PAGE", &handover.page_file)
            .env("PACKED_PAGE", &handover.packed_page_file)
            .env("ATTACHMENT", &handover.attachment_file)
            .env("REPORT_BYTES", handover.report_bytes.to_string())
            .env("SALES_TEXT_BYTES", handover.sales_mail.to_string())
            .env("PROSPECT_TEXT_BYTES", handover.prospect_text().to_string())
            .stdin(Stdio::null());
        command
    }

    fn spawn(&self, command: Command, name: &str) -> anyhow::Result<Program> {
        Program::start(command, name, &self.place.folder, self.site)
    }
}

fn cores() -> anyhow::Result<usize> {
    Ok(std::thread::available_parallelism()?.get())
}
