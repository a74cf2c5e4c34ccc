//! Names that conditions in `content/blueprint/` can use.

use crate::content::catalogue::Catalogue;
use crate::content::condition::Vocabulary;
use crate::content::questionnaire::Questionnaire;

/// Ids and traits of the chosen technologies.
pub const CHOSEN: &str = "chosen";
/// The layers that are needed.
pub const NEEDED: &str = "needed";
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
        match name {
            CHOSEN => Some(
                catalogue
                    .technologies
                    .iter()
                    .flat_map(|known| known.traits.iter().chain([&known.id]))
                    .cloned()
                    .collect(),
            ),
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
        self.questionnaire.names().into_iter().chain(own).collect()
    }
}
