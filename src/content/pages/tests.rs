//! Pages: their mistakes, and what they say.

use super::*;
use crate::content::Content;

fn brand() -> Brand {
    let mut brand = Content::embedded().unwrap().brand;
    brand.name = "Böse & <b>Söhne</b>".to_owned();
    brand.legal = "Acme Ltd, *Exampleton*\n## Not a heading".to_owned();
    brand.contact.email = "hello_there@acme.example".to_owned();
    brand
}

/// The pages of the program with one more, and their mistakes.
fn loaded(body: &str) -> (Vec<Page>, Vec<String>) {
    let text = format!("---\ntitle: Terms\nsummary: What holds.\nupdated: 2026-11-27\n---\n{body}");
    let source = Source::embedded().with("pages/terms.md", &text);
    let mut problems = Vec::new();
    let matchups = BTreeSet::from(["tea-vs-coffee"]);
    let pages = Page::load_all(&source, Some(&brand()), &matchups, &mut problems);
    (pages, problems.iter().map(Problem::to_string).collect())
}

fn problems(body: &str) -> Vec<String> {
    loaded(body).1
}

fn written(body: &str, retention: Retention) -> WrittenPage {
    let (pages, problems) = loaded(body);
    assert_eq!(problems, Vec::<String>::new());
    pages.last().unwrap().write(&brand(), &retention).unwrap()
}

#[test]
fn the_shipped_pages_come_first_and_have_the_addresses_that_footers_link_to() {
    let (pages, problems) = loaded("Text.\n");
    assert_eq!(problems, Vec::<String>::new());
    let addresses: Vec<String> = pages.iter().map(Page::address).collect();
    assert_eq!(
        addresses,
        ["/privacy", "/imprint", "/accessibility", "/pages/terms"]
    );
}

#[test]
fn a_value_is_shown_as_text_whatever_it_holds() {
    let page = written(
        "By {{ brand.name }}, {{ brand.legal }}. [{{ brand.contact.email }}](mailto:{{ brand.contact.email }})\n",
        Retention::default(),
    );
    assert_eq!(page.sections, []);
    assert_eq!(
        page.introduction,
        "<p>By Böse &amp; &lt;b&gt;Söhne&lt;/b&gt;, Acme Ltd, *Exampleton* ## Not a heading. \
         <a href=\"mailto:hello_there@acme.example\">hello_there@acme.example</a></p>"
    );
}

#[test]
fn a_part_is_left_out_when_its_setting_is_not_set() {
    let body = "Text.\n\n## Leads\n\n{% if retention.leads_days %}\nErased after {{ retention.leads_days }} days.\n{% else %}\nKept until you ask.\n{% endif %}\n";
    let html = |leads_days| {
        let retention = Retention {
            leads_days,
            ..Retention::default()
        };
        written(body, retention).sections[0].html.clone()
    };
    assert_eq!(html(None), "<p>Kept until you ask.</p>");
    assert_eq!(html(Some(90)), "<p>Erased after 90 days.</p>");
    assert_eq!(
        written(body, Retention::default()).sections[0].anchor,
        "leads"
    );
}

#[test]
fn an_unknown_name_is_refused_with_its_place_even_where_nothing_shows_it() {
    let found = problems("Text.\n\n{% if brand.legal %}{{ brand.nmae }}{% endif %}\n");
    assert!(
        found[0].starts_with(
            "content/pages/terms.md:8:24: there is no value `brand.nmae`; did you mean `brand.name`?"
        ),
        "{found:?}"
    );
    assert!(
        problems("{{ person }}\n")[0]
            .contains("pages have brand.booking_url, brand.contact.address, ")
    );
    assert!(problems("One.\n{% if %}\n")[0].starts_with("content/pages/terms.md:7:1: "));
}

#[test]
fn markdown_headings_and_links_are_checked() {
    for (body, message) in [
        ("Text <b>x</b>.\n", "raw HTML is not allowed"),
        ("# Terms\n", "the page has its title already"),
        ("[x](javascript:alert(1))\n", "a link must go to"),
        ("[x](/pricacy)\n", "no such page; did you mean `/privacy`?"),
        ("[x](/matchups/tea-vs-cofee)\n", "no such page"),
        (
            "## Rights\n\nText.\n\n[x](#right)\n",
            "no such heading; did you mean `rights`?",
        ),
        (
            "## Rights\n\nText.\n\n## Rights\n\nText.\n",
            "that no other heading has",
        ),
    ] {
        let found = problems(body);
        assert!(
            found.iter().any(|problem| problem.contains(message)),
            "{body}: {found:?}"
        );
    }
    let good = "## Rights\n\n[a](#rights) [b](/privacy#who) [c](/pages/terms) [d](/matchups/tea-vs-coffee) [e](https://example.org)\n";
    assert_eq!(problems(good), Vec::<String>::new());
}

#[test]
fn a_file_that_is_no_page_and_a_page_that_is_missing_are_named() {
    let mut found = Vec::new();
    let source = Source::default()
        .with("pages/Terms.md", "---\n---\n")
        .with("pages/imprint.md", "no data")
        .with(
            "pages/privacy.md",
            "---\ntitle: \"\"\nsummary: x\nupdated: soon\n---\n",
        );
    Page::load_all(&source, None, &BTreeSet::new(), &mut found);
    let found: Vec<String> = found.iter().map(Problem::to_string).collect();
    for message in [
        "content/pages/Terms.md:1:1: `Terms.md` becomes an address",
        "content/pages/imprint.md:1:1: the file must start with",
        "content/pages/privacy.md:2:8: this text is empty",
        "content/pages/privacy.md:4:10: `soon` is not a date",
        "content/pages/accessibility.md:1:1: this page is missing",
    ] {
        assert!(
            found.iter().any(|problem| problem.starts_with(message)),
            "{message}: {found:?}"
        );
    }
}
