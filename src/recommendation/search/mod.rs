//! One technology per layer, chosen together by an exact search.
//!
//! Incompatible candidates are never chosen together, synergies earn points, and the whole never costs more work than
//! the team can carry as long as any stack is within that budget.

mod branch_and_bound;
mod min_work;
mod pair_scores;
mod problem;
mod stack;

pub use stack::{Choice, Stack};

#[cfg(test)]
mod tests;
