//! Tests of form values.

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
