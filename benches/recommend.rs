//! How long one recommendation takes: as a preview, without flips and stability, and in full.
//!
//! `cargo bench --bench recommend`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use stackmatch::content::Content;
use stackmatch::i18n::Messages;
use stackmatch::intake::{Answers, parse};
use stackmatch::recommendation::{embedded, preview, recommend};

/// A small team with an ordinary product, and a large one that wants nearly everything.
fn situations() -> [(&'static str, Value); 2] {
    let portal = json!({
        "product": "crm_erp_portal", "stage": "idea", "goals": ["low_cost"], "audience": "internal_staff", "mau": "lt1k",
        "channels": ["web_app"], "ui": "forms_tables", "offline": "none", "realtime": "none", "data_shape": ["relational"],
        "consistency": "standard", "admin": "extensive", "team_size": "3_5", "skills": ["php"], "ops": "basic",
        "delivery_model": "augment_team", "ai": "none", "integrations": ["accounting"], "compliance": ["gdpr"],
        "hosting": "no_pref", "budget": "15_50k", "run_budget": "lt100", "start": "now",
    });
    let platform = json!({
        "product": "consumer_app", "stage": "scaling", "goals": ["scale_perf", "reliability"], "audience": "consumers", "mau": "gt10m",
        "channels": ["web_app", "ios", "android", "api_only"], "mobile_depth": "camera_push_gps", "offline": "read_cache",
        "realtime": "notifications", "workload": ["read_heavy", "streaming"], "data_shape": ["relational", "documents"],
        "consistency": "standard", "admin": "basic", "search": "faceted_typo", "team_size": "gt50",
        "skills": ["js_ts", "java_kotlin", "go", "swift", "android_kotlin"], "ops": "platform", "ai": "predictive",
        "integrations": ["many_saas"], "compliance": ["gdpr", "soc2_iso"], "hosting": "gcp", "budget": "gt500k", "run_budget": "gt10k",
    });
    [("portal", portal), ("platform", platform)]
}

fn answers(content: &Content, raw: &Value) -> Answers {
    let raw = raw.as_object().cloned().unwrap_or_default();
    parse(&content.questionnaire, &raw).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn advice(criterion: &mut Criterion) {
    let (content, model) = embedded().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let messages = Messages::embedded().unwrap_or_else(|errors| panic!("{errors:#?}"));
    let locale = messages.english();
    for (name, raw) in situations() {
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
