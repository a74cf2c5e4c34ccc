//! Behaviours of a simulated server, dealt at random by weight while faults are enabled. The first is the correct one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub struct FaultDeck<M: 'static> {
    /// Each behaviour with its weight.
    deck: &'static [(M, u32)],
    state: Mutex<State>,
}

struct State {
    /// `None`: always the first behaviour.
    rng: Option<fastrand::Rng>,
    /// How often each behaviour was dealt at random.
    dealt: Vec<usize>,
}

impl<M: Copy> FaultDeck<M> {
    pub fn good(deck: &'static [(M, u32)]) -> Self {
        Self {
            deck,
            state: Mutex::new(State {
                rng: None,
                dealt: vec![0; deck.len()],
            }),
        }
    }

    pub fn random(deck: &'static [(M, u32)], seed: u64) -> Self {
        let random = Self::good(deck);
        random.state().rng = Some(fastrand::Rng::with_seed(seed));
        random
    }

    /// Deals only the first behaviour from now on.
    pub fn behave(&self) {
        self.state().rng = None;
    }

    pub fn deal(&self) -> M {
        let mut state = self.state();
        let Some(rng) = &mut state.rng else {
            return self.deck[0].0;
        };
        let all: u32 = self.deck.iter().map(|(_, weight)| weight).sum();
        let mut rest = rng.u32(..all);
        let mut chosen = 0;
        while rest >= self.deck[chosen].1 {
            rest -= self.deck[chosen].1;
            chosen += 1;
        }
        state.dealt[chosen] += 1;
        self.deck[chosen].0
    }

    /// Returns a random duration below `most`; zero while faults are disabled.
    pub fn time(&self, most: Duration) -> Duration {
        let share = self.state().rng.as_mut().map_or(0.0, fastrand::Rng::f64);
        most.mul_f64(share)
    }

    /// How often each behaviour was dealt.
    pub fn dealt(&self) -> impl Iterator<Item = (M, usize)> {
        let dealt = self.state().dealt.clone();
        self.deck.iter().map(|(behaviour, _)| *behaviour).zip(dealt)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behaviours_are_dealt_by_weight_and_repeat_with_the_seed() {
        let deal = || {
            let deck = FaultDeck::random(&[('a', 3), ('b', 1), ('c', 0)], 7);
            let dealt: String = (0..1000).map(|_| deck.deal()).collect();
            deck.behave();
            assert_eq!(deck.deal(), 'a');
            dealt
        };
        let dealt = deal();
        let count = dealt.matches('b').count();
        assert!(
            (200..300).contains(&count) && !dealt.contains('c'),
            "{count}"
        );
        assert_eq!(dealt, deal());
    }
}
