//! The product that a report names for a family fits the rest of the stack.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::random_answers::sample;
use super::{MODEL, advise, changed, olga};
use crate::recommendation::Recommendation;
use crate::recommendation::model::Idx;

/// Products by the word that tells their cloud.
const CLOUDS: [(&str, &[&str]); 3] = [
    ("aws", &["Amazon", "AWS"]),
    ("azure", &["Azure", "Microsoft"]),
    ("gcp", &["Google"]),
];

fn product<'a>(advice: &'a Recommendation, layer: &str) -> Option<&'a str> {
    let product = advice.layers[layer].product.as_ref()?;
    Some(product.name.as_str())
}

fn of(changes: &[(&str, Value)]) -> Recommendation {
    advise(&MODEL, &changed(olga(), changes))
}

#[test]
fn every_choice_names_a_product_and_a_single_product_names_itself() {
    for answers in sample(600, 0.8) {
        let advice = advise(&MODEL, &answers);
        for (id, layer) in &advice.layers {
            assert_eq!(layer.choice.is_some(), layer.product.is_some(), "{id}");
            let others = layer.alternatives.iter();
            let others = others.map(|other| (&other.technology, other.product.as_ref().unwrap()));
            let choice = layer.choice.iter().zip(&layer.product);
            for (technology, product) in choice.chain(others) {
                let mut families = MODEL.products.families.iter();
                let is_family = families.any(|family| {
                    let family = family.technology.position();
                    MODEL.catalogue.technologies[family].id == *technology
                });
                let mut all = MODEL.products.all.iter();
                let is_product = all.any(|known| known.id == product.id);
                assert_eq!(is_family, is_product, "{technology}: {product:?}");
            }
        }
    }
}

#[test]
fn no_product_belongs_to_another_cloud_than_the_one_that_was_named() {
    let layers = [
        "hosting",
        "jobs",
        "messaging",
        "workflow",
        "object_storage",
        "telemetry",
        "auth",
        "ai",
    ];
    for (hosting, own) in CLOUDS {
        for backend in ["python", "java_kotlin", "csharp", "go"] {
            let advice = of(&[
                ("hosting", json!(hosting)),
                ("skills", json!([backend])),
                ("workload", json!(["batch"])),
                ("ops", json!("devops")),
            ]);
            for layer in layers {
                let Some(name) = product(&advice, layer) else {
                    continue;
                };
                for (_, foreign) in CLOUDS.iter().filter(|(cloud, _)| *cloud != hosting) {
                    let is_foreign = foreign.iter().any(|word| name.contains(word))
                        && !own.iter().any(|word| name.contains(word));
                    // Staff sign in by the company's directory wherever the product runs.
                    assert!(!is_foreign || layer == "auth", "{hosting}, {layer}: {name}");
                }
            }
        }
    }
}

#[test]
fn pages_and_jobs_come_from_the_back_end_that_was_chosen() {
    let expected: [(&str, &[&str]); 5] = [
        ("python_django", &["Django", "Procrastinate"]),
        ("ruby_rails", &["Hotwire", "Solid Queue", "Rails"]),
        ("php_laravel", &["Livewire", "Laravel", "Blade"]),
        ("elixir_phoenix", &["LiveView", "Oban", "Phoenix"]),
        (
            "dotnet_aspnet",
            &["Razor", "Blazor", "Hangfire", "Quartz.NET", "ASP.NET"],
        ),
    ];
    let mut seen = BTreeSet::new();
    for answers in sample(1_000, 0.7) {
        let advice = advise(&MODEL, &answers);
        let backend = advice.layers["backend"].choice.as_deref();
        let Some((backend, own)) = expected.iter().find(|(id, _)| Some(*id) == backend) else {
            continue;
        };
        for (layer, family) in [("web", "server_ui"), ("jobs", "pg_queue")] {
            if advice.layers[layer].choice.as_deref() != Some(family) {
                continue;
            }
            let name = product(&advice, layer).unwrap();
            let is_own = own.iter().any(|word| name.contains(word));
            // A table that the program polls, or PostgreSQL's own queue where functions leave no process to poll it.
            let is_neutral = name.contains("table") || name == "pgmq";
            assert!(is_own || is_neutral, "{backend}, {layer}: {name}");
            seen.insert((*backend, layer));
        }
    }
    assert!(seen.len() >= 4, "{seen:?}");
}
