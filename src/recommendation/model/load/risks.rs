//! `risks.yaml`: risks with their severity by case.

use super::sources::sources;
use crate::recommendation::model::raw::{RawRisk, RawRiskCase};
use crate::recommendation::model::reader::{Reader, Text};
use crate::recommendation::model::risks::{RiskCase, RiskRule};
use crate::recommendation::risk::{HIGHEST, Risk, RiskOwner};
use crate::text::did_you_mean;

const OWNERS: [RiskOwner; 3] = [
    RiskOwner::Client,
    RiskOwner::Consultancy,
    RiskOwner::Provider,
];

/// All risks.
pub fn risks(reader: &mut Reader<'_>, raw: Vec<RawRisk>) -> Vec<RiskRule> {
    reader.report_repeated(raw.iter().map(|raw| &raw.id));
    raw.into_iter()
        .filter_map(|raw| risk(reader, raw))
        .collect()
}

fn risk(reader: &mut Reader<'_>, raw: RawRisk) -> Option<RiskRule> {
    let id = raw.id;
    for (what, level) in [("chance", raw.chance), ("damage", raw.damage)] {
        if !(1..=HIGHEST).contains(&level) {
            reader.report(
                &id,
                format!("the {what} of `{}` is from 1 to {HIGHEST}", id.value),
            );
        }
    }
    if raw.text.is_empty() || raw.action.is_empty() {
        reader.report(&id, format!("`{}` needs a text and an action", id.value));
    }
    let when = reader.condition(&raw.when);
    let except = reader.optional_condition(raw.except.as_ref());
    let owner = owner(reader, &raw.owner);
    let sources = sources(reader, raw.sources);
    let cases = raw.cases.into_iter();
    let cases: Vec<RiskCase> = cases.filter_map(|raw| case(reader, &id, raw)).collect();
    Some(RiskRule {
        when: when?,
        except: except?,
        risk: Risk {
            action: raw.action,
            chance: raw.chance,
            damage: raw.damage,
            severity: raw.chance.saturating_mul(raw.damage),
            id: id.value,
            owner: owner?,
            path: raw.path,
            sources,
            text: raw.text,
        },
        cases,
    })
}

fn case(reader: &mut Reader<'_>, id: &Text, raw: RawRiskCase) -> Option<RiskCase> {
    let highest = HIGHEST.cast_signed();
    let in_range = |change: i8| (-highest..=highest).contains(&change);
    if !in_range(raw.chance) || !in_range(raw.damage) {
        let message = format!(
            "a case of `{}` changes a level by at most {HIGHEST}",
            id.value
        );
        reader.report(&raw.when, message);
    }
    if raw.chance == 0 && raw.damage == 0 && raw.text.is_none() {
        let message = format!("a case of `{}` changes nothing", id.value);
        reader.report(&raw.when, message);
    }
    let words = raw.action.is_some() || raw.owner.is_some() || !raw.sources.is_empty();
    if words && raw.text.is_none() {
        let message = format!("a case of `{}` has other words, but no text", id.value);
        reader.report(&raw.when, message);
    }
    let when = reader.condition(&raw.when);
    let except = reader.optional_condition(raw.except.as_ref());
    let owner = match &raw.owner {
        Some(text) => Some(owner(reader, text)?),
        None => None,
    };
    Some(RiskCase {
        when: when?,
        except: except?,
        chance: raw.chance,
        damage: raw.damage,
        text: raw.text,
        action: raw.action,
        owner,
        sources: sources(reader, raw.sources),
    })
}

fn owner(reader: &mut Reader<'_>, text: &Text) -> Option<RiskOwner> {
    let known = OWNERS.iter().find(|owner| owner.as_str() == text.value);
    if known.is_none() {
        let hint = did_you_mean(&text.value, OWNERS.iter().map(|owner| owner.as_str()));
        reader.report(text, format!("there is no owner `{}`{hint}", text.value));
    }
    known.copied()
}
