//! The public content: matchups, technologies, the questionnaire. Serialised at start, served from memory.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::NaiveDate;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};
use schemars::JsonSchema;
use serde::Serialize;

use super::failures::{Common, NotFound, OneOf};
use super::payload::Written;
use super::schema::Generated;
use super::{Limit, Tag, cursor};
use crate::content::Content;
use crate::content::catalogue::Technology;
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::content::search::{MatchupFilter, matchups};
use crate::http::Problem;
use crate::i18n::message;
use crate::services::Services;
use crate::store::Page;

/// The bodies of all answers that do not depend on the request.
pub struct Bodies {
    /// By edition.
    questionnaires: BTreeMap<u32, Bytes>,
    edition: u32,
    technologies: Bytes,
    technology: BTreeMap<String, Bytes>,
    matchup: BTreeMap<String, Bytes>,
}

impl Bodies {
    /// Serialises them, without facts that have expired by `today`.
    ///
    /// # Errors
    /// Never in practice: all content can be written as JSON.
    pub fn prepare(content: &Content, today: NaiveDate) -> serde_json::Result<Self> {
        let (catalogue, current) = (&content.catalogue, &content.questionnaire);
        let mut technologies = catalogue.technologies.clone();
        for technology in &mut technologies {
            technology.facts.retain(|fact| !fact.has_expired(today));
        }
        let editions = current.earlier.iter().map(AsRef::as_ref);
        Ok(Self {
            questionnaires: editions
                .chain([current.as_ref()])
                .map(|edition| Ok((edition.edition, bytes(edition)?)))
                .collect::<serde_json::Result<_>>()?,
            edition: current.edition,
            technologies: bytes(&Technologies {
                version: &catalogue.version,
                items: &technologies,
            })?,
            technology: technologies
                .iter()
                .map(|one| Ok((one.id.clone(), bytes(one)?)))
                .collect::<serde_json::Result<_>>()?,
            matchup: content
                .matchups
                .iter()
                .map(|one| Ok((one.slug.clone(), bytes(one)?)))
                .collect::<serde_json::Result<_>>()?,
        })
    }
}

fn bytes(value: &impl Serialize) -> serde_json::Result<Bytes> {
    Ok(serde_json::to_vec(value)?.into())
}

/// The whole catalogue.
#[derive(Serialize, JsonSchema)]
pub(super) struct Technologies<'a> {
    /// The version of the catalogue.
    version: &'a str,
    /// By id.
    items: &'a [Technology],
}

/// A matchup in a list.
#[derive(Debug, Object)]
struct MatchupItem {
    /// The last part of its address.
    slug: String,
    /// The heading.
    title: String,
    /// The kind of decision: `backend`, `database`, …
    category: String,
    /// One or two sentences.
    summary: String,
    /// The ids of the two technologies.
    technologies: Vec<String>,
    /// The address of its page.
    url: String,
}

/// A page of matchups, by slug.
#[derive(Debug, Object)]
struct MatchupPage {
    /// The matchups.
    items: Vec<MatchupItem>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

pub(super) struct ContentApi {
    pub bodies: Bodies,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Content")]
impl ContentApi {
    /// List matchups
    #[oai(path = "/matchups", method = "get", operation_id = "list_matchups")]
    async fn matchups(
        &self,
        Data(app): Data<&Services>,
        /// The kind of decision.
        #[oai(validator(max_length = 100))]
        category: Query<Option<String>>,
        /// The id of a technology that is compared.
        #[oai(validator(max_length = 100))]
        technology: Query<Option<String>>,
        /// Words in the title, the summary or the text.
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// `next` of the previous page.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows per page.
        limit: Query<Option<Limit>>,
    ) -> Result<Written<MatchupPage>, Common> {
        let filter = MatchupFilter {
            category: category.0,
            technology: technology.0,
            q: q.0,
        };
        let after = cursor::<String>(after.0.as_deref())?;
        let limit = Limit::or_default(limit.0);
        let found = matchups(&app.content, &filter)
            .filter(|one| after.as_ref().is_none_or(|cursor| one.slug > cursor.0));
        let page = Page::cut(found.take(limit as usize + 1).collect(), limit, |one| {
            one.slug.clone()
        });
        let base = app.config.base_url();
        let items = page.items.into_iter().map(|one| MatchupItem {
            slug: one.slug.clone(),
            title: one.title.clone(),
            category: one.category.clone(),
            summary: one.summary.clone(),
            technologies: one
                .technologies
                .iter()
                .map(|side| side.id.clone())
                .collect(),
            url: format!("{base}/matchups/{}", one.slug),
        });
        let page = MatchupPage {
            items: items.collect(),
            next: page.next.map(|next| next.encode()),
        };
        Ok(Written::new(page.to_json_string()))
    }

    /// Read a matchup
    #[oai(
        path = "/matchups/:slug",
        method = "get",
        operation_id = "read_matchup"
    )]
    async fn matchup(
        &self,
        slug: Path<String>,
    ) -> Result<Written<Generated<Matchup>>, OneOf<NotFound>> {
        self.bodies
            .matchup
            .get(&slug.0)
            .map(|body| Written::new(body.clone()))
            .ok_or_else(|| Problem::not_found().into())
    }

    /// List all technologies of the catalogue
    #[oai(
        path = "/technologies",
        method = "get",
        operation_id = "list_technologies"
    )]
    async fn technologies(&self) -> Written<Generated<Technologies<'static>>> {
        Written::new(self.bodies.technologies.clone())
    }

    /// Read a technology
    #[oai(
        path = "/technologies/:id",
        method = "get",
        operation_id = "read_technology"
    )]
    async fn technology(
        &self,
        id: Path<String>,
    ) -> Result<Written<Generated<Technology>>, OneOf<NotFound>> {
        self.bodies
            .technology
            .get(&id.0)
            .map(|body| Written::new(body.clone()))
            .ok_or_else(|| Problem::not_found().into())
    }

    /// Read the questionnaire
    ///
    /// An intake is finished under the edition under which it began: read that edition to show its questions.
    #[oai(
        path = "/questionnaire",
        method = "get",
        operation_id = "read_questionnaire"
    )]
    async fn questionnaire(
        &self,
        /// The edition; the current one by default.
        edition: Query<Option<u32>>,
    ) -> Result<Written<Generated<Questionnaire>>, Common> {
        let edition = edition.0.unwrap_or(self.bodies.edition);
        let body = self.bodies.questionnaires.get(&edition);
        body.map(|body| Written::new(body.clone())).ok_or_else(|| {
            Problem::bad_request(message!("problem-edition", edition = edition)).into()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_fact_past_its_end_is_not_served() {
        let (content, _) = crate::recommendation::embedded().unwrap();
        let ends = |today: &str| {
            let bodies = Bodies::prepare(&content, today.parse().unwrap()).unwrap();
            let catalogue: serde_json::Value =
                serde_json::from_slice(&bodies.technologies).unwrap();
            let one: serde_json::Value =
                serde_json::from_slice(&bodies.technology["postgresql"]).unwrap();
            let count = |technology: &serde_json::Value| {
                let facts = technology["facts"].as_array().unwrap().iter();
                facts.filter(|fact| fact["what"] == "end_of_life").count()
            };
            let all = catalogue["items"].as_array().unwrap().iter().map(count);
            (all.sum::<usize>(), count(&one))
        };
        let (all, one) = ends("2026-01-01");
        assert!(all > one && one > 0);
        assert_eq!(ends("2999-01-01"), (0, 0));
    }
}
