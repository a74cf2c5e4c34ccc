//! Answers, good and bad.

#![allow(clippy::unwrap_used)]
mod properties;

use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value, json};

use super::*;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::Source;

static KNOWN: LazyLock<Arc<Questionnaire>> =
    LazyLock::new(|| Arc::new(Questionnaire::load(&Source::embedded(), &mut Vec::new()).unwrap()));

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[track_caller]
fn parsed(value: Value) -> Answers {
    parse(&KNOWN, &object(value)).unwrap()
}

#[track_caller]
fn refused(value: Value) -> Vec<String> {
    parse(&KNOWN, &object(value))
        .unwrap_err()
        .iter()
        .map(FieldError::to_string)
        .collect()
}

/// Ada answered every core question; she typed her country in small letters.
fn ada() -> Value {
    let mut answers = Value::Object(crate::prospects::answers("ada"));
    answers["contact"]["country"] = json!("ng");
    answers
}

#[test]
fn adas_answers_are_complete() {
    let answers = parsed(ada());
    assert_eq!(answers.one("product"), Some("crm_erp_portal"));
    assert_eq!(answers.many("goals").unwrap(), ["speed", "maintainability"]);
    assert!(
        answers.has("skills", "python")
            && answers.has("mau", "1k_10k")
            && !answers.has("skills", "go")
    );
    let contact = answers.contact().unwrap();
    assert_eq!(
        (contact.country.as_str(), contact.message.as_deref()),
        (
            "NG",
            Some("We run three depots.\nThe old system is a spreadsheet.")
        )
    );
    assert_eq!(missing(&KNOWN, &answers), []);
    assert_eq!(next_step(&KNOWN, &answers), None);
    let expected = Progress {
        answered_core: 18,
        visible_core: 18,
        answered_refine: 6,
        visible_refine: 21,
        percent: 100,
    };
    assert_eq!(progress(&KNOWN, &answers), expected);
    assert!(answers.without_contact().contact().is_none());
    assert_eq!(answers.without_contact().len(), answers.len() - 1);
}

#[test]
fn nothing_answered_is_fine_to_save_but_everything_is_missing() {
    let nothing = parsed(json!({}));
    assert!(nothing.is_empty());
    let fields: Vec<_> = missing(&KNOWN, &nothing)
        .into_iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(fields.first().unwrap(), "role");
    assert!(
        !fields.contains(&"skills".to_owned()),
        "hidden until the team size is known"
    );
    assert_eq!(
        fields[fields.len() - 4..],
        ["name", "work_email", "company", "country"].map(|field| format!("contact.{field}"))
    );
    assert_eq!(next_step(&KNOWN, &nothing).unwrap().id, "about");
    assert_eq!(progress(&KNOWN, &nothing).percent, 0);
}

#[test]
fn all_mistakes_are_reported_at_once_and_by_name() {
    let errors = refused(json!({
        "prodcut": "b2b_saas", "stage": "scalling", "goals": ["speed", "low_cost", "reliability"], "mau": 7,
        "compliance": ["none", "gdpr"], "skills": "python", "integrations": ["crm", 3], "contact": {"nmae": "Ada", "work_email": "ada"}
    }));
    assert_eq!(
        errors,
        [
            "compliance: `none` cannot be combined with other options",
            "contact.nmae: there is no contact field `nmae`; did you mean `name`?",
            "contact.work_email: enter an email address such as ada@example.com",
            "goals: choose at most 2 (3 given)",
            "integrations: must be a list of option IDs, each a string",
            "mau: must be the ID of one option, as a string",
            "prodcut: there is no question `prodcut`; did you mean `product`?",
            "skills: must be a list of option IDs, each a string",
            "stage: there is no option `scalling`; did you mean `scaling`?",
        ]
    );
}

#[test]
fn choices_come_in_the_order_of_the_questionnaire_each_once() {
    let answers = parsed(
        json!({"goals": ["low_cost", "speed", "low_cost"], "skills": [], "team_size": null, "stage": ""}),
    );
    assert_eq!(answers.many("goals").unwrap(), ["speed", "low_cost"]);
    assert_eq!(
        answers.len(),
        1,
        "null, empty text and empty lists are not answers"
    );
}

#[test]
fn a_hidden_answer_is_dropped_and_counts_for_nothing() {
    let answers = parsed(
        json!({"team_size": "none", "skills": ["go"], "stage": "idea", "legacy_stack": ["php"], "ai_data": "on_prem_only"}),
    );
    assert_eq!(
        answers
            .iter()
            .map(|(question, _)| question)
            .collect::<Vec<_>>(),
        ["stage", "team_size"]
    );
    let shown = visible(&KNOWN, &answers);
    assert!(shown.iter().all(|step| {
        step.questions
            .iter()
            .all(|question| question.id != "skills")
    }));
    assert_eq!(shown.len(), 9, "no step for load or data on any path yet");
}

#[test]
fn going_back_and_changing_a_parent_removes_its_children() {
    let before = parsed(
        json!({"team_size": "3_5", "skills": ["go"], "ops": "basic", "channels": ["ios"], "mobile_depth": "deep_native"}),
    );
    let after = save_step(
        &KNOWN,
        &before,
        "team",
        &object(json!({"team_size": "none", "ops": "basic"})),
    )
    .unwrap();
    assert_eq!(
        after
            .iter()
            .map(|(question, _)| question)
            .collect::<Vec<_>>(),
        ["channels", "mobile_depth", "ops", "team_size"]
    );
    let after = save_step(
        &KNOWN,
        &after,
        "channels",
        &object(json!({"channels": ["web_app"]})),
    )
    .unwrap();
    assert!(after.answer("mobile_depth").is_none());
}

#[test]
fn a_parent_in_an_earlier_step_hides_children_in_a_later_one() {
    let before = parsed(json!({"audience": "devices", "devices": "gt100k", "product": "other"}));
    assert_eq!(before.one("devices"), Some("gt100k"));
    let after = save_step(
        &KNOWN,
        &before,
        "users",
        &object(json!({"audience": "consumers"})),
    )
    .unwrap();
    assert!(after.answer("devices").is_none());
}

#[test]
fn a_step_replaces_its_own_answers_and_no_others() {
    let before = parsed(json!({"product": "b2b_saas", "stage": "idea", "mau": "lt1k"}));
    let after = save_step(
        &KNOWN,
        &before,
        "product",
        &object(json!({"product": "other"})),
    )
    .unwrap();
    assert_eq!(
        (after.one("product"), after.one("stage"), after.one("mau")),
        (Some("other"), None, Some("lt1k"))
    );
    let refused = |step: &str, raw: Value| {
        save_step(&KNOWN, &before, step, &object(raw)).unwrap_err()[0].to_string()
    };
    assert_eq!(
        refused("product", json!({"budget": "lt15k"})),
        "budget: `budget` belongs to the step `budget_time`, not to `product`"
    );
    assert_eq!(
        refused("produkt", json!({})),
        "produkt: there is no step `produkt`; did you mean `product`?"
    );
    assert_eq!(
        refused("product", json!({"stag": "idea"})),
        "stag: there is no question `stag`; did you mean `stage`?"
    );
    assert_eq!(
        refused("product", json!({"stage": "x"})),
        "stage: there is no option `x`"
    );
}

#[test]
fn a_contact_may_be_saved_in_part_and_is_then_missing_the_rest() {
    let answers =
        parsed(json!({"contact": {"name": "  Ada  ", "consent": false, "message": "  "}}));
    assert_eq!(
        answers.contact().unwrap(),
        &Contact {
            name: "Ada".into(),
            ..Contact::default()
        }
    );
    let open: Vec<_> = missing(&KNOWN, &answers)
        .into_iter()
        .map(|error| error.field)
        .filter(|field| field.starts_with("contact"))
        .collect();
    assert_eq!(
        open,
        ["contact.work_email", "contact.company", "contact.country",]
    );
    assert!(parsed(json!({"contact": {"name": " ", "consent": false}})).is_empty());
}

#[test]
fn each_contact_field_is_checked() {
    let errors = |field: &str, value: Value| refused(json!({"contact": {field: value}})).join("; ");
    for address in [
        "ada",
        "ada@",
        "@example.com",
        "ada@localhost",
        "Ada <ada@example.com>",
        "ada@[127.0.0.1]",
        "a b@example.com",
    ] {
        assert!(
            errors("work_email", json!(address)).contains("@"),
            "{address}"
        );
    }
    assert!(
        errors("work_email", json!("ada@example.com\nBcc: eve@example.com"))
            .contains("line breaks")
    );
    assert!(
        errors(
            "work_email",
            json!(format!("{}@example.com", "a".repeat(300)))
        )
        .contains("at most 254 characters (312 given)")
    );
    assert!(errors("name", json!("A".repeat(201))).contains("at most 200 characters (201 given)"));
    assert!(errors("company", json!("Byron\u{0}")).contains("control character U+0000"));
    assert!(errors("name", json!("Ada\r\nByron")).contains("line breaks"));
    assert!(errors("message", json!("x".repeat(5001))).contains("at most 5000"));
    assert!(
        errors("country", json!("France")).contains("enter the two-letter code `FR` for France")
    );
    assert!(errors("country", json!("XX")).contains("enter a two-letter country code"));
    for field in ["call", "news", "consent"] {
        assert!(errors(field, json!("yes")).contains("true or false"));
    }
    for phone in ["+49 30 123456", "(030) 12 34-56", "0041.44.1234567"] {
        assert_eq!(
            parsed(json!({"contact": {"phone": phone}}))
                .contact()
                .unwrap()
                .phone,
            phone
        );
    }
    for phone in ["1234", "call me", "+49 30 12x456", "12345678901234567"] {
        assert!(
            errors("phone", json!(phone)).contains("country code"),
            "{phone}"
        );
    }
    assert!(errors("name", json!(["Ada"])).contains("must be a string"));
    assert_eq!(refused(json!({"contact": "Ada"})).len(), 1);
    assert!(
        refused(json!({"x".repeat(9000): 1}))[0].len() < 9300,
        "echoed once at most"
    );
}

/// The essential answers of a founder: no load, data, hosting or licences.
fn founder() -> Value {
    json!({
        "role": "founder_ceo", "product": "ecommerce_marketplace", "stage": "idea", "goals": ["speed", "low_run_cost"],
        "mau": "1k_10k", "channels": ["shop"], "team_size": "none", "ops": "none", "ai": ["none"],
        "integrations": ["payments"], "compliance": ["not_sure"], "budget": "not_sure", "start": "1_3m",
        "contact": {"name": "Bruno", "work_email": "bruno@bread.example", "company": "Bread", "country": "DE"},
    })
}

#[test]
fn a_founder_submits_without_technical_answers_and_without_any_box() {
    let answers = parsed(founder());
    assert_eq!(missing(&KNOWN, &answers), []);
    let asked: Vec<_> = visible(&KNOWN, &answers)
        .into_iter()
        .flat_map(|step| step.questions)
        .map(|question| question.id.as_str())
        .collect();
    assert_eq!(asked.len(), 16 + 1, "with the contact: {asked:?}");
    assert!(!asked.contains(&"hosting") && asked.contains(&"launch"));
    let contact = answers.contact().unwrap();
    assert!(!contact.agreed_to_contact() && given_consents(&KNOWN, contact).is_empty());
}

#[test]
fn an_answer_off_the_path_counts_and_is_shown() {
    let mut raw = founder();
    raw["hosting"] = json!("aws");
    let answers = parsed(raw);
    assert_eq!(answers.one("hosting"), Some("aws"));
    let shown = |answers: &Answers| {
        let steps = visible(&KNOWN, answers);
        let mut questions = steps.into_iter().flat_map(|step| step.questions);
        questions.any(|question| question.id == "hosting")
    };
    assert!(shown(&answers));
    assert!(!shown(&answers.without("hosting")));
    let technical = answers.with("role", Answer::One("cto_vp_eng".into()));
    let open: Vec<_> = missing(&KNOWN, &technical)
        .into_iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(open, ["realtime", "data_shape"], "the full path asks more");
}

#[test]
fn an_answer_of_an_earlier_edition_is_taken() {
    let answers =
        parsed(json!({"ai": "rag_search", "goals": ["low_cost"], "role": "student_agency"}));
    assert_eq!(answers.many("ai").unwrap(), ["rag_search"]);
    assert!(answers.has("goals", "low_cost") && answers.has("role", "student_agency"));
    assert_eq!(
        refused(json!({"ai": "rag"})),
        ["ai: there is no option `rag`"]
    );
}

#[test]
fn a_draft_of_the_first_edition_is_finished_under_it() {
    let first = KNOWN.of_edition(1);
    assert_eq!((first.edition, KNOWN.of_edition(2).edition), (1, 2));
    let answers = parse(first, &object(ada())).unwrap();
    assert_eq!(missing(first, &answers), []);
    let mut without = object(ada());
    without["contact"]["consent"] = json!(false);
    let open = missing(first, &parse(first, &without).unwrap());
    assert_eq!(
        open[0].field, "contact.consent",
        "the first edition asks for it"
    );
    assert_eq!(next_step(first, &Answers::default()).unwrap().id, "product");
}

#[test]
fn a_consent_has_the_words_that_stood_beside_its_box() {
    let given = |known, contact: Value| {
        let answers = parse(known, &object(json!({ "contact": contact }))).unwrap();
        let given = given_consents(known, answers.contact().unwrap());
        let rows = given
            .into_iter()
            .map(|one| (one.purpose.as_str(), one.edition, one.wording));
        rows.collect::<Vec<_>>()
    };
    let contact_now = "You may contact me about this report, by phone or email".to_owned();
    let news = "You may send me your news by email".to_owned();
    assert_eq!(
        given(&KNOWN, json!({"call": true, "news": true})),
        [("contact", 2, contact_now), ("news", 2, news)]
    );
    // The box of the first edition spoke of the report and of contact about it, and of nothing else.
    let first = "Yes, send me the report and contact me about it".to_owned();
    for edition in [1, 2] {
        assert_eq!(
            given(KNOWN.of_edition(edition), json!({"consent": true})),
            [("contact", 1, first.clone())]
        );
    }
    assert_eq!(given(&KNOWN, json!({"name": "Ada"})), []);
}

#[test]
fn what_lands_in_a_log_does_not_say_who_asked() {
    let shown = format!("{:?}", parsed(ada()));
    assert!(shown.contains("crm_erp_portal"));
    assert!(
        ["Ada", "Obi", "obi-logistics.example", "depots"]
            .iter()
            .all(|word| !shown.contains(word)),
        "{shown}"
    );
}

#[test]
fn text_is_kept_as_typed() {
    let contact =
        json!({"contact": {"name": "  <b>Ada</b> \u{202e}{{7*7}} 🦉 ", "message": "a\r\n\tb"}});
    let answers = parsed(contact);
    let contact = answers.contact().unwrap();
    assert_eq!(contact.name, "<b>Ada</b> \u{202e}{{7*7}} 🦉");
    assert_eq!(contact.message.as_deref(), Some("a\n\tb"));
}
