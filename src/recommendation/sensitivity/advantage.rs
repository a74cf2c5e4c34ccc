//! How far a choice leads over its rivals.

use crate::recommendation::decision::Decision;
use crate::recommendation::model::{CandidateIdx, Model};

/// A smaller lead is within the accuracy of the scores.
pub const INDIFFERENCE: i64 = 150;

/// How far the next best in the layer is behind, the rest of the stack unchanged; none if there is none.
pub fn lead(model: &Model, decision: &Decision, choice: CandidateIdx) -> Option<i64> {
    let rivals = decision
        .selection
        .remaining(model, model.layer_of(choice))
        .filter(|rival| *rival != choice);
    let best = rivals
        .filter_map(|rival| score(model, decision, rival))
        .max()?;
    Some(score(model, decision, choice)? - best)
}

/// How far a rival is behind a choice; none if it is not possible beside the rest of the stack.
pub fn lead_over(
    model: &Model,
    decision: &Decision,
    choice: CandidateIdx,
    rival: CandidateIdx,
) -> Option<i64> {
    let mut possible = decision.selection.remaining(model, model.layer_of(choice));
    let rival = possible.find(|candidate| *candidate == rival)?;
    Some(score(model, decision, choice)? - score(model, decision, rival)?)
}

/// What a candidate scores beside the rest of the stack; none if it does not fit.
fn score(model: &Model, decision: &Decision, candidate: CandidateIdx) -> Option<i64> {
    let stack = &decision.stack;
    if !stack.affords(model, candidate) {
        return None;
    }
    let synergy = stack.synergy_with(model, candidate)?;
    Some(decision.scores.standalone[candidate] + synergy)
}
