//! Tests of the public pages.

use std::path::Path;

use serde_json::Value;

use super::crawlers::sitemap_xml;
use super::matchup::{matchup_page, related, reversed};
use super::matchup_list::{MatchupList, list_page};
use super::page::text_page;
use crate::content::pages::Retention;
use crate::content::source::Source;
use crate::i18n::Messages;
use crate::intake::Estimate;
use crate::web::Web;
use crate::web::tests::fixtures;

fn page(slug: &str) -> String {
    let matchups = fixtures::matchups();
    let matchup = matchups
        .iter()
        .find(|matchup| matchup.slug == slug)
        .unwrap();
    matchup_page(&fixtures::templates(), matchup, &matchups).unwrap()
}

#[test]
fn the_page_of_a_matchup_shows_every_part_of_it() {
    let html = page("nodejs-vs-django");
    let matchups = fixtures::matchups();
    let matchup = matchups
        .iter()
        .find(|matchup| matchup.slug == "nodejs-vs-django")
        .unwrap();
    assert_eq!(
        html.matches("<th scope=\"row\"").count(),
        matchup.matrix.len()
    );
    assert!(html.contains("Built in; an automatic dashboard"));
    for dive in &matchup.deep_dives {
        assert!(html.contains(&format!("<span class=\"numeral\">{}</span>", dive.number)));
        assert!(html.contains(&format!("href=\"#{}\"", dive.anchor)));
    }
    assert_eq!(
        html.matches("<details class=\"faq\"").count(),
        matchup.faqs.len()
    );
    assert!(html.contains("<input type=\"hidden\" name=\"matchup\" value=\"nodejs-vs-django\">"));
    assert!(html.contains("22 August 2026"));
}

#[test]
fn the_verdict_comes_before_everything_else_and_rows_name_their_sources() {
    let html = page("nodejs-vs-django");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("id=\"verdict\"") < at("id=\"at-a-glance\""));
    assert!(at("class=\"verdict-side\"") < at("class=\"prose introduction\""));
    assert!(html.contains("<span class=\"side-a\">Node.js</span>"));
    assert!(html.contains("<span class=\"side-b\">Django</span>"));
    assert!(html.contains("9 sources"));
    for target in html.split("href=\"#source-").skip(1) {
        let number = target.split('"').next().unwrap();
        assert!(
            html.contains(&format!("id=\"source-{number}\"")),
            "{number}"
        );
    }
    assert!(html.contains("href=\"#source-3\" aria-label=\"Source 3\""));
}

#[test]
fn the_page_is_machine_readable_and_cannot_close_its_script() {
    let mut matchups = fixtures::matchups();
    matchups[0].faqs[0].question = "Is </script><script>alert(1)</script> safe?".into();
    let html = matchup_page(&fixtures::templates(), &matchups[0], &matchups).unwrap();
    assert!(!html.contains("<script>alert"));
    let start = html
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap();
    let data: Value = serde_json::from_str(start.split("</script>").next().unwrap()).unwrap();
    let part = |name: &str| {
        let parts = data["@graph"].as_array().unwrap();
        let found = parts.iter().find(|part| part["@type"] == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    let faq = part("FAQPage");
    assert_eq!(
        faq["mainEntity"][0]["name"],
        "Is </script><script>alert(1)</script> safe?"
    );
    assert_eq!(
        faq["mainEntity"].as_array().unwrap().len(),
        matchups[0].faqs.len()
    );
    let article = part("Article");
    assert_eq!(article["headline"], matchups[0].title.as_str());
    assert_eq!(article["dateModified"], matchups[0].updated.to_string());
    let crumbs = part("BreadcrumbList");
    assert_eq!(
        crumbs["itemListElement"][2]["item"],
        format!("https://stackmatch.example/matchups/{}", matchups[0].slug)
    );
}

#[test]
fn the_other_order_of_two_sides_is_known() {
    assert_eq!(
        reversed("django-vs-nodejs").as_deref(),
        Some("nodejs-vs-django")
    );
    assert_eq!(reversed("django"), None);
}

#[test]
fn a_brand_of_its_own_shows_its_name_its_colours_and_its_people() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/brand");
    let source = Source::folder(&folder).unwrap();
    let (content, model) = crate::recommendation::load(&source).unwrap();
    assert_eq!(source.unread(&folder).unwrap(), Vec::<String>::new());
    let messages = Messages::embedded().unwrap();
    let web = Web::prepare(
        &content,
        &model,
        None,
        "https://x.example",
        &Retention::default(),
        &messages,
    )
    .unwrap();
    let html = String::from_utf8(web.home.body().to_vec()).unwrap();
    assert!(
        html.contains("Marlow &amp; Pike") && !html.contains("Stackmatch"),
        "{html}"
    );
    for person in &content.brand.people {
        assert!(html.contains(&person.name), "{}", person.name);
        let photo = format!("content/{}", person.photo);
        assert!(
            html.contains(&format!("src=\"/static/{photo}?v=")),
            "{photo}"
        );
        assert!(web.assets.file(&photo).is_some(), "{photo}");
    }
    assert!(html.contains("calendar.example&#x2f;jana\""));
    let css = web.assets.file("site.css").unwrap().body();
    assert!(String::from_utf8_lossy(css).contains("--brand: #2b3a8f"));
}

#[test]
fn the_home_page_counts_what_it_claims() {
    let (content, model) = crate::recommendation::embedded().unwrap();
    let messages = Messages::embedded().unwrap();
    let web = Web::prepare(
        &content,
        &model,
        None,
        "https://x.example",
        &Retention::default(),
        &messages,
    )
    .unwrap();
    let html = String::from_utf8(web.home.body().to_vec()).unwrap();
    let technologies = content.catalogue.technologies.len();
    assert!(html.contains(&format!("<dd>{technologies}</dd>")));
    assert!(html.contains("<meta property=\"og:title\"") && !html.contains("og:image"));
    let questions = Estimate::of(&content.questionnaire).questions;
    assert!(
        html.contains(&format!("{questions} questions")),
        "{questions}"
    );
    // Nothing on the page comes from elsewhere.
    for (start, end) in [("src=\"", '"'), ("<link rel=\"stylesheet\" href=\"", '"')] {
        for rest in html.split(start).skip(1) {
            let address = rest.split(end).next().unwrap();
            assert!(address.starts_with("/static/"), "{address}");
        }
    }
}

#[test]
fn the_list_says_how_many_it_shows_and_offers_a_way_out_of_an_empty_one() {
    let (templates, matchups) = (fixtures::templates(), fixtures::matchups());
    let found: Vec<_> = matchups.iter().collect();
    let all = list_page(
        &templates,
        &matchups,
        &MatchupList {
            found: &found,
            ..MatchupList::default()
        },
    )
    .unwrap();
    assert!(all.contains(&format!("{} matchups", matchups.len())));
    assert!(!all.contains("noindex"));

    let none = list_page(
        &templates,
        &matchups,
        &MatchupList {
            q: "\"><b>cobol",
            ..MatchupList::default()
        },
    )
    .unwrap();
    assert!(
        none.contains("0 matchups")
            && none.contains("Start your blueprint")
            && none.contains("noindex")
    );
    assert!(none.contains("value=\"&quot;&gt;&lt;b&gt;cobol\""));

    let one = MatchupList {
        found: &found[..1],
        category: "database",
        technology: "",
        q: "",
    };
    let one = list_page(&templates, &matchups, &one).unwrap();
    assert!(one.contains("1 matchup <a"), "{one}");
    assert!(one.contains("<option value=\"database\" selected>"));
}

#[test]
fn what_to_read_next_begins_in_the_same_category() {
    let mut matchups = fixtures::matchups();
    let last = matchups.len() - 1;
    matchups[last].category = matchups[0].category.clone();
    let next = related(&matchups[0], &matchups);
    assert_eq!(next[0].slug, matchups[last].slug);
    assert!(next.iter().all(|other| other.slug != matchups[0].slug));
}

#[test]
fn the_pages_of_text_name_the_consultancy_and_are_in_the_sitemap() {
    let content = fixtures::content();
    let sitemap = sitemap_xml(&content, "https://stackmatch.example");
    for page in &content.pages {
        let body = page.write(&content.brand, &Retention::default()).unwrap();
        let html = text_page(&fixtures::templates(), page, &body).unwrap();
        assert!(html.contains(&format!("<h1>{}</h1>", page.title)));
        assert!(
            !html.contains("{{") && !html.contains("{%"),
            "{}",
            page.slug
        );
        for section in &body.sections {
            assert!(html.contains(&format!("<h2 id=\"{}\">", section.anchor)));
        }
        let address = format!("https://stackmatch.example{}", page.address());
        assert!(
            html.contains(
                &format!("<link rel=\"canonical\" href=\"{address}\">").replace('/', "&#x2f;")
            ) || html.contains(&format!("href=\"{address}\""))
        );
        assert_eq!(
            sitemap
                .matches(&format!("<loc>{address}</loc><lastmod>{}", page.updated))
                .count(),
            1
        );
        assert_eq!(sitemap.matches(&format!("<loc>{address}</loc>")).count(), 1);
    }
    let privacy = content.pages[0].write(
        &content.brand,
        &Retention {
            drafts_days: 7,
            leads_days: Some(400),
        },
    );
    let privacy = format!("{:?}", privacy.unwrap());
    assert!(privacy.contains("deleted 7 days after") && privacy.contains("at most 400 days"));
}
