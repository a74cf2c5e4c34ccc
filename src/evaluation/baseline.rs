//! Fixed answers, the same for every case, which the engine has to beat by far.

use super::advice::Advice;

/// An adviser that ignores the case.
pub struct Baseline {
    /// The heading of its column.
    pub name: &'static str,
    /// Where its choices come from.
    pub why: &'static str,
    choices: &'static [(&'static str, &'static str)],
}

/// The usage figures are those of the Stack Overflow Developer Survey 2025, which the catalogue keeps as facts: of the
/// server technologies Node.js leads (48.7 %, with Express at 19.9 %), of the front ends React (44.7 %), of the databases
/// PostgreSQL (55.6 %, MongoDB is at 24 %), of the stores for jobs and caches Redis (28 %), of the clouds Amazon (43.3 %)
/// with Docker (71 %). Where that survey has no figure, the usual choice: REST, GitHub Actions, Sentry, the
/// framework's own sign-in. Layers that most products do not need are left out, which favours the fixed answer.
pub const MOST_POPULAR: Baseline = Baseline {
    name: "popular",
    why: "the most used technology of each layer by the Stack Overflow Developer Survey 2025",
    choices: &[
        ("architecture", "modular_monolith"),
        ("backend", "node_fastify"),
        ("web", "react_spa"),
        ("database", "postgresql"),
        ("jobs", "redis_valkey"),
        ("auth", "framework_auth"),
        ("api", "rest_openapi"),
        ("hosting", "container_paas"),
        ("ci", "github_actions"),
        ("errors", "sentry"),
    ],
};

/// What many experienced architects would start with if they knew nothing: one Django program that renders its own pages,
/// PostgreSQL for data, jobs and search, on a rented server.
pub const BORING_MONOLITH: Baseline = Baseline {
    name: "boring",
    why: "one Django program with PostgreSQL on a rented server",
    choices: &[
        ("architecture", "modular_monolith"),
        ("backend", "python_django"),
        ("web", "server_ui"),
        ("database", "postgresql"),
        ("jobs", "pg_queue"),
        ("search", "pg_fts"),
        ("auth", "framework_auth"),
        ("api", "rest_openapi"),
        ("hosting", "vps_compose"),
        ("ci", "github_actions"),
        ("errors", "sentry"),
    ],
};

/// The baselines of the table.
pub const BASELINES: [Baseline; 2] = [MOST_POPULAR, BORING_MONOLITH];

impl Baseline {
    /// Its advice for any case.
    pub fn advice(&self) -> Advice {
        let choices = self.choices.iter();
        Advice {
            choices: choices
                .map(|(layer, choice)| ((*layer).to_owned(), (*choice).to_owned()))
                .collect(),
            ..Advice::default()
        }
    }
}
