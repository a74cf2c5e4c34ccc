//! All tests that need the whole program, each on SQLite and on PostgreSQL. Run them with `tests/run`.
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

mod alerts;
mod api_contract;
mod architecture;
mod blueprint;
mod browser;
mod command_line;
mod crash;
mod hazards;
mod intake;
mod jobs;
mod logs;
mod operate;
mod pages;
mod replicas;
mod safety;
mod schedule;
mod schema;
mod smtp;
mod staff;
mod store_contract;
mod story;
mod traces;
mod webhooks;
