//! The content of a site, loaded from `content/`: brand, questionnaire, catalogue, models and matchups.

pub mod brand;
pub mod catalogue;
pub mod condition;
mod dates;
pub mod matchup;
pub mod pages;
pub mod plan;
pub mod qualification;
pub mod questionnaire;
pub mod search;
pub mod source;

use std::borrow::Cow;
use std::sync::Arc;

use brand::Brand;
use catalogue::Catalogue;
use matchup::Matchup;
use pages::Page;
use plan::PlanModel;
use qualification::QualificationModel;
use questionnaire::Questionnaire;
use source::{Problem, Source};

/// All content, loaded and checked once at start and shared by every request and job.
#[derive(Debug, Clone)]
pub struct Content {
    /// Name, contact and colours of the consultancy.
    pub brand: Brand,
    /// The questions of the intake.
    pub questionnaire: Arc<Questionnaire>,
    /// The technologies and facts about them.
    pub catalogue: Arc<Catalogue>,
    /// The model of the qualification.
    pub qualification: QualificationModel,
    /// The model of the project plan.
    pub plan: PlanModel,
    /// The comparison pages, sorted by slug.
    pub matchups: Vec<Matchup>,
    /// Pages of text, such as privacy and imprint, in the order of links to them.
    pub pages: Vec<Page>,
}

impl Content {
    /// Loads and checks everything.
    ///
    /// # Errors
    /// All problems of all files, sorted by place.
    pub fn load(source: &Source) -> Result<Self, Vec<Problem>> {
        Self::load_with(source, |_, _, _| Some(())).map(|(content, ())| content)
    }

    /// The same together with what `build` makes of the questionnaire and the catalogue. The problems of `build` are
    /// among those of the files.
    pub fn load_with<T>(
        source: &Source,
        build: impl FnOnce(&Arc<Questionnaire>, &Arc<Catalogue>, &mut Vec<Problem>) -> Option<T>,
    ) -> Result<(Self, T), Vec<Problem>> {
        let mut problems = Vec::new();
        let brand = Brand::load(source, &mut problems);
        let questionnaire = Questionnaire::load(source, &mut problems).map(Arc::new);
        let catalogue = Catalogue::load(source, &mut problems).map(Arc::new);
        let matchups = Matchup::load_all(source, catalogue.as_deref(), &mut problems);
        let slugs = matchups.iter().map(|matchup| matchup.slug.as_str());
        let pages = Page::load_all(source, brand.as_ref(), &slugs.collect(), &mut problems);
        let built = match (&questionnaire, &catalogue) {
            (Some(questionnaire), Some(catalogue)) => {
                build(questionnaire, catalogue, &mut problems)
            }
            _ => None,
        };
        let qualification = questionnaire
            .as_ref()
            .and_then(|known| QualificationModel::load(source, known, &mut problems));
        let plan = match (&questionnaire, &catalogue) {
            (Some(questionnaire), Some(catalogue)) => {
                PlanModel::load(source, questionnaire, catalogue, &mut problems)
            }
            _ => None,
        };
        problems.sort();
        problems.dedup();
        match (brand, questionnaire, catalogue, built, qualification, plan) {
            (
                Some(brand),
                Some(questionnaire),
                Some(catalogue),
                Some(built),
                Some(qualification),
                Some(plan),
            ) if problems.is_empty() => {
                let content = Self {
                    brand,
                    questionnaire,
                    catalogue,
                    qualification,
                    plan,
                    matchups,
                    pages,
                };
                Ok((content, built))
            }
            _ => Err(problems),
        }
    }

    /// Loads the embedded content.
    pub fn embedded() -> Result<Self, Vec<Problem>> {
        Self::load(&Source::embedded())
    }

    /// This content with the questionnaire of an edition, for an intake begun under it.
    #[must_use]
    pub fn of_edition(&self, edition: u32) -> Cow<'_, Self> {
        if edition == self.questionnaire.edition {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self {
            questionnaire: self.questionnaire.of_edition(edition).clone(),
            ..self.clone()
        })
    }

    /// The comparison page with this slug.
    pub fn matchup(&self, slug: &str) -> Option<&Matchup> {
        let at = self
            .matchups
            .binary_search_by(|matchup| matchup.slug.as_str().cmp(slug))
            .ok()?;
        self.matchups.get(at)
    }
}

#[cfg(test)]
mod tests;
