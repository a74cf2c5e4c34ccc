//! Stackmatch: comparisons of technologies, an intake, and a report that recommends a stack.
//!
//! A visitor reads a matchup (`web`), answers the intake and submits it (`flow`); jobs write the report and send the mails
//! (`jobs`); sales and operators work with leads and queues through pages and the API (`web`, `api`, `operate`).
//!
//! Modules are listed lowest layer first. What each may use is the table `LAYERS` in `tests/architecture/layers.rs`.

/// Faster than that of the C library, and it returns memory after a burst. Only for Rust: in place of the C library's, it
/// deadlocks with libraries that replace the clock and allocate, as those of the tests of clocks.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

// Ground.
pub mod clock;
pub mod i18n;
pub mod ids;
pub mod text;
pub mod tls;

// Domain: pure and synchronous, no I/O, no clock.
pub mod content;
pub mod evaluation;
pub mod intake;
pub mod plan;
pub mod qualification;
pub mod recommendation;
pub mod report;

// Technology, one each, and the settings that configure it.
pub mod config;
pub mod installation;
pub mod keys;
pub mod mail;
pub mod store;
pub mod telemetry;
pub mod webhook;

// What requests and jobs share.
pub mod auth;
pub mod health;
pub mod services;

// Work.
pub mod alerts;
pub mod jobs;

// Use cases.
pub mod flow;
pub mod operate;

// Faces.
pub mod api;
pub mod cli;
pub mod http;
pub mod server;
pub mod web;

#[cfg(test)]
#[path = "../tests/fixtures/prospects.rs"]
mod prospects;
