//! How it behaves towards each connection and each mail, and for how long it is not there at all.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::moods::Moods;

/// Towards a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greeting {
    Welcome,
    Closing,
}

/// Towards a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Take,
    Late,
    Busy,
    Cut,
    Swallow,
    Hang,
}

const GREETINGS: &[(Greeting, u32)] = &[(Greeting::Welcome, 12), (Greeting::Closing, 1)];
const MOODS: &[(Mood, u32)] = &[
    (Mood::Take, 60),
    (Mood::Late, 16),
    (Mood::Busy, 8),
    (Mood::Cut, 5),
    (Mood::Swallow, 6),
    (Mood::Hang, 5),
];

pub struct Manner {
    pub(super) greetings: Moods<Greeting>,
    pub(super) moods: Moods<Mood>,
    away: watch::Sender<bool>,
    absences: AtomicUsize,
}

impl Manner {
    /// Takes everything, always.
    pub fn good() -> Self {
        Self::new(Moods::good(GREETINGS), Moods::good(MOODS))
    }

    pub fn random(seed: u64) -> Self {
        Self::new(
            Moods::random(GREETINGS, seed),
            Moods::random(MOODS, seed.wrapping_add(1)),
        )
    }

    fn new(greetings: Moods<Greeting>, moods: Moods<Mood>) -> Self {
        Self {
            greetings,
            moods,
            away: watch::Sender::new(false),
            absences: AtomicUsize::new(0),
        }
    }

    /// Refuses every connection for this long. May be dropped meanwhile; [`Manner::behave`] ends it as well.
    pub async fn stay_away(&self, time: Duration) {
        self.absences.fetch_add(1, Relaxed);
        self.away.send_replace(true);
        sleep(time).await;
        self.away.send_replace(false);
    }

    /// From now on takes everything.
    pub fn behave(&self) {
        self.greetings.behave();
        self.moods.behave();
        self.away.send_replace(false);
    }

    /// What was dealt, and how often.
    pub fn dealt(&self) -> Vec<(&'static str, usize)> {
        let greetings = self
            .greetings
            .dealt()
            .filter(|(greeting, _)| *greeting == Greeting::Closing);
        let greetings = greetings.map(|(_, count)| ("421 at the greeting", count));
        let moods = self.moods.dealt().map(|(mood, count)| (mood.name(), count));
        moods
            .chain(greetings)
            .chain([("refused all connections", self.absences.load(Relaxed))])
            .collect()
    }

    pub(super) async fn leaves(&self) {
        let _ = self.away.subscribe().wait_for(|away| *away).await;
    }

    pub(super) async fn returns(&self) {
        let _ = self.away.subscribe().wait_for(|away| !*away).await;
    }
}

impl Mood {
    fn name(self) -> &'static str {
        match self {
            Self::Take => "taken at once",
            Self::Late => "taken after up to 1 s",
            Self::Busy => "451 after RCPT",
            Self::Cut => "hung up within DATA",
            Self::Swallow => "hung up after DATA",
            Self::Hang => "taken after 2 to 6 s",
        }
    }
}
