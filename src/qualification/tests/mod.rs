//! Leads as sales meets them.
#![allow(clippy::unwrap_used)]

mod grades;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::*;
use crate::intake::parse;

static CONTENT: LazyLock<Content> =
    LazyLock::new(|| Content::embedded().unwrap_or_else(|problems| panic!("{problems:#?}")));

/// A chief technology officer in Munich with a running product, money and a date.
fn carla() -> Map<String, Value> {
    let raw = json!({
        "product": "b2b_saas", "stage": "scaling", "goals": ["scale_perf"], "audience": "b2b_customers", "mau": "100k_1m",
        "channels": ["web_app"], "offline": "none", "realtime": "none", "data_shape": ["relational"], "consistency": "standard",
        "admin": "basic", "team_size": "6_15", "skills": ["java_kotlin"], "ops": "devops", "delivery_model": "you_build_all",
        "ai": "none", "integrations": ["crm", "erp"], "compliance": ["gdpr"], "hosting": "aws", "budget": "150_500k",
        "start": "now", "launch": "4_9m", "role": "cto_vp_eng", "company_size": "51_200",
        "contact": {"name": "Carla", "work_email": "carla@stahlwerk.example", "company": "Stahlwerk", "country": "DE", "phone": "+49 89 123456", "call": true},
    });
    raw.as_object().unwrap().clone()
}

fn given(mut base: Map<String, Value>, changes: &[(&str, Value)]) -> Answers {
    for (question, answer) in changes {
        base.insert((*question).into(), answer.clone());
    }
    parse(&CONTENT.questionnaire, &base).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn contact(email: &str, country: &str) -> Value {
    json!({"name": "Carla", "work_email": email, "company": "Stahlwerk", "country": country, "phone": "+49 89 123456", "call": true})
}

#[test]
fn the_best_lead_is_a1_and_is_called_within_the_hour() {
    let graded = qualify(&CONTENT, &given(carla(), &[]));
    assert_eq!((graded.fit.score, graded.fit.letter.as_str()), (100, "A"));
    // Start 35, need 15, core 15, clarity 10, work address 5.
    assert_eq!((graded.intent.score, graded.intent.level), (80, 1));
    assert_eq!(
        (
            graded.grade.as_str(),
            graded.next_action.as_str(),
            graded.respond_within_minutes
        ),
        ("A1", "call_now", Some(60))
    );
    assert!(
        graded.overrides.is_empty() && graded.ask_on_the_call.is_empty(),
        "{graded:?}"
    );
}

#[test]
fn no_one_is_called_without_consent_or_a_number() {
    let with = |contact: Value| {
        let mut all = json!({"name": "Carla", "work_email": "carla@stahlwerk.example", "company": "Stahlwerk", "country": "DE"});
        for (field, value) in contact.as_object().unwrap() {
            all[field] = value.clone();
        }
        qualify(&CONTENT, &given(carla(), &[("contact", all)]))
    };
    let phone = "+49 89 123456";
    for contact in [
        json!({}),
        json!({"phone": phone}),
        json!({"call": true}),
        json!({"consent": true}),
        json!({"phone": phone, "news": true}),
    ] {
        let graded = with(contact.clone());
        assert_eq!(
            (
                graded.grade.as_str(),
                graded.next_action.as_str(),
                graded.respond_within_minutes
            ),
            ("A1", "write_now", Some(60)),
            "{contact}"
        );
        assert!(!graded.next_action_text.starts_with("Call"), "{contact}");
    }
    for contact in [
        json!({"call": true, "phone": phone}),
        json!({"consent": true, "phone": phone}),
    ] {
        assert_eq!(with(contact.clone()).next_action, "call_now", "{contact}");
    }
}

#[test]
fn news_needs_its_own_consent() {
    let later = |news: bool| {
        let mut lead = carla();
        lead["contact"]["news"] = json!(news);
        let changes = [
            ("start", json!("researching")),
            ("stage", json!("idea")),
            ("launch", json!("flexible")),
        ];
        let graded = qualify(&CONTENT, &given(lead, &changes).without("launch"));
        (graded.grade, graded.next_action)
    };
    assert_eq!(later(false), ("A3".to_owned(), "note_senior".to_owned()));
    assert_eq!(later(true), ("A3".to_owned(), "nurture_senior".to_owned()));
}

#[test]
fn an_agency_is_a_lead_and_a_student_is_not() {
    let of = |role: &str| qualify(&CONTENT, &given(carla(), &[("role", json!(role))]));
    assert_eq!(of("agency").fit.letter, "A");
    for student in ["student", "student_agency"] {
        assert_eq!(of(student).fit.letter, "D", "{student}");
    }
}

#[test]
fn what_the_plain_path_leaves_out_costs_no_grade() {
    let mut founder = carla();
    founder["role"] = json!("founder_ceo");
    let whole = qualify(&CONTENT, &given(founder.clone(), &[]));
    for question in [
        "company_size",
        "hosting",
        "realtime",
        "data_shape",
        "consistency",
        "offline",
        "admin",
        "audience",
    ] {
        founder.remove(question);
    }
    let short = qualify(&CONTENT, &given(founder, &[]));
    assert_eq!((whole.grade.as_str(), short.grade.as_str()), ("A1", "A1"));
    assert_eq!(
        whole.fit.score - short.fit.score,
        8,
        "the size of the company, if it is left open, counts as an average one"
    );
    assert!(short.ask_on_the_call.contains(&"company_size".to_owned()));
}

#[test]
fn silence_scores_nothing_and_is_asked_on_the_call() {
    let graded = qualify(&CONTENT, &Answers::default());
    assert_eq!(
        (graded.fit.score, graded.intent.score, graded.grade.as_str()),
        (0, 0, "D3")
    );
    assert_eq!(graded.next_action, "self_serve");
    for question in [
        "budget",
        "role",
        "company_size",
        "delivery_model",
        "start",
        "stage",
        "launch",
        "integrations",
    ] {
        assert!(
            graded.ask_on_the_call.iter().any(|open| open == question),
            "{question} in {:?}",
            graded.ask_on_the_call
        );
    }
    assert!(!graded.ask_on_the_call.iter().any(|open| open == "mau"));
}

#[test]
fn a_student_is_d_whatever_else_was_said() {
    let graded = qualify(
        &CONTENT,
        &given(carla(), &[("role", json!("student_agency"))]),
    );
    assert_eq!(
        (graded.fit.letter.as_str(), graded.grade.as_str()),
        ("D", "D1")
    );
    assert_eq!(graded.overrides.len(), 1);
}

#[test]
fn a_platform_for_millions_on_a_small_budget_is_c_at_most() {
    let graded = qualify(
        &CONTENT,
        &given(
            carla(),
            &[("budget", json!("lt15k")), ("mau", json!("gt10m"))],
        ),
    );
    assert_eq!(
        (
            graded.fit.score,
            graded.fit.letter.as_str(),
            graded.grade.as_str()
        ),
        (75, "C", "C1")
    );
    assert_eq!(graded.next_action, "paid_advice");
}

#[test]
fn a_booked_call_is_the_highest_intent() {
    let answers = given(
        carla(),
        &[("start", json!("researching")), ("stage", json!("idea"))],
    );
    let booked = Behaviour {
        call_booked: true,
        ..Behaviour::default()
    };
    assert_ne!(qualify(&CONTENT, &answers).intent.level, 1);
    let graded = qualify_with(&CONTENT, &answers, &booked);
    assert_eq!(graded.intent.level, 1);
    assert_eq!(
        graded.overrides.join(""),
        CONTENT.qualification.overrides.booked_call
    );
}

#[test]
fn behaviour_adds_at_most_fifteen() {
    let answers = given(carla(), &[("start", json!("later"))]);
    let eager = Behaviour {
        call_booked: true,
        report_reopened: true,
        matchups_read: 4,
        idle_days: 0,
    };
    let calm = qualify(&CONTENT, &answers).intent.score;
    assert_eq!(
        qualify_with(&CONTENT, &answers, &eager).intent.score,
        calm + 15
    );
    let reader = Behaviour {
        matchups_read: 2,
        ..Behaviour::default()
    };
    assert_eq!(
        qualify_with(&CONTENT, &answers, &reader).intent.score,
        calm + 5
    );
}

#[test]
fn intent_fades_by_a_quarter_each_thirty_idle_days() {
    let answers = given(carla(), &[]);
    let after = |idle_days| {
        qualify_with(
            &CONTENT,
            &answers,
            &Behaviour {
                idle_days,
                ..Behaviour::default()
            },
        )
        .intent
        .score
    };
    assert_eq!((after(29), after(30), after(60)), (80, 60, 45));
}

#[test]
fn a_disposable_address_is_held_without_a_grade() {
    let graded = qualify(
        &CONTENT,
        &given(
            carla(),
            &[("contact", contact("carla@mailinator.com", "DE"))],
        ),
    );
    assert!(graded.spam);
    assert_eq!(
        (graded.grade.as_str(), graded.next_action.as_str()),
        ("spam", "hold")
    );
}

#[test]
fn a_free_address_and_a_distant_country_count_less() {
    let best = qualify(&CONTENT, &given(carla(), &[]));
    let free = qualify(
        &CONTENT,
        &given(carla(), &[("contact", contact("carla@gmail.com", "DE"))]),
    );
    assert_eq!(free.intent.score, best.intent.score - 5);
    let servable = qualify(
        &CONTENT,
        &given(
            carla(),
            &[("contact", contact("carla@stahlwerk.example", "JP"))],
        ),
    );
    let distant = qualify(
        &CONTENT,
        &given(
            carla(),
            &[("contact", contact("carla@stahlwerk.example", "MN"))],
        ),
    );
    assert_eq!((servable.fit.score, distant.fit.score), (95, 90));
}

#[test]
fn an_unsure_budget_counts_a_little_and_is_still_asked() {
    let graded = qualify(&CONTENT, &given(carla(), &[("budget", json!("not_sure"))]));
    assert_eq!(graded.fit.score, 83);
    assert_eq!(graded.ask_on_the_call, ["budget"]);
    assert_eq!(graded.intent.score, 70, "no clarity without a budget");
}

#[test]
fn json_reads_back_and_text_explains_the_grade() {
    let graded = qualify(&CONTENT, &given(carla(), &[]));
    assert_eq!(
        serde_json::from_str::<Qualification>(&graded.to_json()).unwrap(),
        graded
    );
    let text = graded.to_text(&CONTENT, crate::i18n::tests::english());
    assert!(
        text.starts_with("Grade A1: ") && text.contains("Fit A (100 of 100)"),
        "{text}"
    );
}

#[test]
fn reasons_sum_to_the_scores() {
    let graded = qualify(
        &CONTENT,
        &given(carla(), &[("compliance", json!(["hipaa", "gdpr"]))]),
    );
    assert_eq!(
        graded
            .fit
            .reasons
            .iter()
            .map(|reason| reason.points)
            .sum::<u32>(),
        graded.fit.score
    );
    assert_eq!(
        graded
            .intent
            .reasons
            .iter()
            .map(|reason| reason.points)
            .sum::<u32>(),
        graded.intent.score
    );
}
