//! Canonical JSON: the keys of every object are in alphabetical order, whatever the answers.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use stackmatch::i18n::Messages;
use stackmatch::qualification::qualify;
use stackmatch::recommendation::{embedded, recommend};
use stackmatch::web::prospects;

/// JSON that only deserialises if the keys of every object are in alphabetical order, in the text itself.
struct SortedKeys;

impl<'de> Deserialize<'de> for SortedKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for SortedKeys {
    type Value = Self;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut last = String::new();
        while let Some(key) = map.next_key::<String>()? {
            if key <= last {
                return Err(A::Error::custom(format!("`{key}` comes after `{last}`")));
            }
            map.next_value::<Self>()?;
            last = key;
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
}

fn unsorted(json: &str) -> Option<String> {
    serde_json::from_str::<SortedKeys>(json)
        .err()
        .map(|error| error.to_string())
}

#[test]
fn keys_out_of_order_are_noticed_at_any_depth() {
    assert_eq!(unsorted(r#"{"a": [{"b": 1, "c": null}], "d": "e"}"#), None);
    let found = unsorted(r#"{"a": [{"c": 1, "b": -2}], "d": true}"#).unwrap();
    assert!(found.contains("`b` comes after `c`"), "{found}");
}

#[test]
fn recommendations_and_qualifications_have_sorted_keys() {
    let (content, model) = embedded().unwrap();
    let messages = Messages::embedded().unwrap();
    for prospect in prospects(&content, None).unwrap() {
        let (name, answers) = (&prospect.name, &prospect.answers);
        let recommendation = recommend(&model, answers)
            .localize(&model, messages.english())
            .to_json();
        assert_eq!(unsorted(&recommendation), None, "recommendation for {name}");
        let qualification = qualify(&content, answers).to_json();
        assert_eq!(unsorted(&qualification), None, "qualification of {name}");
    }
}
