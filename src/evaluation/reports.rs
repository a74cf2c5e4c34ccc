//! What the reports on the cases look like: products, sums, certainty, length and repetition.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde::Serialize;

use super::{Case, Tally};
use crate::content::Content;
use crate::i18n::Locale;
use crate::recommendation::model::Idx;
use crate::recommendation::{Layer, Model, Stability};
use crate::report::{DataModel, Document, Summary, markdown, sample};

/// Shorter sentences may repeat: labels and verdicts of a few words.
const WORDS_OF_A_SENTENCE: usize = 6;

/// Figures on the reports of all cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReportFigures {
    /// Layers whose family was not resolved to a product.
    pub without_product: usize,
    /// Reports that compare no sum with budget, launch and monthly limit.
    pub without_sum: usize,
    /// Of the choices that had a rival, those called clear.
    pub clear: Tally,
    /// Choices called clear that other weights or answers change more often than "clear" allows.
    pub clear_in_vain: usize,
    /// Words before the appendices, of the report in the middle and of the longest.
    pub words: [usize; 2],
    /// Sentences of six words or more that a report has a second time after its first page.
    pub repeated: Vec<Repeated>,
}

/// A sentence that a report has more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// The case.
    pub case: String,
    /// The sentence.
    pub sentence: String,
}

/// Writes the report for every case, and counts.
pub fn report_figures(
    content: &Content,
    model: &Model,
    locale: &Locale,
    cases: &[Case],
) -> ReportFigures {
    let mut figures = ReportFigures::default();
    let mut words = Vec::new();
    for case in cases {
        let recommendation = crate::recommendation::recommend(model, &case.answers);
        for layer in recommendation.layers.values() {
            figures.count(model, layer);
        }
        let date = DateTime::UNIX_EPOCH;
        let document = sample(
            content,
            model,
            locale,
            &case.answers,
            "https://example.com",
            date,
        );
        let sum = &document.summary.sum;
        figures.without_sum +=
            usize::from(sum.len() != 3 || sum.iter().any(|line| line.text.is_empty()));
        let body = body(document);
        words.push(markdown::render(&body).split_whitespace().count());
        let rest = after_first_page(body);
        figures
            .repeated
            .extend(repeated(&rest).map(|sentence| Repeated {
                case: case.name.clone(),
                sentence,
            }));
    }
    words.sort_unstable();
    let longest = words.last().copied().unwrap_or_default();
    let middle = words.get(words.len() / 2).copied().unwrap_or_default();
    figures.words = [middle, longest];
    figures
}

impl ReportFigures {
    fn count<T>(&mut self, model: &Model, layer: &Layer<T>) {
        let Some(choice) = &layer.choice else { return };
        let mut families = model.products.families.iter();
        let is_family = families.any(|family| {
            let technology = &model.catalogue.technologies[family.technology.position()];
            technology.id == *choice
        });
        let unresolved = |id: &str| is_family && id == choice;
        let product = layer.product.as_ref();
        self.without_product += usize::from(product.is_none_or(|one| unresolved(&one.id)));
        if layer.stability == Stability::Only {
            return;
        }
        let clear = layer.stability == Stability::Clear;
        self.clear.of += 1;
        self.clear.right += usize::from(clear);
        let survives = layer.stability_percent >= crate::recommendation::CLEAR;
        self.clear_in_vain += usize::from(clear && !survives);
    }
}

/// The report without its appendices: what was answered, sources, open questions and data model.
fn body(mut document: Document) -> Document {
    document.answers_given.clear();
    document.data_model = DataModel::default();
    document.sources.clear();
    document.open_questions.clear();
    document
}

/// The rest of a report: the first page gives the gist of it in the same words.
fn after_first_page(mut document: Document) -> String {
    document.summary = Summary::default();
    // What completes "Choose this instead if" is no sentence.
    document.text.choose_if.clear();
    markdown::render(&document)
}

/// The sentences that appear again.
fn repeated(text: &str) -> impl Iterator<Item = String> + use<> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let sentences = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(['|', '.', '?', '!', ';']));
    for sentence in sentences {
        let sentence = sentence.trim_matches(|c: char| !c.is_alphanumeric());
        if sentence.split_whitespace().count() >= WORDS_OF_A_SENTENCE {
            *seen.entry(sentence).or_default() += 1;
        }
    }
    let repeated = seen.into_iter().filter(|(_, times)| *times > 1);
    let owned: Vec<String> = repeated.map(|(sentence, _)| sentence.to_owned()).collect();
    owned.into_iter()
}
