//! Properties of every mail, from its samples.

mod appearance;
mod message;
mod templates;
mod transport;

use std::path::Path;

use chrono::{TimeZone, Utc};

use super::*;
use crate::content::Content;
use crate::content::brand::Brand;
use crate::i18n::{Language, Messages};

fn brand() -> Brand {
    Brand {
        legal: "Example Consulting Ltd, 1 Sample Street, Exampleton. Company no. 00000000"
            .to_owned(),
        ..Content::embedded().unwrap().brand
    }
}

fn templates() -> Templates {
    load(None).unwrap()
}

fn load(overrides: Option<&Path>) -> Result<Templates, TemplateError> {
    load_with(overrides, &brand())
}

/// The templates of a brand whose photos are all the same drawing.
fn load_with(overrides: Option<&Path>, brand: &Brand) -> Result<Templates, TemplateError> {
    let messages = Messages::embedded().unwrap();
    let photo = brand.logo.as_bytes();
    Templates::load(
        overrides,
        brand,
        Pictures::draw(brand, |_| Ok(photo.to_vec())).unwrap(),
        "https://stackmatch.example/",
        &messages,
    )
}

fn letter(rendered: Rendered) -> Message {
    Message::new(
        "Stackmatch <hello@stackmatch.example>".parse().unwrap(),
        visitor_mailbox("Zoë O’Brien", "zoe@example.org").unwrap(),
        rendered,
        "report.0198c0de@stackmatch.example".to_owned(),
        Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
    )
    .reply_to(Some(
        visitor_mailbox("Grace Hopper", "grace@example.org").unwrap(),
    ))
    .attach([Attachment {
        filename: "blueprint.pdf".to_owned(),
        mime: "application/pdf".to_owned(),
        bytes: b"%PDF-1.7 \x00\xff".to_vec(),
    }])
}

/// What a reader sees of the HTML.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let (mut text, mut inside) = (String::new(), true);
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn every_sample_is_small_complete_and_loads_nothing_from_elsewhere() {
    for Sample { name, rendered, .. } in samples(&templates()).unwrap() {
        let Rendered {
            subject,
            text,
            html,
            pictures,
        } = rendered;
        assert!(html.len() <= 100_000, "{name}: {} bytes", html.len());
        assert!(
            !subject.is_empty() && !subject.contains(['\n', '\r']),
            "{name}: {subject:?}"
        );
        for forbidden in ["<script", "<link", "@import", "url(", " background=\""] {
            assert!(!html.contains(forbidden), "{name} holds {forbidden}");
        }
        for image in html.split("<img ").skip(1) {
            let image = image.split('>').next().unwrap();
            let known = pictures
                .iter()
                .any(|picture| image.contains(&format!("src=\"{}\"", picture.src)));
            assert!(
                known,
                "{name} shows a picture that is not sent with it: {image}"
            );
            for attribute in ["alt=", "width=", "height="] {
                assert!(
                    image.contains(attribute),
                    "{name}: {attribute} is missing: {image}"
                );
            }
        }
        assert_eq!(pictures[0].id, "logo@pictures", "{name}");
        if !name.contains("-hostile-") {
            for part in [&subject, &text, &html] {
                assert!(
                    !part.contains("{{") && !part.contains("{%"),
                    "{name} holds an unresolved template tag"
                );
            }
        }
        assert!(text.contains("\n-- \nStackmatch"), "{name} has no footer");
        assert!(!text.contains("\n\n\n"), "{name} has a gap:\n{text}");
    }
}

#[test]
fn the_text_part_says_everything_that_the_html_part_says() {
    for Sample { name, rendered, .. } in samples(&templates()).unwrap() {
        let said = format!("{} {}", rendered.subject, rendered.text)
            .to_lowercase()
            .replace('ß', "ss");
        let said: std::collections::BTreeSet<_> = words(&said).into_iter().collect();
        let html = visible(&rendered.html).to_lowercase().replace('ß', "ss");
        for word in words(&html) {
            assert!(said.contains(word), "{name}: {word:?} is only in the HTML");
        }
    }
}

/// After a change that is meant: `INSTA_UPDATE=always cargo test --lib mail`, and read what `git diff` shows.
#[test]
fn every_mail_matches_its_reviewed_snapshot() {
    let samples = samples(&templates()).unwrap();
    assert_eq!(samples.len(), 28, "a mail has come or gone");
    for Sample { name, rendered, .. } in samples {
        let Rendered {
            subject,
            text,
            html,
            ..
        } = rendered;
        // The head is the layout's, the same for all but the title.
        let body = html.split_once("<body").unwrap().1;
        insta::assert_snapshot!(name, format!("Subject: {subject}\n\n{text}\n<body{body}"));
    }
}
