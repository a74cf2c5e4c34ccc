//! The results of a run, from which it is judged.

use std::time::Duration;

use super::fleet::Losses;
use super::hooks::Receipt;
use super::ledger::Ledger;
use super::visits::Visited;
use crate::sink::Arrival;

pub struct Traces {
    pub visited: Visited,
    pub ledger: Ledger,
    pub mails: Vec<Arrival>,
    /// `None`: no webhook was configured.
    pub hooks: Option<Vec<Receipt>>,
    pub fleet: Losses,
    pub mail_faults: Vec<(&'static str, usize)>,
    pub hook_faults: Vec<(&'static str, usize)>,
    /// Restarts of PostgreSQL.
    pub crashes: usize,
    /// From the start until the last submission was answered.
    pub submitted: Duration,
    /// From then until no job was open.
    pub settled: Duration,
}
