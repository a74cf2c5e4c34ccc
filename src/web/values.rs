//! What stands in the fields of a form, whether it was saved before or has just been sent.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::content::questionnaire::{Kind, Questionnaire};
use crate::intake::{Answer, Answers};

/// The values of a form by the name of the field: a question id, or `contact.work_email`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    /// What the fields show for answers that were saved.
    #[must_use]
    pub fn from_answers(answers: &Answers) -> Self {
        let mut values = Self::default();
        for (question, answer) in answers.iter() {
            match answer {
                Answer::One(option) => values.add(question, option),
                Answer::Many(options) => options
                    .iter()
                    .for_each(|option| values.add(question, option)),
                Answer::Contact(contact) => {
                    let message = contact.message.as_deref().unwrap_or_default();
                    let consent = if contact.consent { "true" } else { "" };
                    let fields = [
                        ("name", contact.name.as_str()),
                        ("work_email", &contact.work_email),
                        ("company", &contact.company),
                        ("country", &contact.country),
                        ("consent", consent),
                        ("message", message),
                    ];
                    let given = fields.iter().filter(|(_, value)| !value.is_empty());
                    given.for_each(|(field, value)| {
                        values.add(&format!("{question}.{field}"), value)
                    });
                }
            }
        }
        values
    }

    /// What a browser sent: `product=b2b_saas&goals=speed&goals=low_cost&contact.name=Ada`.
    #[must_use]
    pub fn from_form(pairs: Vec<(String, String)>) -> Self {
        let mut values = Self::default();
        pairs
            .iter()
            .for_each(|(name, value)| values.add(name, value));
        values
    }

    /// Takes a field that is no answer, such as the button that was pressed, out of the form.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)?.pop()
    }

    /// Whether `value` is among the values of a field.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0
            .get(name)
            .is_some_and(|values| values.iter().any(|known| known == value))
    }

    /// The only or last value of a field; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.last())
            .map_or("", String::as_str)
    }

    /// The raw answers, in the JSON shape that the API takes too. What no question knows is passed on, to be refused.
    #[must_use]
    pub fn raw(&self, known: &Questionnaire) -> Map<String, Value> {
        let mut raw = Map::new();
        for (name, values) in &self.0 {
            let contact = name
                .split_once('.')
                .filter(|(id, _)| kind(known, id) == Some(&Kind::Contact));
            if let Some((question, field)) = contact {
                let fields = raw.entry(question).or_insert_with(|| json!({}));
                let text = self.text(name);
                fields[field] = if field == "consent" {
                    json!(text == "true")
                } else {
                    json!(text)
                };
            } else if matches!(kind(known, name), Some(Kind::Multi { .. })) {
                raw.insert(name.clone(), json!(values));
            } else {
                raw.insert(
                    name.clone(),
                    if values.len() == 1 {
                        json!(values[0])
                    } else {
                        json!(values)
                    },
                );
            }
        }
        raw
    }

    fn add(&mut self, name: &str, value: &str) {
        self.0
            .entry(name.to_owned())
            .or_default()
            .push(value.to_owned());
    }
}

fn kind<'a>(known: &'a Questionnaire, question: &str) -> Option<&'a Kind> {
    known.question(question).map(|question| &question.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::save_step;
    use crate::web::fixture::{self, form};

    #[test]
    fn a_form_becomes_the_answers_and_the_answers_become_the_form() {
        let known = fixture::questionnaire();
        let sent = form(&[
            ("product", "crm_erp_portal"),
            ("stage", "idea"),
            ("goals", "speed"),
            ("goals", "low_cost"),
        ]);
        let answers = save_step(&known, &Answers::default(), "product", &sent.raw(&known)).unwrap();
        assert_eq!(answers.one("product"), Some("crm_erp_portal"));
        assert_eq!(answers.many("goals").unwrap(), ["speed", "low_cost"]);
        assert_eq!(Values::from_answers(&answers), sent);
    }

    #[test]
    fn one_ticked_box_is_still_a_list() {
        let known = fixture::questionnaire();
        assert_eq!(
            form(&[("goals", "speed")]).raw(&known)["goals"],
            json!(["speed"])
        );
    }

    #[test]
    fn contact_fields_become_one_object() {
        let known = fixture::questionnaire();
        let sent = form(&[
            ("contact.name", "Ada Obi"),
            ("contact.consent", "true"),
            ("contact.message", ""),
        ]);
        assert_eq!(
            sent.raw(&known)["contact"],
            json!({"name": "Ada Obi", "consent": true, "message": ""})
        );
        let answers = save_step(&known, &Answers::default(), "you", &sent.raw(&known)).unwrap();
        assert_eq!(answers.contact().unwrap().name, "Ada Obi");
        assert!(Values::from_answers(&answers).has("contact.consent", "true"));
    }

    #[test]
    fn the_pressed_button_is_not_an_answer() {
        let known = fixture::questionnaire();
        let mut sent = form(&[("then", "later"), ("product", "b2b_saas")]);
        assert_eq!(sent.take("then").as_deref(), Some("later"));
        assert_eq!(sent.raw(&known).keys().collect::<Vec<_>>(), ["product"]);
    }

    #[test]
    fn a_field_nobody_asked_for_is_passed_on_to_be_refused() {
        let known = fixture::questionnaire();
        let raw = form(&[("prodcut", "b2b_saas")]).raw(&known);
        let errors = save_step(&known, &Answers::default(), "product", &raw).unwrap_err();
        assert_eq!(errors[0].field, "prodcut");
    }
}
