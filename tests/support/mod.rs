//! Shared by the tests: the running program, databases, mail servers, webhook receivers, visitors and staff.

mod app;
mod browser;
mod caller;
mod database;
mod mail_server;
mod mails;
mod module_graph;
mod operator;
mod page;
mod process;
mod program_time;
#[path = "../fixtures/prospects.rs"]
pub mod prospects;
mod receiver;
mod residue;
mod schema;
mod scripted_mail_server;
mod smtp;
mod sources;
mod specification;
mod visitor;
mod wait;

pub use app::{METRICS_TOKEN, Setup, TestApp, client};
pub use browser::Browser;
pub use caller::Caller;
pub use database::Database;
pub use mail_server::{Behaviour, MailServer, PASSWORD, USER};
pub use mails::Mail;
pub use module_graph::ModuleGraph;
pub use operator::Operator;
pub use page::{Page, has_word, text};
pub use process::{Process, log};
pub use receiver::Receiver;
pub use residue::residue;
pub use schema::{Schema, statements};
pub use scripted_mail_server::{Action, ScriptedServer, Step};
pub use smtp::MortalServer;
pub use sources::sources;
pub use specification::{Operation, Specification};
pub use visitor::Visitor;
pub use wait::until;

/// The same test on SQLite and on PostgreSQL.
macro_rules! on_both_databases {
    ($(async fn $name:ident($database:ident) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($database: $crate::support::Database) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                test($crate::support::Database::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                test($crate::support::Database::postgres().await).await;
            }
        }
    )+ };
}
pub(crate) use on_both_databases;
