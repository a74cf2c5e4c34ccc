//! What the pages need at run time, prepared once at start.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use tokio::sync::OnceCell;

use super::intake::start::{EntryParams, start_page};
use super::shared::assets::Assets;
use super::shared::prospects::{EXAMPLE, Prospect, load_files, read_prospect};
use super::shared::static_response::StaticResponse;
use super::shared::templates::{PageLink, RenderResult, Site, Templates};
use super::site::crawlers::{robots_text, sitemap_xml};
use super::site::drawing::drawing;
use super::site::home::{Method, home_page};
use super::site::matchup::matchup_page;
use super::site::matchup_list::{MatchupList, list_page};
use super::site::page::text_page;
use super::site::sample_report::SampleReport;
use crate::content::Content;
use crate::content::pages::Retention;
use crate::i18n::Messages;
use crate::intake::Estimate;
use crate::recommendation::Model;

/// Compiled templates, static files, and the pages that are the same for everyone.
pub struct Web {
    /// For the pages that depend on the request.
    pub templates: Templates,
    /// Stylesheets, scripts and logo.
    pub assets: Assets,
    pub(super) home: StaticResponse,
    pub(super) matchup_list: StaticResponse,
    pub(super) start: StaticResponse,
    pub(super) robots: StaticResponse,
    pub(super) sitemap: StaticResponse,
    /// By slug.
    pub(super) matchups: BTreeMap<String, StaticResponse>,
    /// By slug.
    pub(super) pages: BTreeMap<String, StaticResponse>,
    /// The prospect on the home page.
    pub(super) example: Prospect,
    /// Their report, once asked for.
    pub(super) sample_report: OnceCell<SampleReport>,
}

impl Web {
    /// Prepares everything; files in `folder` replace the built-in ones one by one.
    ///
    /// # Errors
    /// Names the template that does not compile or asks for a value that its page does not have.
    pub fn prepare(
        content: &Content,
        model: &Model,
        folder: Option<&Path>,
        base_url: &str,
        retention: &Retention,
        messages: &Messages,
    ) -> anyhow::Result<Self> {
        let files = load_files(folder)?;
        let assets = Assets::prepare(&files, &content.brand);
        let site = Site {
            pages: content.pages.iter().map(PageLink::from).collect(),
            ..Site::new(&content.brand, base_url)
                .with_estimate(Estimate::of(&content.questionnaire))
        };
        let templates = Templates::load(&files, site, &assets, messages.english())?;
        let prospect = read_prospect(&files, content, EXAMPLE)?;
        let matchups = content.matchups.iter().map(|matchup| {
            let page = matchup_page(&templates, matchup, &content.matchups)?;
            Ok((matchup.slug.clone(), StaticResponse::page(page)))
        });
        let pages = content.pages.iter().map(|page| {
            let body = page
                .write(&content.brand, retention)
                .with_context(|| format!("writing content/pages/{}.md", page.slug))?;
            let page = (page.slug.clone(), text_page(&templates, page, &body)?);
            Ok((page.0, StaticResponse::page(page.1)))
        });
        Ok(Self {
            home: StaticResponse::page(home(&templates, content, model, &prospect)?),
            matchup_list: StaticResponse::page(matchup_list(&templates, content)?),
            start: StaticResponse::page(start_page(
                &templates,
                &content.questionnaire,
                None,
                &EntryParams::default(),
            )?),
            robots: StaticResponse::new(robots_text(base_url), "text/plain; charset=utf-8"),
            sitemap: StaticResponse::new(
                sitemap_xml(content, base_url),
                "application/xml; charset=utf-8",
            ),
            matchups: matchups.collect::<anyhow::Result<_>>()?,
            pages: pages.collect::<anyhow::Result<_>>()?,
            example: prospect,
            sample_report: OnceCell::new(),
            templates,
            assets,
        })
    }
}

/// A page or file that is the same for everyone.
pub struct SharedPage<'a> {
    /// Its path, and the query by which caches keep it.
    pub address: String,
    /// The response.
    pub response: &'a StaticResponse,
    /// The page, and the matchup that it is about, under which a view is counted.
    pub view: Option<(&'static str, &'a str)>,
}

impl Web {
    /// The pages and files that most visitors ask for.
    #[must_use]
    pub fn shared_pages(&self) -> Vec<SharedPage<'_>> {
        let page = |address: &str, response, page, matchup| SharedPage {
            address: address.to_owned(),
            response,
            view: Some((page, matchup)),
        };
        let fixed = [
            page("/", &self.home, "home", ""),
            page("/matchups", &self.matchup_list, "matchups", ""),
            page("/intake", &self.start, "start", ""),
        ];
        let matchups = self
            .matchups
            .iter()
            .map(|(slug, response)| page(&format!("/matchups/{slug}"), response, "matchup", slug));
        let files = self.assets.addresses().filter_map(|(name, address)| {
            Some(SharedPage {
                address,
                response: self.assets.file(name)?,
                view: None,
            })
        });
        fixed.into_iter().chain(matchups).chain(files).collect()
    }
}

fn home(
    templates: &Templates,
    content: &Content,
    model: &Model,
    prospect: &Prospect,
) -> RenderResult {
    let drawing = drawing(templates.locale(), content, model, prospect);
    let method = Method::of(content, model);
    home_page(templates, &content.matchups, &drawing, &method)
}

fn matchup_list(templates: &Templates, content: &Content) -> RenderResult {
    let found: Vec<_> = content.matchups.iter().collect();
    let list = MatchupList {
        found: &found,
        ..MatchupList::default()
    };
    list_page(templates, &content.matchups, &list)
}
