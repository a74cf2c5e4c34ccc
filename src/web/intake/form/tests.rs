//! Tests of form values.

use super::sent::{Submission, Then};
use super::*;
use crate::intake::save_step;
use crate::web::tests::fixtures::{self, form};

#[test]
fn a_form_becomes_the_answers_and_the_answers_become_the_form() {
    let known = fixtures::questionnaire();
    let sent = form(&[
        ("product", "crm_erp_portal"),
        ("stage", "idea"),
        ("goals", "speed"),
        ("goals", "low_cost"),
    ]);
    let answers = save_step(&known, &Answers::default(), "product", &sent.to_raw(&known)).unwrap();
    assert_eq!(answers.one("product"), Some("crm_erp_portal"));
    assert_eq!(answers.many("goals").unwrap(), ["speed", "low_cost"]);
    assert_eq!(FormValues::from_answers(&answers), sent);
}

#[test]
fn one_ticked_box_is_still_a_list() {
    let known = fixtures::questionnaire();
    assert_eq!(
        form(&[("goals", "speed")]).to_raw(&known)["goals"],
        json!(["speed"])
    );
}

#[test]
fn contact_fields_become_one_object() {
    let known = fixtures::questionnaire();
    let sent = form(&[
        ("contact.name", "Ada Obi"),
        ("contact.consent", "true"),
        ("contact.message", ""),
    ]);
    assert_eq!(
        sent.to_raw(&known)["contact"],
        json!({"name": "Ada Obi", "consent": true, "message": ""})
    );
    let answers = save_step(&known, &Answers::default(), "you", &sent.to_raw(&known)).unwrap();
    assert_eq!(answers.contact().unwrap().name, "Ada Obi");
    assert!(FormValues::from_answers(&answers).has("contact.consent", "true"));
}

#[test]
fn the_pressed_button_is_not_an_answer() {
    let known = fixtures::questionnaire();
    let mut sent = form(&[("then", "later"), ("product", "b2b_saas")]);
    assert_eq!(sent.take("then").as_deref(), Some("later"));
    assert_eq!(sent.to_raw(&known).keys().collect::<Vec<_>>(), ["product"]);
}

#[test]
fn an_unknown_field_is_kept_so_that_saving_refuses_it() {
    let known = fixtures::questionnaire();
    let raw = form(&[("prodcut", "b2b_saas")]).to_raw(&known);
    let errors = save_step(&known, &Answers::default(), "product", &raw).unwrap_err();
    assert_eq!(errors[0].field, "prodcut");
}

#[test]
fn a_form_says_what_it_asks_what_it_showed_and_where_to_go() {
    let known = fixtures::questionnaire();
    let sent = form(&[
        ("version", "7"),
        ("asked", "product"),
        ("asked", "stage"),
        ("seen.product", "0"),
        ("then", "go:users"),
        ("from", "review"),
        ("nonce", "n"),
        ("website", "w"),
        ("product", "b2b_saas"),
    ]);
    let sent = Submission::read(&known, sent, ["goals"]);
    assert_eq!((sent.form.version, sent.returns), (Some(7), true));
    assert_eq!((sent.nonce.as_str(), sent.honeypot.as_str()), ("n", "w"));
    assert_eq!(sent.form.asked, ["product", "stage"]);
    assert_eq!(sent.form.seen["product"], "0");
    assert_eq!(
        sent.form.raw,
        *json!({"product": "b2b_saas"}).as_object().unwrap()
    );
    assert_eq!(sent.then, Then::Go("users".into()));
    let whole = Submission::read(&known, form(&[("stage", "idea")]), ["stage", "goals"]);
    assert_eq!(
        whole.form.asked,
        ["stage", "goals"],
        "it asks the whole step"
    );
    assert_eq!((whole.then, whole.form.version), (Then::Continue, None));
}

#[test]
fn what_was_refused_is_shown_as_typed_and_the_rest_as_saved() {
    let saved = form(&[("product", "other"), ("contact.name", "Ada")]);
    let typed = form(&[("product", "b2b_saas"), ("contact.work_email", "nobody")]);
    let shown = saved.with_questions_of(&typed, &["contact"]);
    assert!(shown.has("product", "other") && shown.has("contact.work_email", "nobody"));
    assert_eq!(shown.text("contact.name"), "");
}
