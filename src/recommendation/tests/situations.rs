//! When an alternative is the better choice: in situations that the answers leave open.
#![allow(clippy::unwrap_used)]

use super::random_answers::sample;
use super::{MODEL, advise};
use crate::content::condition::Truth;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::named_situations;

#[test]
fn an_alternative_is_offered_for_open_situations_or_for_what_it_is_better_at() {
    let (mut offered, mut held_back) = (0, 0);
    for answers in sample(150, 0.8) {
        let facts = FactBase::of(&MODEL, &answers);
        let is_settled = |text: &str| {
            let when = MODEL.situations.get(text);
            when.is_some_and(|when| facts.truth_of(when) != Truth::Unknown)
        };
        for layer in advise(&MODEL, &answers).layers.values() {
            for alternative in &layer.alternatives {
                let fits = &MODEL
                    .catalogue
                    .technology(&alternative.technology)
                    .unwrap()
                    .fits;
                let (settled, open): (Vec<_>, Vec<_>) =
                    named_situations(fits).partition(|text| is_settled(text));
                let text = &alternative.choose_if;
                let Some((_, named)) = text
                    .split_once("your case: ")
                    .or(text.split_once("of these: "))
                else {
                    continue;
                };
                // Where all are settled and nothing else speaks for it, all are named.
                if !open.is_empty() {
                    assert_eq!(named, open.join(", "));
                    offered += 1;
                    held_back += settled.len();
                }
            }
        }
    }
    assert!(offered > 50 && held_back > 10, "{offered} {held_back}");
}
