//! The behaviour of the server towards each connection and mail, and its absences.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::fault_deck::FaultDeck;

/// Towards a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greeting {
    Welcome,
    Closing,
}

/// Towards a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    Take,
    Late,
    Busy,
    Cut,
    Swallow,
    Hang,
}

const GREETINGS: &[(Greeting, u32)] = &[(Greeting::Welcome, 12), (Greeting::Closing, 1)];
const BEHAVIOURS: &[(Behaviour, u32)] = &[
    (Behaviour::Take, 60),
    (Behaviour::Late, 16),
    (Behaviour::Busy, 8),
    (Behaviour::Cut, 5),
    (Behaviour::Swallow, 6),
    (Behaviour::Hang, 5),
];

pub struct SmtpBehaviour {
    pub(super) greetings: FaultDeck<Greeting>,
    pub(super) mails: FaultDeck<Behaviour>,
    away: watch::Sender<bool>,
    absences: AtomicUsize,
}

impl SmtpBehaviour {
    /// Accepts everything.
    pub fn good() -> Self {
        Self::new(FaultDeck::good(GREETINGS), FaultDeck::good(BEHAVIOURS))
    }

    pub fn random(seed: u64) -> Self {
        Self::new(
            FaultDeck::random(GREETINGS, seed),
            FaultDeck::random(BEHAVIOURS, seed.wrapping_add(1)),
        )
    }

    fn new(greetings: FaultDeck<Greeting>, mails: FaultDeck<Behaviour>) -> Self {
        Self {
            greetings,
            mails,
            away: watch::Sender::new(false),
            absences: AtomicUsize::new(0),
        }
    }

    /// Refuses every connection for this long. May be dropped earlier; [`SmtpBehaviour::behave`] ends the absence as well.
    pub async fn stay_away(&self, time: Duration) {
        self.absences.fetch_add(1, Relaxed);
        self.away.send_replace(true);
        sleep(time).await;
        self.away.send_replace(false);
    }

    /// Accepts everything from now on.
    pub fn behave(&self) {
        self.greetings.behave();
        self.mails.behave();
        self.away.send_replace(false);
    }

    /// How often each behaviour was dealt.
    pub fn dealt(&self) -> Vec<(&'static str, usize)> {
        let greetings = self
            .greetings
            .dealt()
            .filter(|(greeting, _)| *greeting == Greeting::Closing);
        let greetings = greetings.map(|(_, count)| ("421 at the greeting", count));
        let mails = self
            .mails
            .dealt()
            .map(|(behaviour, count)| (behaviour.name(), count));
        mails
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

impl Behaviour {
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
