//! `replay`: rebuilds the report of a lead from its answers and compares it with the stored one.

use crate::ids::LeadId;
use anyhow::Context;

use super::output;
use crate::flow::{Replay, replay as again};
use crate::recommendation::Difference;
use crate::services::Services;

pub(super) async fn replay(app: Services, lead: LeadId) -> anyhow::Result<()> {
    let row = app
        .db
        .lead(lead)
        .await?
        .with_context(|| format!("there is no lead {lead} in this database"))?;
    let replayed = again(&app, &row).await?;
    app.db.close().await;
    match replayed {
        Replay::Same { differing } if differing.is_empty() => {
            output::line("The same versions give the same report, byte for byte.")
        }
        Replay::Same { differing } => anyhow::bail!(
            "the same versions give another {}; has --base-url, the brand or a template changed since?",
            differing.join(", ")
        ),
        Replay::Newer(difference) => output::print(text(&difference)),
    }
}

fn text(difference: &Difference) -> String {
    let version = |name: &str, then: &str, now: &str| {
        if then == now {
            format!("{name} {now}\n")
        } else {
            format!("{name} {then} -> {now}\n")
        }
    };
    let (then, now) = (&difference.then, &difference.now);
    let mut out = version("Engine", &then.engine, &now.engine);
    out += &version("Catalogue", &then.catalogue, &now.catalogue);
    out += &version("Questionnaire", &then.questionnaire, &now.questionnaire);
    let name = |choice: &Option<String>| choice.clone().unwrap_or_else(|| "nothing".to_owned());
    for layer in &difference.layers {
        out += &format!(
            "{}: {} -> {}\n",
            layer.label,
            name(&layer.then),
            name(&layer.now)
        );
    }
    let risks = &difference.risks;
    let contradictions = &difference.contradictions;
    for (sign, ids) in [
        ("+ risk", ids(&risks.added, |finding| &finding.id)),
        ("- risk", ids(&risks.removed, |finding| &finding.id)),
        (
            "+ contradiction",
            ids(&contradictions.added, |finding| &finding.id),
        ),
        (
            "- contradiction",
            ids(&contradictions.removed, |finding| &finding.id),
        ),
    ] {
        ids.iter().for_each(|id| out += &format!("{sign} {id}\n"));
    }
    if difference.is_empty() {
        out += "The advice is the same.\n";
    }
    out
}

fn ids<T>(all: &[T], id: impl Fn(&T) -> &String) -> Vec<String> {
    all.iter().map(|finding| id(finding).clone()).collect()
}
