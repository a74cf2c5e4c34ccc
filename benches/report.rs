//! How long the report takes once its advice is known: as data, and in each of its faces.
//!
//! `cargo bench --bench report`. The PDF is measured warm, with another report each time, as a worker sees them.

use std::hint::black_box;

use chrono::{TimeZone, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use stackmatch::content::Content;
use stackmatch::content::source::File;
use stackmatch::evaluation::Case;
use stackmatch::recommendation::recommend;
use stackmatch::report::{Document, Meta, Press, document, markdown};

/// Very different prospects: an agency's portal, telehealth, a fleet of meters, a ledger, a closed network, no answers.
const CASES: [&str; 6] = ["001-", "018-", "030-", "025-", "040-", "048-"];

fn cases(content: &Content) -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| CASES.iter().any(|start| path.to_string_lossy().contains(&format!("/{start}"))));
    paths.sort();
    let load = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let file = File { path: path.display().to_string(), text };
        Case::load(content, &file).unwrap_or_else(|problems| panic!("{problems:#?}"))
    };
    paths.into_iter().map(load).collect()
}

fn meta() -> Meta {
    Meta {
        reference: "SM-BENCH-00001".into(),
        created_at: Utc.timestamp_opt(1_780_000_000, 0).unwrap(),
        prepared_for: Some("Ada Engines".into()),
        base_url: "https://compare.example.com".into(),
    }
}

fn faces(criterion: &mut Criterion) {
    let content = Content::embedded().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let cases = cases(&content);
    assert_eq!(cases.len(), CASES.len());
    let advice: Vec<_> = cases.iter().map(|case| recommend(&content, &case.answers)).collect();
    let documents: Vec<Document> =
        cases.iter().zip(&advice).map(|(case, advice)| document(&content, &case.answers, advice, &meta())).collect();
    let mut turn = documents.iter().cycle();
    let mut next = || turn.next().unwrap_or(&documents[0]);
    criterion.bench_function("document", |bencher| {
        bencher.iter(|| document(&content, black_box(&cases[0].answers), &advice[0], &meta()));
    });
    let press = Press::embedded(&content.brand).unwrap_or_else(|error| panic!("{error}"));
    criterion.bench_function("html", |bencher| bencher.iter(|| press.article(black_box(next()))));
    criterion.bench_function("markdown", |bencher| bencher.iter(|| markdown::render(black_box(next()))));
    #[cfg(feature = "pdf")]
    pdf(criterion, &press, &documents);
}

/// A document is never typeset twice: a number in its reference makes each one new.
#[cfg(feature = "pdf")]
fn pdf(criterion: &mut Criterion, press: &Press, documents: &[Document]) {
    let print = |document: &Document| press.pdf(document).unwrap_or_else(|error| panic!("{error}")).unwrap_or_default();
    let mut count = 0;
    for (document, case) in documents.iter().zip(CASES) {
        println!("pdf/{case} {} bytes", print(document).len());
    }
    let mut group = criterion.benchmark_group("pdf");
    group.sample_size(60);
    group.bench_function("all six in turn", |bencher| {
        bencher.iter_batched(
            || {
                stackmatch::report::tidy();
                count += 1;
                let mut document = documents[count % documents.len()].clone();
                document.reference = format!("SM-BENCH-{count:05}");
                document.prepared_for = Some(format!("Ada Engines {count}"));
                document
            },
            |document| print(&document).len(),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, faces);
criterion_main!(benches);
