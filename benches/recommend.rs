//! Duration of one recommendation: as a preview, without flips and stability, and in full.
//!
//! `cargo bench --bench recommend`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;
use stackmatch::content::Content;
use stackmatch::i18n::Messages;
use stackmatch::intake::{Answers, parse};
use stackmatch::recommendation::{embedded, preview, recommend};

#[path = "../tests/fixtures/prospects.rs"]
mod prospects;

/// A small team with an ordinary product, a large one that wants nearly everything, and two people who want the same on
/// a device: more work than they can carry, and layers that nothing fits.
fn prospects() -> [(&'static str, Value); 3] {
    let answers = |name| Value::Object(prospects::answers(name));
    let mut overloaded = prospects::answers("kenji");
    for (question, answer) in [
        ("team_size", "1_2"),
        ("ops", "none"),
        ("hosting", "edge_device"),
    ] {
        overloaded.insert(question.to_owned(), answer.into());
    }
    [
        ("portal", answers("olga")),
        ("platform", answers("kenji")),
        ("overloaded", Value::Object(overloaded)),
    ]
}

fn answers(content: &Content, raw: &Value) -> Answers {
    let raw = raw.as_object().cloned().unwrap_or_default();
    parse(&content.questionnaire, &raw).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn advice(criterion: &mut Criterion) {
    let (content, model) = embedded().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let messages = Messages::embedded().unwrap_or_else(|errors| panic!("{errors:#?}"));
    let locale = messages.english();
    for (name, raw) in prospects() {
        let answers = answers(&content, &raw);
        criterion.bench_function(&format!("preview/{name}"), |bencher| {
            bencher.iter(|| preview(&model, black_box(&answers)).localize(&model, locale));
        });
        criterion.bench_function(&format!("recommend/{name}"), |bencher| {
            bencher.iter(|| recommend(&model, black_box(&answers)).localize(&model, locale));
        });
    }
}

criterion_group!(benches, advice);
criterion_main!(benches);
