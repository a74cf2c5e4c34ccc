//! Intakes: begin, read, answer, preview the recommendation, submit.

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::Serialize;
use serde_json::Value;

use super::Tag;
use super::access::Prospect;
use super::failures::{InvalidFields, NotFound, OneOf, StaleVersion, StorageUsed, Submitted};
use super::payload::{Written, expected_versions, prefers_minimal, version_tag};
use super::schema::Generated;
use crate::flow::{self, ClientNetwork, QueueLimit, SentBy};
use crate::http::Problem;
use crate::i18n::{Language, message};
use crate::ids::{IntakeId, LeadId};
use crate::intake::{self, Answers, FieldError};
use crate::recommendation::Recommendation;
use crate::services::Services;
use crate::store::{Campaign, IntakeRow, IntakeStatus};

/// The origin of a new intake.
#[derive(Debug, Default, Object)]
#[oai(deny_unknown_fields)]
struct NewIntake {
    /// The matchup the visitor came from.
    #[oai(default, validator(max_length = 100))]
    matchup: Option<String>,
    /// Campaign parameters, without the prefix `utm_`; at most 2,048 bytes are kept.
    #[oai(default)]
    utm: BTreeMap<String, String>,
    /// The page that linked to us; its first 1,024 bytes are kept.
    #[oai(default)]
    referrer: Option<String>,
}

/// An intake that was just begun.
#[derive(Debug, Object)]
struct BegunIntake {
    /// Its id.
    id: IntakeId,
    /// Reads and changes the intake: send it as `Authorization: Bearer`. It is not shown again.
    resume_token: String,
    /// The page that resumes it, on any device.
    resume_url: String,
    /// Its version, for `If-Match`.
    version: i64,
}

#[derive(ApiResponse)]
enum Begun {
    /// Begun.
    #[oai(status = 201)]
    Created(
        Json<BegunIntake>,
        /// Where to read it.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

/// A step, as the answers so far shape it.
#[derive(Debug, Serialize, Object)]
struct IntakeStep {
    /// The step.
    id: String,
    /// Its title.
    title: String,
    /// The visible questions, by id.
    questions: Vec<String>,
}

/// The progress of an intake.
#[derive(Debug, Serialize, Object)]
struct IntakeProgress {
    /// Core questions answered.
    answered_core: usize,
    /// Visible core questions.
    visible_core: usize,
    /// Optional questions answered.
    answered_refine: usize,
    /// Visible optional questions.
    visible_refine: usize,
    /// Core questions answered, 0 to 100.
    percent: u8,
}

/// An intake.
#[derive(Debug, Serialize, Object)]
struct Intake {
    /// Its id.
    id: IntakeId,
    /// Open or submitted.
    status: IntakeStatus,
    /// Increases with every change; also the `ETag`.
    version: i64,
    /// The edition of the questionnaire that it answers.
    edition: u32,
    /// The answers so far, by question id.
    answers: Generated<Answers>,
    /// The visible steps and questions.
    steps: Vec<IntakeStep>,
    /// Its progress.
    progress: IntakeProgress,
    /// The first step with an unanswered core question.
    next_step: Option<String>,
    /// The matchup the visitor came from.
    matchup: Option<String>,
}

#[derive(ApiResponse)]
enum Read {
    /// The intake.
    #[oai(status = 200)]
    Ok(
        Written<Intake>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum Answered {
    /// The intake with the new answers.
    #[oai(status = 200)]
    Ok(
        Written<Intake>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
    /// The answers are stored; `Prefer: return=minimal` was followed.
    #[oai(status = 204)]
    Minimal(
        /// The version of the intake.
        #[oai(header = "ETag")]
        String,
        /// `return=minimal`.
        #[oai(header = "Preference-Applied")]
        String,
    ),
}

/// Answers, by question id: an option, a list of options, or for `contact` an object.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub(super) struct AnswerSet {
    /// By question id.
    pub answers: BTreeMap<String, Value>,
}

/// A submission.
#[derive(Debug, Object)]
struct Submission {
    /// The lead that the intake became.
    lead_id: LeadId,
    /// The page of the report.
    report_url: String,
    /// The address to poll until the report is ready.
    status_url: String,
}

#[derive(ApiResponse)]
enum Accepted {
    /// Stored. The report is being built and will be mailed.
    #[oai(status = 202)]
    Accepted(Json<Submission>),
}

pub(super) struct Intakes;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Intakes")]
impl Intakes {
    /// Begin an intake
    #[oai(path = "/intakes", method = "post", operation_id = "begin_intake")]
    async fn begin(
        &self,
        Data(app): Data<&Services>,
        Data(client): Data<&ClientNetwork>,
        body: Json<Option<NewIntake>>,
        /// The preferred languages. One is recorded with the lead; mails are in English.
        #[oai(name = "Accept-Language")]
        language: Header<Option<String>>,
    ) -> Result<Begun, OneOf<(InvalidFields, StorageUsed)>> {
        let new = body.0.unwrap_or_default();
        let campaign = Campaign {
            utm: new.utm,
            referrer: new.referrer,
        };
        let begun = flow::begin(
            app,
            *client,
            new.matchup.as_deref(),
            &campaign,
            language.0.as_deref().and_then(Language::accepted),
        )
        .await?;
        let location = format!("/api/v1/intakes/{}", begun.id);
        let body = BegunIntake {
            id: begun.id,
            resume_token: begun.resume_token,
            resume_url: begun.resume_url,
            version: 1,
        };
        Ok(Begun::Created(Json(body), location, version_tag(1)))
    }

    /// Read an intake
    #[oai(path = "/intakes/:id", method = "get", operation_id = "read_intake")]
    async fn read(
        &self,
        Data(app): Data<&Services>,
        _prospect: Prospect,
        id: Path<IntakeId>,
    ) -> Result<Read, OneOf<NotFound>> {
        let row = flow::intake(app, id.0).await?;
        Ok(Read::Ok(
            Written::json(&view(app, &row))?,
            version_tag(row.version),
        ))
    }

    /// Answer one step
    ///
    /// Replaces the answers of the step. Answers to questions that are no longer visible are dropped.
    #[oai(
        path = "/intakes/:id/steps/:step",
        method = "put",
        operation_id = "answer_step"
    )]
    async fn answer(
        &self,
        Data(app): Data<&Services>,
        Data(client): Data<&ClientNetwork>,
        _prospect: Prospect,
        id: Path<IntakeId>,
        /// The id of the step.
        step: Path<String>,
        /// The `ETag` that was read; 412 if the intake has changed since.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// `return=minimal` for an answer without the intake.
        #[oai(name = "Prefer")]
        prefer: Header<Option<String>>,
        body: Json<AnswerSet>,
    ) -> Result<
        Answered,
        OneOf<(
            NotFound,
            Submitted,
            StaleVersion,
            InvalidFields,
            StorageUsed,
        )>,
    > {
        let expected = expected_versions(if_match.0.as_deref())?;
        let saved = flow::save_step(
            app,
            *client,
            id.0,
            &step.0,
            &body.0.answers.into_iter().collect(),
            expected.as_deref(),
        )
        .await?;
        if prefers_minimal(prefer.0.as_deref()) {
            let version = version_tag(saved.version);
            return Ok(Answered::Minimal(version, "return=minimal".to_owned()));
        }
        Ok(Answered::Ok(
            Written::json(&view(app, &saved))?,
            version_tag(saved.version),
        ))
    }

    /// Preview the recommendation for the answers so far
    #[oai(
        path = "/intakes/:id/recommendation",
        method = "get",
        operation_id = "preview_recommendation"
    )]
    async fn preview(
        &self,
        Data(app): Data<&Services>,
        _prospect: Prospect,
        id: Path<IntakeId>,
    ) -> Result<Written<Generated<Recommendation>>, OneOf<NotFound>> {
        let row = flow::intake(app, id.0).await?;
        let advice = flow::advice(app, &row, QueueLimit::Bounded).await?;
        Ok(Written::new(advice.to_json()).version(row.version))
    }

    /// Submit an intake
    ///
    /// Repeating the request returns the same answer and has no further effect. With 422, `errors` lists what is missing.
    /// If the submission looks as if a program sent it, the report has a `challenge`, and is mailed after a proof of work or
    /// after its recipient confirms the address.
    #[oai(
        path = "/intakes/:id/submit",
        method = "post",
        operation_id = "submit_intake"
    )]
    async fn submit(
        &self,
        Data(app): Data<&Services>,
        Data(client): Data<&ClientNetwork>,
        _prospect: Prospect,
        id: Path<IntakeId>,
        /// A text that is unique to this submission.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Accepted, OneOf<(NotFound, StaleVersion, InvalidFields, StorageUsed)>> {
        if key
            .0
            .as_ref()
            .is_some_and(|key| key.is_empty() || key.len() > 255 || key.contains(char::is_control))
        {
            return Err(Problem::bad_request(message!("problem-idempotency-key")).into());
        }
        let done = flow::submit(app, *client, id.0, key.0.as_deref(), SentBy::API).await?;
        Ok(Accepted::Accepted(Json(Submission {
            lead_id: done.lead_id,
            report_url: done.report_url,
            status_url: done.status_url,
        })))
    }

    /// Recommend a stack without storing anything
    #[oai(path = "/recommendations", method = "post", operation_id = "recommend")]
    async fn recommend(
        &self,
        Data(app): Data<&Services>,
        body: Json<AnswerSet>,
    ) -> Result<Written<Generated<Recommendation>>, OneOf<InvalidFields>> {
        let answers = intake::parse(
            &app.content.questionnaire,
            &body.0.answers.into_iter().collect(),
        )
        .map_err(|errors: Vec<FieldError>| Problem::invalid(errors))?;
        Ok(Written::new(
            flow::advise(
                app,
                &answers,
                app.content.questionnaire.edition,
                Language::En,
                QueueLimit::Bounded,
            )
            .await?
            .to_json(),
        ))
    }
}

fn view(app: &Services, row: &IntakeRow) -> Intake {
    let known = row.questionnaire(&app.content);
    let steps = intake::visible(known, &row.answers)
        .into_iter()
        .map(|visible| IntakeStep {
            id: visible.step.id.clone(),
            title: visible.step.title.clone(),
            questions: visible
                .questions
                .iter()
                .map(|question| question.id.clone())
                .collect(),
        });
    let done = intake::progress(known, &row.answers);
    let progress = IntakeProgress {
        answered_core: done.answered_core,
        visible_core: done.visible_core,
        answered_refine: done.answered_refine,
        visible_refine: done.visible_refine,
        percent: done.percent,
    };
    Intake {
        id: row.id,
        status: row.status,
        version: row.version,
        edition: row.edition,
        steps: steps.collect(),
        progress,
        next_step: intake::next_step(known, &row.answers).map(|step| step.id.clone()),
        matchup: row.matchup.clone(),
        answers: Generated(row.answers.clone()),
    }
}
