//! Before the first visitor arrives: every page that is the same for all is made, and all the others are tried out.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::Deserialize;
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
use crate::recommendation::recommend;

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

/// The worked example on the start page, as its file holds it.
#[derive(Deserialize)]
struct ExampleFile {
    title: String,
    answers: Map<String, Value>,
}

impl Web {
    /// Makes all of it; files in `folder` replace those of the program one by one.
    ///
    /// # Errors
    /// Names the template that does not compile, or asks for something that is not there.
    pub fn prepare(content: &Content, folder: Option<&Path>, base_url: &str) -> anyhow::Result<Self> {
        let files = files(folder)?;
        let assets = Assets::prepare(&files, &content.brand);
        let templates = Templates::load(&files, Site::new(&content.brand, base_url, &assets))?;
        let (title, answers) = read_example(&files, content)?;
        let stack = stack_rows(content, &recommend(content, &answers));
        let found: Vec<_> = content.matchups.iter().collect();
        let page = |matchup| matchup_page(&templates, matchup, &content.matchups).map(Prepared::page);
        let matchups = content.matchups.iter().map(|matchup| Ok((matchup.slug.clone(), page(matchup)?)));
        Ok(Self {
            home: Prepared::page(home_page(&templates, &content.matchups, &Example { title: &title, stack })?),
            list: Prepared::page(list_page(&templates, &content.matchups, &List { found: &found, ..List::default() })?),
            start: Prepared::page(start_page(&templates, &content.questionnaire, None, &Arrival::default())?),
            robots: Prepared::new(robots(base_url), "text/plain; charset=utf-8"),
            sitemap: Prepared::new(sitemap(content, base_url), "application/xml; charset=utf-8"),
            matchups: matchups.collect::<anyhow::Result<_>>()?,
            example: answers,
            templates,
            assets,
        })
    }
}

/// The answers of the worked example on the start page.
///
/// # Errors
/// When the file cannot be read, or a visitor could not have given these answers.
pub fn example(content: &Content, folder: Option<&Path>) -> anyhow::Result<Answers> {
    Ok(read_example(&files(folder)?, content)?.1)
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

fn read_example(files: &Files, content: &Content) -> anyhow::Result<(String, Answers)> {
    let text = files.file("example.json").ok_or_else(|| anyhow!("web/example.json is missing"))?;
    let file: ExampleFile = serde_json::from_slice(text).context("web/example.json cannot be read")?;
    let refused = |errors: Vec<FieldError>| {
        let list: Vec<_> = errors.iter().map(ToString::to_string).collect();
        anyhow!("web/example.json has answers that cannot be taken: {}", list.join("; "))
    };
    Ok((file.title, parse(&content.questionnaire, &file.answers).map_err(refused)?))
}
