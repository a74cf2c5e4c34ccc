//! Names that conditions in `content/blueprint/` can use.

use crate::content::catalogue::Catalogue;
use crate::content::condition::Vocabulary;
use crate::content::questionnaire::{Kind, Questionnaire};

/// Ids and traits of the chosen technologies.
pub const CHOSEN: &str = "chosen";
/// The layers that are needed.
pub const NEEDED: &str = "needed";
/// Before the id of a layer: id and traits of the technology chosen for it, as in `pick_auth has saas_only`.
pub const PICK: &str = "pick_";
/// Whether the team's skills cover the stack.
pub const STACK: &str = "stack";
/// A value of [`STACK`]: a chosen technology asks for a skill that the team does not have.
pub const PARTLY_NEW: &str = "partly_new";
/// All values of [`STACK`].
pub const STACK_VALUES: [&str; 2] = ["known", PARTLY_NEW];

/// Whether client companies share one installation, as the group of tables marked `tenancy` decides.
pub const TENANCY: &str = "tenancy";
/// All values of [`TENANCY`].
pub const TENANCY_VALUES: [&str; 2] = ["none", "shared"];

/// Questions, and facts about the recommendation.
pub(super) struct Names<'a> {
    pub questionnaire: &'a Questionnaire,
    pub catalogue: &'a Catalogue,
}

impl Vocabulary for Names<'_> {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        let catalogue = self.catalogue;
        let technologies = || {
            catalogue
                .technologies
                .iter()
                .flat_map(|known| known.traits.iter().chain([&known.id]))
                .cloned()
                .collect()
        };
        match name {
            CHOSEN => Some(technologies()),
            pick if self.is_pick(pick) => Some(technologies()),
            NEEDED => Some(
                catalogue
                    .layers
                    .iter()
                    .map(|layer| layer.id.clone())
                    .collect(),
            ),
            STACK => Some(STACK_VALUES.map(str::to_owned).to_vec()),
            TENANCY => Some(TENANCY_VALUES.map(str::to_owned).to_vec()),
            question => self.questionnaire.options(question),
        }
    }

    fn names(&self) -> Vec<String> {
        let own = [CHOSEN, NEEDED, STACK, TENANCY].map(str::to_owned);
        let layers = self.catalogue.layers.iter();
        let picks = layers.map(|layer| format!("{PICK}{}", layer.id));
        let questions = self.questionnaire.names().into_iter();
        questions.chain(own).chain(picks).collect()
    }
}

impl Names<'_> {
    fn is_pick(&self, name: &str) -> bool {
        name.strip_prefix(PICK)
            .is_some_and(|layer| self.is_layer(layer))
    }

    /// Whether a question takes several options.
    pub fn is_multiple_choice(&self, question: &str) -> bool {
        let question = self.questionnaire.question(question);
        question.is_some_and(|question| matches!(question.kind, Kind::Multi { .. }))
    }

    /// Whether the catalogue has a layer with this id.
    pub fn is_layer(&self, id: &str) -> bool {
        self.catalogue.layers.iter().any(|layer| layer.id == id)
    }
}
