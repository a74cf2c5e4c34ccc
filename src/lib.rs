//! Stackmatch, in the order a lead meets it: a visitor reads a matchup, answers the intake, submits; jobs write the
//! report and send the mails; sales and operators see all of it through the API.

// The program: how it is started, and what everything in it shares.
pub mod cli;
pub mod clock;
pub mod config;
pub mod ids;
pub mod installation;
pub mod keys;
pub mod telemetry;
pub mod tls;

// Text for readers: used by every module, uses none.
pub mod text;

// Business: pure and synchronous, no I/O, no clock.
pub mod content;
pub mod evaluation;
pub mod intake;
pub mod plan;
pub mod qualification;
pub mod recommendation;
pub mod report;

// Edges: each owns one technology.
pub mod alerts;
pub mod api;
pub mod auth;
pub mod flow;
pub mod health;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod operate;
pub mod server;
pub mod services;
pub mod store;
pub mod web;
pub mod webhook;
