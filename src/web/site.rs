//! Every page that is the same for all is made, and all the others are tried out.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::assets::Assets;
use super::crawlers::{robots, sitemap};
use super::files::Files;
use super::matchups::{Example, List, home_page, list_page, matchup_page};
use super::prepared::Prepared;
use super::render::{Site, Templates};
use super::stack::stack_rows;
use super::start::{Arrival, start_page};
use crate::content::Content;
use crate::intake::{Answers, FieldError, parse};
use crate::recommendation::{Model, recommend};

/// The worked example on the start page.
const EXAMPLE: &str = "example";

/// All that the pages need: compiled templates, static files, and the pages that never change.
pub struct Web {
    /// For the pages that depend on a visitor.
    pub templates: Templates,
    /// Stylesheet, script and logo.
    pub assets: Assets,
    pub(super) home: Prepared,
    pub(super) list: Prepared,
    pub(super) start: Prepared,
    pub(super) robots: Prepared,
    pub(super) sitemap: Prepared,
    pub(super) matchups: BTreeMap<String, Prepared>,
    /// The answers of the worked example.
    pub(super) example: Answers,
}

/// Somebody made up, whose report shows what templates do.
#[derive(Debug, Clone, Serialize)]
pub struct Prospect {
    /// The name of the file.
    pub name: String,
    /// Who it is.
    pub title: String,
    /// What they answered.
    pub answers: Answers,
}

/// Made-up answers, as a file holds them.
#[derive(Deserialize)]
struct ProspectFile {
    title: String,
    answers: Map<String, Value>,
}

impl Web {
    /// Makes all of it; files in `folder` replace those of the program one by one.
    ///
    /// # Errors
    /// Names the template that does not compile, or asks for something that is not there.
    pub fn prepare(
        content: &Content,
        model: &Model,
        folder: Option<&Path>,
        base_url: &str,
    ) -> anyhow::Result<Self> {
        let files = files(folder)?;
        let assets = Assets::prepare(&files, &content.brand);
        let templates = Templates::load(&files, Site::new(&content.brand, base_url, &assets))?;
        let Prospect { title, answers, .. } = read(&files, content, EXAMPLE)?;
        let stack = stack_rows(content, &recommend(model, &answers));
        let found: Vec<_> = content.matchups.iter().collect();
        let page =
            |matchup| matchup_page(&templates, matchup, &content.matchups).map(Prepared::page);
        let matchups = content
            .matchups
            .iter()
            .map(|matchup| Ok((matchup.slug.clone(), page(matchup)?)));
        Ok(Self {
            home: Prepared::page(home_page(
                &templates,
                &content.matchups,
                &Example {
                    title: &title,
                    stack,
                },
            )?),
            list: Prepared::page(list_page(
                &templates,
                &content.matchups,
                &List {
                    found: &found,
                    ..List::default()
                },
            )?),
            start: Prepared::page(start_page(
                &templates,
                &content.questionnaire,
                None,
                &Arrival::default(),
            )?),
            robots: Prepared::new(robots(base_url), "text/plain; charset=utf-8"),
            sitemap: Prepared::new(sitemap(content, base_url), "application/xml; charset=utf-8"),
            matchups: matchups.collect::<anyhow::Result<_>>()?,
            example: answers,
            templates,
            assets,
        })
    }
}

/// The worked example of the start page and all other made-up prospects, by name.
///
/// # Errors
/// When a file cannot be read, or a visitor could not have given its answers.
pub fn prospects(content: &Content, folder: Option<&Path>) -> anyhow::Result<Vec<Prospect>> {
    let files = files(folder)?;
    let names = files
        .under("prospects/")
        .filter_map(|(name, _)| name.strip_suffix(".json"));
    let mut all = vec![read(&files, content, EXAMPLE)?];
    for name in names {
        all.push(read(&files, content, &format!("prospects/{name}"))?);
    }
    Ok(all)
}

fn files(folder: Option<&Path>) -> anyhow::Result<Files> {
    folder.map_or_else(
        || Ok(Files::embedded()),
        |folder| {
            Files::folder(folder).with_context(|| {
                format!(
                    "reading the page templates in {}; set another folder with --web-dir (STACKMATCH_WEB_DIR)",
                    folder.display()
                )
            })
        },
    )
}

/// One made-up prospect, checked like a visitor.
fn read(files: &Files, content: &Content, name: &str) -> anyhow::Result<Prospect> {
    let path = format!("{name}.json");
    let text = files
        .file(&path)
        .ok_or_else(|| anyhow!("web/{path} is missing"))?;
    let file: ProspectFile =
        serde_json::from_slice(text).with_context(|| format!("web/{path} cannot be read"))?;
    let refused = |errors: Vec<FieldError>| {
        let list: Vec<_> = errors.iter().map(ToString::to_string).collect();
        anyhow!(
            "web/{path} has answers that cannot be taken: {}",
            list.join("; ")
        )
    };
    let answers = parse(&content.questionnaire, &file.answers).map_err(refused)?;
    Ok(Prospect {
        name: name.trim_start_matches("prospects/").to_owned(),
        title: file.title,
        answers,
    })
}
