//! The first step of a prospect: creates an empty intake and the link that resumes it.

use super::storage::{bounded, charge, size};
use super::{ClientNetwork, FlowError};
use crate::i18n::{Language, message};
use crate::ids::IntakeId;
use crate::intake::FieldError;
use crate::keys::Purpose;
use crate::services::Services;
use crate::store::{Campaign, FunnelEvent, FunnelKey, retrying};

/// Maximum length of a campaign parameter's name or value, in characters.
const LONGEST: usize = 200;
/// Maximum number of campaign parameters.
const MOST: usize = 10;

/// A newly started intake.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Intake id.
    pub id: IntakeId,
    /// The token that reads and changes the intake.
    pub resume_token: String,
    /// The page that resumes the intake.
    pub resume_url: String,
}

/// Starts an intake in the visitor's language if available, otherwise in the brand's. Keeps at most 2 kB of campaign
/// parameters and 1 kB of the referrer.
///
/// # Errors
/// [`FlowError::Invalid`] when the matchup is unknown or the campaign malformed, [`FlowError::StorageUsed`].
pub async fn begin(
    app: &Services,
    client: ClientNetwork,
    matchup: Option<&str>,
    campaign: &Campaign,
    language: Option<Language>,
) -> Result<Begun, FlowError> {
    let mut errors = Vec::new();
    if let Some(slug) = matchup.filter(|slug| app.content.matchup(slug).is_none()) {
        errors.push(FieldError::new(
            "matchup",
            "unknown_matchup",
            message!("field-matchup-unknown", slug = format!("{slug:?}")),
        ));
    }
    if campaign.utm.len() > MOST {
        errors.push(FieldError::new(
            "utm",
            "too_many",
            message!("field-campaign-too-many", max = MOST),
        ));
    }
    for (name, value) in &campaign.utm {
        if name.chars().count() > LONGEST
            || value.chars().count() > LONGEST
            || has_control(name)
            || has_control(value)
        {
            errors.push(FieldError::new(
                "utm",
                "invalid",
                message!("field-campaign-invalid", max = LONGEST),
            ));
        }
    }
    if campaign.referrer.as_deref().is_some_and(has_control) {
        errors.push(FieldError::new(
            "referrer",
            "invalid",
            message!("field-referrer-invalid"),
        ));
    }
    if !errors.is_empty() {
        return Err(FlowError::Invalid(errors));
    }
    let id = app.clock.new_id();
    let language = language.unwrap_or(app.content.brand.language);
    let campaign = bounded(campaign);
    let insert = || async {
        let mut tx = app.db.begin().await?;
        charge(app, &mut tx, client, || size(&campaign)).await?;
        let edition = app.content.questionnaire.edition;
        tx.insert_intake(id, edition, matchup, &campaign, language, app.clock.now())
            .await?;
        Ok::<_, FlowError>(tx.commit().await?)
    };
    retrying(insert).await?;
    app.funnel.add(FunnelKey {
        event: FunnelEvent::Start,
        item: String::new(),
        matchup: matchup.unwrap_or_default().to_owned(),
        campaign: campaign.name().unwrap_or_default().to_owned(),
        path: String::new(),
    });
    let resume_token = app.keys.token(Purpose::RESUME, id);
    let resume_url = format!("{}/intake/{resume_token}", app.config.base_url());
    Ok(Begun {
        id,
        resume_token,
        resume_url,
    })
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}
