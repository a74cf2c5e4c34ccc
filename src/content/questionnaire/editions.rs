//! Earlier editions of the questionnaire: people who began under one finish under it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Kind, Questionnaire};
use crate::content::source::{Problem, Source};

/// The folder of the earlier editions.
const FOLDER: &str = "questionnaire/";

impl Questionnaire {
    /// The questionnaire of an edition; this one if no file has it.
    #[must_use]
    pub fn of_edition(self: &Arc<Self>, edition: u32) -> &Arc<Self> {
        let mut earlier = self.earlier.iter();
        earlier
            .find(|earlier| earlier.edition == edition)
            .unwrap_or(self)
    }

    /// Loads the earlier editions. Files of this edition or a later one are left out: a folder may bring an older
    /// questionnaire than the program.
    pub(super) fn load_earlier(&mut self, source: &Source, problems: &mut Vec<Problem>) {
        for file in source.under(FOLDER) {
            let Some(edition) = Self::read(file, self.countries.clone(), problems) else {
                continue;
            };
            if edition.edition >= self.edition {
                continue;
            }
            if self
                .earlier
                .iter()
                .any(|other| other.edition == edition.edition)
            {
                let message = format!("edition {} is there twice; keep one file", edition.edition);
                problems.push(Problem::whole(&file.path, message));
            }
            for message in self.forgets(&edition) {
                problems.push(Problem::whole(&file.path, message));
            }
            self.earlier.push(Arc::new(edition));
        }
        self.earlier.sort_by_key(|earlier| earlier.edition);
    }

    /// What this questionnaire no longer knows of an earlier one. Rules are checked against this one only, so it has to
    /// know every answer that an earlier one allows.
    fn forgets(&self, earlier: &Self) -> Vec<String> {
        let mut lost = Vec::new();
        for question in earlier.questions() {
            let Some(now) = self.question(&question.id) else {
                lost.push(format!(
                    "`questionnaire.yaml` has no question `{}`; keep it, because answers and rules refer to it",
                    question.id
                ));
                continue;
            };
            if (now.kind == Kind::Contact) != (question.kind == Kind::Contact) {
                lost.push(format!("`{}` has changed its type", question.id));
            }
            let known: BTreeSet<&str> = now
                .choices()
                .iter()
                .map(|choice| choice.id.as_str())
                .collect();
            let options = question.choices().iter();
            lost.extend(options.filter(|choice| !known.contains(choice.id.as_str())).map(|choice| {
                format!(
                    "`{}` in `questionnaire.yaml` has no option `{}`; keep it as `legacy: true`",
                    question.id, choice.id
                )
            }));
        }
        lost
    }
}
