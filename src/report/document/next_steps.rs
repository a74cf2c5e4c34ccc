//! What to do next, from the recommendation.

use super::layer::LayerSection;
use super::questions::NextQuestion;
use crate::i18n::{Locale, yes_or_no};
use crate::intake::Answers;
use crate::recommendation::{Confidence, Contradiction, Recommendation};
use crate::t;
use crate::text::lowercase_article;

/// The steps in order: settle conflicts, answer questions, build a first feature unless too much is open. Never empty.
pub(super) fn next_steps(
    locale: &Locale,
    layers: &[LayerSection],
    answers: &Answers,
    recommendation: &Recommendation,
    contradictions: &[Contradiction],
    questions: &[NextQuestion],
) -> Vec<String> {
    let mut steps = Vec::new();
    let buy = recommendation.buy_instead.as_ref();
    if let Some(buy) = buy {
        let first = buy.products.first().map(|product| product.name.clone());
        let product = first.unwrap_or_else(|| lowercase_article(&buy.name));
        let data = data_to_try(answers);
        steps.push(t!(
            locale,
            "report-step-buy",
            product = product,
            data = data
        ));
    }
    if !contradictions.is_empty() {
        steps.push(t!(locale, "report-step-conflict-named"));
    }
    if buy.is_some_and(|buy| !buy.products.is_empty()) {
        steps.push(t!(locale, "report-step-buy-connect"));
        if !recommendation.risks.is_empty() {
            steps.push(t!(locale, "report-step-risks"));
        }
        return steps;
    }
    if let Some(question) = questions.first() {
        let question = &question.label;
        steps.push(t!(locale, "report-step-question", question = question));
    }
    let layer = |id: &str| layers.iter().find(|layer| layer.id == id);
    let name = |id: &str| layer(id).and_then(|layer| layer.name.as_deref());
    let is_static =
        layer("architecture").is_some_and(|layer| layer.choice.as_deref() == Some("static_first"));
    let mut risks = recommendation.risks.iter();
    let is_vague = recommendation.confidence == Confidence::Low
        || risks.any(|risk| risk.id == "unknown_scope");
    let is_uncertain = is_vague && !questions.is_empty();
    let with = match (name("backend"), name("database")) {
        (Some(backend), Some(database)) => format!(" ({backend}, {database})"),
        _ => String::new(),
    };
    steps.push(if is_uncertain {
        t!(locale, "report-step-settle")
    } else {
        t!(
            locale,
            "report-step-build",
            how = start(answers, is_static),
            with = with
        )
    });
    if !recommendation.risks.is_empty() {
        steps.push(t!(locale, "report-step-risks"));
    }
    let has_team = answers.one("team_size").is_some_and(|size| size != "none");
    let team = yes_or_no(has_team);
    steps.push(t!(locale, "report-step-alternatives", team = team));
    steps
}

/// What a product is tried with before it is bought. Real data about people waits until it is chosen.
fn data_to_try(answers: &Answers) -> &'static str {
    match answers.one("product") {
        Some("ecommerce_marketplace") => "shop",
        Some("content_media") => "pages",
        _ => "records",
    }
}

/// How building starts: in a closed network or with an accreditation ahead, with a system in use, with agreements on health
/// data ahead, with data that must be protected first, with a page, or from nothing.
fn start(answers: &Answers, is_static: bool) -> &'static str {
    let has = |question: &str, options: &[&str]| {
        options.iter().any(|option| answers.has(question, option))
    };
    let is_protected = has(
        "compliance",
        &["hipaa", "hds_national_health", "pci_dss", "dora"],
    ) || has("sensitivity", &["financial", "health", "health_financial"])
        || answers.has("product", "fintech_ledger");
    if answers.has("compliance", "fedramp_gov")
        || answers.has("hosting", "air_gapped")
        || answers.has("sensitivity", "state_secret")
    {
        "test_network"
    } else if has("stage", &["live_mvp", "scaling"]) {
        if is_protected {
            "in_use_protected"
        } else {
            "in_use"
        }
    } else if has("compliance", &["hipaa", "hds_national_health"]) {
        "health"
    } else if is_protected {
        "protected"
    } else if is_static {
        "pages"
    } else {
        "new"
    }
}
