//! All tests that need the whole program, each on SQLite and on PostgreSQL. Run them with `tests/run`.
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

mod alerts;
mod api_contract;
mod architecture;
mod blueprint;
mod browser;
mod clocks;
mod command_line;
mod crash;
mod database_outage;
mod hazards;
mod intake;
mod jobs;
mod lists;
mod logs;
mod opening;
mod operate;
mod outages;
mod pages;
mod recipients;
mod replicas;
mod requests;
mod roles;
mod safety;
mod schedule;
mod schema;
mod smtp;
mod smtp_stages;
mod staff;
mod store_contract;
mod story;
mod traces;
mod transport;
mod webhooks;
