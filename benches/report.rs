//! Duration of a report for given advice: as data, and in each format.
//!
//! `cargo bench --bench report`. The PDF is measured with warm caches and a different report each time, as in a worker.

use std::hint::black_box;
use std::time::Instant;

use chrono::{TimeZone, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use stackmatch::i18n::Messages;
use stackmatch::recommendation::{embedded, recommend};
use stackmatch::report::{Document, Meta, ReportRenderer, document, markdown};
use stackmatch::web::{Prospect, prospects};

fn meta() -> Meta {
    Meta {
        reference: "SM-BENCH-00001".into(),
        created_at: Utc.timestamp_opt(1_780_000_000, 0).unwrap(),
        prepared_for: Some("Ada Engines".into()),
        base_url: "https://compare.example.com".into(),
    }
}

fn formats(criterion: &mut Criterion) {
    let (content, model) = embedded().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let prospects = prospects(&content, None).unwrap_or_else(|error| panic!("{error:#}"));
    let messages = Messages::embedded().unwrap_or_else(|errors| panic!("{errors:#?}"));
    let locale = messages.english();
    let advice: Vec<_> = prospects
        .iter()
        .map(|one| recommend(&model, &one.answers).localize(&model, locale))
        .collect();
    let documents: Vec<Document> = prospects
        .iter()
        .zip(&advice)
        .map(|(one, advice)| document(&content, &model, locale, &one.answers, advice, &meta()))
        .collect();
    let mut turn = documents.iter().cycle();
    let mut next = || turn.next().unwrap_or(&documents[0]);
    criterion.bench_function("document", |bencher| {
        bencher.iter(|| {
            document(
                &content,
                &model,
                locale,
                black_box(&prospects[0].answers),
                &advice[0],
                &meta(),
            )
        });
    });
    let begin = Instant::now();
    let renderer =
        ReportRenderer::embedded(&content.brand).unwrap_or_else(|error| panic!("{error}"));
    let first = renderer
        .pdf(&documents[0])
        .unwrap_or_else(|error| panic!("{error}"))
        .unwrap_or_default();
    println!(
        "pdf/first of the process, with fonts and templates: {} ms, {} bytes",
        begin.elapsed().as_millis(),
        first.len()
    );
    criterion.bench_function("html", |bencher| {
        bencher.iter(|| renderer.article(black_box(next())))
    });
    criterion.bench_function("markdown", |bencher| {
        bencher.iter(|| markdown::render(black_box(next())))
    });
    #[cfg(feature = "pdf")]
    pdf(criterion, &renderer, &prospects, &documents);
}

/// Typesets each document once: a number in its reference makes it unique.
#[cfg(feature = "pdf")]
fn pdf(
    criterion: &mut Criterion,
    renderer: &ReportRenderer,
    prospects: &[Prospect],
    documents: &[Document],
) {
    let print = |document: &Document| {
        renderer
            .pdf(document)
            .unwrap_or_else(|error| panic!("{error}"))
            .unwrap_or_default()
    };
    let mut count = 0;
    for (document, one) in documents.iter().zip(prospects) {
        println!("pdf/{} {} bytes", one.name, print(document).len());
    }
    for round in 1..=5 {
        (0..100).for_each(|number| {
            black_box(print(&another(documents, round * 100 + number)));
            stackmatch::report::evict_cache();
        });
        println!(
            "pdf/resident after {} reports: {} MiB",
            round * 100,
            resident()
        );
    }
    let mut group = criterion.benchmark_group("pdf");
    group.sample_size(60);
    group.bench_function("all prospects in turn", |bencher| {
        bencher.iter_batched(
            || {
                stackmatch::report::evict_cache();
                count += 1;
                another(documents, count)
            },
            |document| print(&document).len(),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

#[cfg(feature = "pdf")]
fn another(documents: &[Document], number: usize) -> Document {
    let mut document = documents[number % documents.len()].clone();
    document.reference = format!("SM-BENCH-{number:05}");
    document.prepared_for = Some(format!("Ada Engines {number}"));
    document
}

/// Resident memory of this process, in MiB, from `/proc`.
#[cfg(feature = "pdf")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next())
        .and_then(|kib| kib.parse::<u64>().ok())
        .unwrap_or_default()
        / 1024
}

criterion_group!(benches, formats);
criterion_main!(benches);
