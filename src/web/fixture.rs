//! For tests: the content of the program, and Ada Obi, who answers every question that the report needs.

use std::sync::Arc;

use serde_json::json;

use super::assets::Assets;
use super::files::Files;
use super::render::{Site, Templates};
use super::values::Values;
use crate::content::Content;
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::intake::{Answers, missing, parse};

pub(crate) fn content() -> Content {
    Content::embedded().unwrap()
}

pub(crate) fn questionnaire() -> Arc<Questionnaire> {
    content().questionnaire
}

pub(crate) fn matchups() -> Vec<Matchup> {
    content().matchups
}

pub(crate) fn templates() -> Templates {
    let (files, brand) = (Files::embedded(), content().brand);
    let assets = Assets::prepare(&files, &brand);
    Templates::load(
        &files,
        Site::new(&brand, "https://stackmatch.example", &assets),
    )
    .unwrap()
}

pub(crate) fn form(fields: &[(&str, &str)]) -> Values {
    Values::from_form(
        fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
    )
}

/// Complete answers: a client portal for a company in Lagos.
pub(crate) fn answers() -> Answers {
    let raw = json!({
        "product": "crm_erp_portal", "stage": "idea", "goals": ["speed", "maintainability"],
        "audience": "b2b_customers", "mau": "1k_10k", "channels": ["web_app"], "offline": "none",
        "realtime": "notifications", "data_shape": ["relational"], "consistency": "standard", "admin": "extensive",
        "team_size": "3_5", "skills": ["python"], "ops": "basic", "delivery_model": "augment_team",
        "ai": "none", "integrations": ["crm", "accounting"], "compliance": ["gdpr"], "hosting": "no_pref",
        "budget": "50_150k", "start": "1_3m", "role": "cto_vp_eng", "company_size": "11_50",
        "contact": {
            "name": "Ada Obi", "work_email": "ada@obi-logistics.example", "company": "Obi Logistics", "country": "NG",
            "consent": true, "message": "We run three depots.\nThe old system is a spreadsheet.",
        },
    });
    let answers = parse(&questionnaire(), raw.as_object().unwrap()).unwrap();
    assert_eq!(missing(&questionnaire(), &answers), []);
    answers
}
