//! The groups of tables that belong to a data model.

use crate::content::plan::{Group, PlanModel};
use crate::plan::facts::PlanFacts;

/// The groups whose conditions hold, with all groups they need, in the order of the model; exactly one starter.
pub(super) fn groups<'a>(model: &'a PlanModel, facts: &PlanFacts<'_>) -> Vec<&'a Group> {
    let starters = || model.groups.iter().filter(|group| group.starter);
    let starter = starters()
        .find(|group| group.when.holds(facts))
        .or_else(|| starters().find(|group| group.fallback));
    let mut wanted: Vec<&str> = starter.iter().map(|group| group.id.as_str()).collect();
    let others = model
        .groups
        .iter()
        .filter(|group| !group.starter && group.when.holds(facts));
    wanted.extend(others.map(|group| group.id.as_str()));
    let mut next = 0;
    while let Some(id) = wanted.get(next) {
        let needs = model
            .groups
            .iter()
            .find(|group| group.id == *id)
            .map(|group| &group.needs);
        for need in needs.into_iter().flatten() {
            if !wanted.contains(&need.as_str()) {
                wanted.push(need);
            }
        }
        next += 1;
    }
    model
        .groups
        .iter()
        .filter(|group| wanted.contains(&group.id.as_str()))
        .collect()
}
