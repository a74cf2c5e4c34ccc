//! A running contestant with its own database and mail server.

use std::net::SocketAddr;

use anyhow::{Context, ensure};

use super::guards;
use super::handover::Handover;
use super::round::Round;
use super::start::Sources;
use super::who::Who;
use crate::database::{Database, Place};
use crate::installation::UNREACHED_RATE_LIMIT;
use crate::program::Program;
use crate::saves::{CLIENTS, Saver};
use crate::sink::Sink;
use crate::submits;
use crate::visitor::Visitor;

pub struct Contestant {
    pub who: Who,
    pub sink: Sink,
    pub savers: Vec<Saver>,
    place: Place,
    site: Program,
    workers: Vec<Program>,
    /// The number of submitted leads.
    leads: usize,
    /// What was measured.
    pub rounds: Vec<Round>,
}

impl Contestant {
    /// Starts it with a strict rate limit, checks what must be on, starts it again with a generous one, and submits a
    /// first lead, which shows that it works.
    pub async fn start(who: Who, sources: &Sources, database: &Database) -> anyhow::Result<Self> {
        Self::try_start(who, sources, database)
            .await
            .with_context(|| format!("starting {}", who.name()))
    }

    async fn try_start(who: Who, sources: &Sources, database: &Database) -> anyhow::Result<Self> {
        let place = database.place(&who.name().to_lowercase()).await?;
        let sink = Sink::start().await?;
        let strict = sources
            .serve(who, &place, &sink, guards::CHECKED_LIMIT)
            .await?;
        guards::check(who, strict.site).await?;
        strict.stop().await?;

        let site = sources
            .serve(who, &place, &sink, UNREACHED_RATE_LIMIT)
            .await?;
        let workers = sources.workers(who, &place, &sink)?;
        let mut contestant = Self {
            who,
            sink,
            savers: Vec::new(),
            place,
            site,
            workers,
            leads: 0,
            rounds: Vec::new(),
        };
        for number in 0..CLIENTS {
            let visitor = who.visitor(contestant.site(), number).await?;
            contestant.savers.push(Saver::new(visitor).await?);
        }
        let visitor = contestant.next_visitor().await?;
        let first = submits::one(visitor, &contestant.sink).await;
        first.with_context(|| contestant.failure("submitting to"))?;
        Ok(contestant)
    }

    /// What failed, with the output of all processes.
    pub fn failure(&self, what: &str) -> String {
        let programs = [&self.site].into_iter().chain(&self.workers);
        let outputs: String = programs.map(Program::output).collect();
        format!("{what} {}; its output:\n{outputs}", self.who.name())
    }

    pub fn site(&self) -> SocketAddr {
        self.site.site
    }

    /// A visitor with all answers, who must submit.
    pub async fn next_visitor(&mut self) -> anyhow::Result<Visitor> {
        let visitor = self.who.visitor(self.site(), self.leads).await?;
        self.leads += 1;
        Ok(visitor)
    }

    /// The whole number that a query returns.
    pub async fn number(&self, sql: &str) -> anyhow::Result<usize> {
        let rows = self.place.rows(sql).await?;
        let value = rows.first().and_then(|row| row.first()).context("no row")?;
        value
            .parse()
            .with_context(|| format!("{value:?} is no whole number: {sql}"))
    }

    /// Checks that every lead, report, mail and save is there, and stops it.
    pub async fn finish(self, handover: &Handover) -> anyhow::Result<Vec<Round>> {
        let checked = self.check(handover).await;
        checked.with_context(|| self.failure("checking"))?;
        for worker in self.workers {
            worker.stop().await?;
        }
        self.site.stop().await?;
        Ok(self.rounds)
    }

    async fn check(&self, handover: &Handover) -> anyhow::Result<()> {
        let mails = self.sink.arrivals();
        submits::each_once(&mails, self.leads)?;
        for mail in &mails {
            handover.check(mail)?;
        }
        for table in ["leads", "reports"] {
            let rows = self
                .number(&format!("select count(*) from {table}"))
                .await?;
            ensure!(rows == self.leads, "{rows} {table} of {} leads", self.leads);
        }
        let intakes: Vec<String> = self
            .savers
            .iter()
            .map(|saver| format!("'{}'", saver.visitor.intake_id()))
            .collect();
        let kept = self.number(&self.who.versions(&intakes.join(", "))).await?;
        let made: i64 = self.savers.iter().map(|saver| saver.version).sum();
        ensure!(
            kept == usize::try_from(made)?,
            "{made} versions were made, but {kept} were kept"
        );
        Ok(())
    }
}
