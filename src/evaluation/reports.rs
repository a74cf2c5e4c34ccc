//! What the reports on the cases look like: products, sums, certainty, length and repetition.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde::Serialize;

use super::{Case, Tally};
use crate::content::Content;
use crate::i18n::Locale;
use crate::recommendation::model::Idx;
use crate::recommendation::{Layer, Model, Recommendation, Stability};
use crate::report::{Document, Meta, Summary, document, markdown};

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
    /// Words of the Markdown before the appendix, of the report in the middle and of the longest.
    pub words: [usize; 2],
    /// Sentences of six words or more that a report with its decision records has twice after its first page.
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

/// Counts what the reports say, case by case.
pub struct ReportCounter<'a> {
    content: &'a Content,
    model: &'a Model,
    locale: &'a Locale,
    meta: Meta,
    words: Vec<usize>,
    figures: ReportFigures,
}

impl<'a> ReportCounter<'a> {
    /// Nothing counted yet.
    pub fn new(content: &'a Content, model: &'a Model, locale: &'a Locale) -> Self {
        Self {
            content,
            model,
            locale,
            meta: Meta {
                reference: "SM-CASE".to_owned(),
                created_at: DateTime::UNIX_EPOCH,
                prepared_for: None,
                base_url: "https://example.com".to_owned(),
            },
            words: Vec::new(),
            figures: ReportFigures::default(),
        }
    }

    /// Writes the report on a case, and counts.
    pub fn add(&mut self, case: &Case, recommendation: &Recommendation) {
        for layer in recommendation.layers.values() {
            self.figures.count(self.model, layer);
        }
        let document = document(
            self.content,
            self.model,
            self.locale,
            &case.answers,
            recommendation,
            &self.meta,
        );
        let sum = &document.summary.sum;
        let least = if document.purchase.is_some() { 1 } else { 3 };
        let is_missing = sum.len() < least || sum.iter().any(|line| line.text.is_empty());
        self.figures.without_sum += usize::from(is_missing);
        let words = markdown::body(&document).split_whitespace().count();
        self.words.push(words);
        for sentence in repeated(&after_first_page(document)) {
            self.figures.repeated.push(Repeated {
                case: case.name.clone(),
                sentence,
            });
        }
    }

    /// The figures on all cases added.
    pub fn figures(mut self) -> ReportFigures {
        self.words.sort_unstable();
        let longest = self.words.last().copied().unwrap_or_default();
        let middle = self.words.get(self.words.len() / 2).copied();
        self.figures.words = [middle.unwrap_or_default(), longest];
        self.figures
    }
}

impl ReportFigures {
    fn count(&mut self, model: &Model, layer: &Layer) {
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
    }
}

/// The rest of a report with its decision records: the first page, which includes what to decide first, gives the gist of
/// both in the same words.
fn after_first_page(mut document: Document) -> String {
    document.summary = Summary::default();
    document.decision.clear();
    document.requests.clear();
    document.close_calls.clear();
    markdown::render(&document) + &markdown::decisions(&document)
}

fn is_heading(line: &str) -> bool {
    line.starts_with('#') || line.starts_with("**") && line.ends_with("**")
}

/// The sentences that appear again.
fn repeated(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    // "**Flutter.** Choose this instead …" is one sentence with its subject.
    // The question mark of “Is there a place where it must run?” ends no sentence of the report.
    let text = text.replace(".**", "").replace("?”", "”");
    let sentences = text
        .lines()
        .filter(|line| !is_heading(line))
        .flat_map(|line| line.split(['|', '.', '?', '!', ';']));
    for sentence in sentences {
        let sentence = sentence.trim_matches(|c: char| !c.is_alphanumeric());
        let words = sentence.split_whitespace();
        let words = words.filter(|word| word.contains(char::is_alphabetic));
        if words.count() >= WORDS_OF_A_SENTENCE {
            *seen.entry(sentence).or_default() += 1;
        }
    }
    let repeated = seen.into_iter().filter(|(_, times)| *times > 1);
    repeated.map(|(sentence, _)| sentence.to_owned()).collect()
}
