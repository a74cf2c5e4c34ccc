//! Leads, jobs, attempts and deliveries, written with SQL. Columns that lists do not read are small.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Settings;
use crate::database::Kind;

/// The period over which they are spread, in seconds.
pub const PERIOD: u64 = 90 * 24 * 60 * 60;
/// The digits of a ULID, from the highest to the lowest bits of its milliseconds.
const DIGITS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FIRST: [&str; 12] = [
    "Öztürk",
    "Ada",
    "Иван",
    "Grace",
    "Łukasz",
    "Zoë",
    "Jürgen",
    "Nguyễn",
    "Søren",
    "Ana",
    "François",
    "Linus",
];
const LAST: [&str; 11] = [
    "Lovelace",
    "Петров",
    "Hopper",
    "Ärzte",
    "Müller",
    "Γεωργίου",
    "Smith",
    "Ramírez",
    "Åström",
    "Ng",
    "Kowalski",
];
/// The size of a real row's large columns that is stored in the row; both databases store the rest elsewhere.
const ANSWERS: usize = 1500;
const ERROR: &str = "sending the mail: 451 4.7.1 Greylisted, see https://mail.example/' || (i % 12) || ' for the reason";

/// Types and functions that differ between the databases, and a time in seconds since 1970, the same in all statements
/// because ids that refer to each other contain it.
struct Words(Kind, u64);

impl Words {
    fn either(&self, sqlite: impl Into<String>, postgres: impl Into<String>) -> String {
        match self.0 {
            Kind::Sqlite => sqlite.into(),
            Kind::Postgres => postgres.into(),
        }
    }

    fn hex(&self, number: &str, digits: usize) -> String {
        self.either(
            format!("printf('%0{digits}x', {number})"),
            format!("lpad(to_hex({number}), {digits}, '0')"),
        )
    }

    /// An id of a time and a number, in the program's format.
    fn id(&self, ms: &str, number: &str) -> String {
        let digits = format!(
            "{} || '70008' || {}",
            self.hex(ms, 12),
            self.hex(number, 15)
        );
        self.either(format!("unhex({digits})"), format!("({digits})::uuid"))
    }

    /// The same as text.
    fn id_text(&self, ms: &str, number: &str) -> String {
        let (time, rest) = (self.hex(ms, 12), self.hex(number, 15));
        format!(
            "substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7000-8' || substr({rest}, 1, 3) || '-' || substr({rest}, 4)"
        )
    }

    fn time(&self, ms: &str) -> String {
        self.either(
            format!("strftime('%Y-%m-%dT%H:%M:%f000+00:00', ({ms}) / 1000.0, 'unixepoch')"),
            format!("to_timestamp(({ms}) / 1000.0)"),
        )
    }

    /// A time in the format of the queue's table.
    fn whole(&self, ms: &str) -> String {
        self.either(
            format!("({ms}) / 1000"),
            format!("to_timestamp(({ms}) / 1000)"),
        )
    }

    fn json(&self, text: &str) -> String {
        self.either(text, format!("({text})::jsonb"))
    }

    /// A table `numbers` of the numbers from 1, each with the time of its lead in milliseconds.
    fn numbers(&self, count: usize, leads: usize, lead: &str) -> String {
        let all = self.either(
            format!(
                "(with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n)"
            ),
            format!("(select cast(i as bigint) as i from generate_series(1, {count}) as n(i)) as n"),
        );
        let (first, step) = (self.1 - PERIOD, PERIOD * 1000 / leads as u64);
        format!(
            "(select i, {lead} as n, cast({first} as bigint) * 1000 + cast({step} as bigint) * ({lead} - 1) as ms from {all}) as numbers"
        )
    }
}

fn pick(words: &[&str]) -> String {
    let arms: String = words
        .iter()
        .enumerate()
        .map(|(i, word)| format!(" when {i} then '{word}'"))
        .collect();
    format!("case i % {}{arms} end", words.len())
}

/// The statements in their order.
pub fn statements(kind: Kind, settings: &Settings) -> Vec<String> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(PERIOD, |since| since.as_secs());
    let words = Words(kind, now);
    let mut all = vec!["begin".to_owned()];
    all.extend(of_leads(&words, settings.leads));
    all.extend(of_jobs(&words, settings));
    all.push("commit".into());
    // In one transaction, on one connection.
    vec![all.join(";\n"), kind.analyze().to_owned()]
}

fn of_leads(words: &Words, leads: usize) -> Vec<String> {
    let numbers = words.numbers(leads, leads, "i");
    let (intake, lead, lead_text, at) = (
        words.id("ms", "i * 2"),
        words.id("ms", "i * 2 + 1"),
        words.id_text("ms", "i * 2 + 1"),
        words.time("ms"),
    );
    let (empty, answers) = (
        words.json("'{}'"),
        words.json(&format!("'{{\"pad\": \"{}\"}}'", "x".repeat(ANSWERS))),
    );
    let advice = words.either("cast('{}' as blob)", "convert_to('{}', 'UTF8')");
    let mut all = vec![
        format!(
            "insert into intakes (id, status, version, answers, matchup, campaign, language, created_at, updated_at)
             select {intake}, 'submitted', 12, {empty}, null, {empty}, 'en', {at}, {at} from {numbers}"
        ),
        format!(
            "insert into leads (id, intake_id, submission_key, status, grade, version, name, email, company, country, answers, recommendation, qualification, matchup, language, note, created_at, updated_at)
             select {lead}, {intake}, null,
                    case when i % 100 < 60 then 'new' when i % 100 < 80 then 'contacted' when i % 100 < 97 then 'lost' when i % 1000 = 99 then 'won' else 'disqualified' end,
                    case when i % 50 < 5 then 'spam' else substr('ABCD', cast(i % 4 as integer) + 1, 1) || cast(1 + i % 3 as text) end,
                    1, {} || ' ' || {}, 'person' || i || '@company' || (i % 5000) || '.example', 'ÄRZTE ' || (i % 5000), 'DE',
                    {answers}, {advice}, {empty}, null, 'en', '', {at}, {at} from {numbers}",
            pick(&FIRST),
            pick(&LAST)
        ),
    ];
    for (number, event, target) in [
        (1, "'report_ready'", "'mail', ''"),
        (2, "'lead_qualified'", "'mail', ''"),
        (3, "'lead_qualified'", "'webhook', 'crm'"),
    ] {
        all.push(format!(
            "insert into deliveries (id, event, event_id, channel, target, subject, status, tries, maybe_twice, message_id, created_at, sent_at)
             select {}, {event}, {lead}, {target}, 'lead:' || {lead_text}, case when (i + {number}) % 150 = 7 then 'dead' when (i + {number}) % 150 = 8 then 'retry' else 'sent' end,
                    1, 0, 'm' || i || '.{number}', {at}, {at} from {numbers}",
            words.id("ms", &format!("i * 4 + {number}"))
        ));
    }
    all
}

fn of_jobs(words: &Words, settings: &Settings) -> Vec<String> {
    let (each, dead) = (settings.jobs_per_lead, settings.dead);
    // One job in so many is the first of eight open ones.
    let every = settings.jobs() * 8 / settings.open;
    let lead = format!("(i + {}) / {each}", each - 1);
    let numbers = words.numbers(settings.jobs(), settings.leads, &lead);
    let digit = |digit: u32| {
        format!(
            "substr('{DIGITS}', cast((ms >> {}) & 31 as integer) + 1, 1)",
            5 * digit
        )
    };
    let ulid: Vec<String> = (0..10).rev().map(digit).collect();
    let ulid = format!(
        "{} || 'SEED' || substr(cast(1000000000000 + i as text), 2)",
        ulid.join(" || ")
    );
    let text = words.id_text("ms", "n * 2 + 1");
    // The dead jobs are the oldest, as after an outage long ago: a scan from the newest row would read every row.
    let state = format!(
        "case when i <= {dead} then 'dead' when i % {every} = 8 then 'cancelled' when i % {every} = 9 then 'discarded'
              when i % {every} in (10, 11) then 'pending' when i % {every} between 12 and 15 then 'failed' else 'done' end"
    );
    let later = "ms + cast(100 as bigint) * 86400000";
    let (run_at, created) = (
        words.whole(&format!(
            "case when state in ('failed', 'pending') then {later} else ms end"
        )),
        words.time("ms"),
    );
    let jobs = words.0.jobs();
    let mut all = vec![
        format!(
            "create temporary table seeds as
             select i, ms, {ulid} as id, {text} as lead, '{{\"v\":1,\"lead\":\"' || {text} || '\"}}' as arguments, {state} as state,
                    case i % 3 when 0 then 'send_report' when 1 then 'alert_sales' else 'build_report' end as queue from {numbers}"
        ),
        format!(
            "insert into {jobs} (job, id, job_type, status, attempts, max_attempts, run_at, done_at, priority, metadata, idempotency_key)
             select {}, id, queue, case state when 'done' then 'Done' when 'failed' then 'Failed' when 'pending' then 'Pending' else 'Killed' end,
                    case state when 'pending' then 0 when 'failed' then 3 when 'dead' then 5 else 1 end, 20, {run_at}, {}, 0, {}, queue || ':seed-' || i from seeds",
            words.either("cast(arguments as blob)", "convert_to(arguments, 'UTF8')"),
            words.whole("ms"),
            words.either("'{}'", "''::hstore"),
        ),
        format!(
            "insert into enqueued_jobs (id, queue, subject, arguments, created_at, cancelled_at, discarded_at)
             select id, queue, 'lead:' || lead, {}, {created}, case state when 'cancelled' then {created} end, case state when 'discarded' then {created} end from seeds",
            words.json("arguments")
        ),
    ];
    for attempt in 1..=5 {
        // One done job in a hundred needed two attempts.
        let (which, failed) = match attempt {
            1 => ("state <> 'pending'", "state <> 'done' or i % 100 = 1"),
            2 => (
                "state in ('dead', 'failed') or (state = 'done' and i % 100 = 1)",
                "state <> 'done'",
            ),
            3 => ("state in ('dead', 'failed')", "true"),
            _ => ("state = 'dead'", "true"),
        };
        all.push(format!(
            "insert into job_attempts (job_id, attempt, worker, started_at, ended_at, outcome, error, id)
             select id, {attempt}, 'w', {}, {}, case when {failed} then 'retry' else 'done' end, case when {failed} then '{ERROR}' end, {}
             from seeds where {which}",
            words.time(&format!("ms + {attempt}000")),
            words.time(&format!("ms + {attempt}090")),
            words.id(&format!("ms + {attempt}000"), &format!("i * 8 + {attempt}")),
        ));
    }
    all.push("drop table seeds".into());
    all
}
