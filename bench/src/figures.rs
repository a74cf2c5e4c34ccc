//! Measured figures with unit and aim, and their statistics.

use std::time::Duration;

use crate::program::Memory;

/// A part of the table.
pub struct Section {
    pub title: &'static str,
    pub figures: Vec<Figure>,
}

/// One line of the table.
pub struct Figure {
    /// Its name in the JSON file.
    pub id: &'static str,
    pub label: &'static str,
    pub decimals: usize,
    pub value: f64,
    /// The least and the greatest of the values whose median it is, if they are shown.
    pub range: Option<(f64, f64)>,
    pub aim: Option<Aim>,
}

/// The aim of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    AtLeast(f64),
    AtMost(f64),
    Exactly(f64),
}

impl Aim {
    pub fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
            #[allow(clippy::float_cmp)] // Counts.
            Self::Exactly(count) => value == count,
        }
    }
}

pub fn figure(id: &'static str, label: &'static str, decimals: usize, value: f64) -> Figure {
    Figure {
        id,
        label,
        decimals,
        value,
        range: None,
        aim: None,
    }
}

impl Figure {
    /// Whether the figure meets its aim; true without one.
    pub fn is_met(&self) -> bool {
        self.aim.is_none_or(|aim| aim.is_met(self.value))
    }

    pub fn aim(self, aim: Aim) -> Self {
        Self {
            aim: Some(aim),
            ..self
        }
    }

    /// Shows the least and the greatest of these values as well.
    pub fn range_of(self, values: &[f64]) -> Self {
        let least = values.iter().copied().min_by(f64::total_cmp);
        let greatest = values.iter().copied().max_by(f64::total_cmp);
        Self {
            range: least.zip(greatest),
            ..self
        }
    }
}

pub fn memory(at_rest: Memory, after_load: Memory) -> Section {
    let figures = vec![
        figure("memory.rest", "at rest after start, MiB", 1, at_rest.now).aim(Aim::AtMost(48.0)),
        figure(
            "memory.after_load",
            "at rest after all of the load, MiB",
            1,
            after_load.now,
        ),
        figure(
            "memory.peak",
            "most during the load, MiB",
            1,
            after_load.most,
        ),
    ];
    Section {
        title: "Memory (resident)",
        figures,
    }
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The value that `share` of all values do not exceed (nearest rank); 0 of none.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&hundred, 0.95), 95.0);
        assert_eq!(percentile(&hundred, 0.99), 99.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn an_aim_is_met_at_its_limit() {
        assert!(Aim::AtLeast(0.5).is_met(0.5) && !Aim::AtLeast(0.5).is_met(0.49));
        assert!(Aim::AtMost(1.0).is_met(1.0) && !Aim::AtMost(1.0).is_met(1.01));
        assert!(Aim::Exactly(0.0).is_met(0.0) && !Aim::Exactly(0.0).is_met(1.0));
    }
}
