//! One technology per layer, chosen by an exact search: the core of the stack together, then what follows it, for the
//! core that was chosen.
//!
//! Incompatible candidates are never chosen together, synergies earn points, and the whole never costs more work than
//! the team can carry as long as any stack is within that budget.

mod branch_and_bound;
mod greedy;
mod min_work;
mod pair_scores;
mod problem;
mod search_space;
mod situation;
mod stack;

pub use stack::Stack;

#[cfg(test)]
mod tests;
