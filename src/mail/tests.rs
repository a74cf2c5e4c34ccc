//! What must hold for every mail that leaves the house.

use std::path::Path;

use chrono::{TimeZone, Utc};
use mail_parser::{Addr, MessageParser, MimeHeaders};

use super::*;
use crate::content::Content;
use crate::content::brand::Brand;
use crate::content::language::Language;

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
    Templates::load(overrides, &brand(), "https://stackmatch.example/")
}

fn letter(rendered: &Rendered) -> Message {
    Message {
        from: "Stackmatch <hello@stackmatch.example>".parse().unwrap(),
        to: visitor_mailbox("Zoë O’Brien", "zoe@example.org").unwrap(),
        reply_to: Some(visitor_mailbox("Grace Hopper", "grace@example.org").unwrap()),
        subject: rendered.subject.clone(),
        text: rendered.text.clone(),
        html: rendered.html.clone(),
        attachments: vec![Attachment {
            filename: "blueprint.pdf".to_owned(),
            mime: "application/pdf".to_owned(),
            bytes: b"%PDF-1.7 \x00\xff".to_vec(),
        }],
        message_id: "report.0198c0de@stackmatch.example".to_owned(),
        date: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        auto_submitted: true,
        unsubscribe: None,
    }
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
        } = rendered;
        assert!(html.len() <= 100_000, "{name}: {} bytes", html.len());
        assert!(
            !subject.is_empty() && !subject.contains(['\n', '\r']),
            "{name}: {subject:?}"
        );
        for forbidden in [
            "<img",
            "<script",
            "<link",
            "@import",
            "url(",
            " background=\"",
        ] {
            assert!(!html.contains(forbidden), "{name} holds {forbidden}");
        }
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
fn every_mail_reads_as_it_did_when_a_person_last_read_it() {
    let samples = samples(&templates()).unwrap();
    assert_eq!(samples.len(), 52, "a mail has come or gone");
    for Sample { name, rendered, .. } in samples {
        let Rendered {
            subject,
            text,
            html,
        } = rendered;
        // The head is the layout's, the same for all but the title.
        let body = html.split_once("<body").unwrap().1;
        if name.ends_with("-en") || name.contains("-normal-") {
            insta::assert_snapshot!(name, format!("Subject: {subject}\n\n{text}\n<body{body}"));
        }
    }
}

#[test]
fn a_mail_that_nobody_asked_for_can_be_ended_with_one_click() {
    let (_, email) = Reminder::samples().remove(0);
    let mut message = letter(&email.render(&templates(), Language::En).unwrap());
    message.unsubscribe = Some(email.unsubscribe_url.clone());
    let bytes = message.to_bytes().unwrap();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    let header = |name: &str| parsed.header_raw(name).map(str::trim).map(str::to_owned);
    assert_eq!(
        header("List-Unsubscribe").unwrap(),
        format!("<{}>", email.unsubscribe_url)
    );
    assert_eq!(
        header("List-Unsubscribe-Post").unwrap(),
        "List-Unsubscribe=One-Click"
    );
    assert!(
        message.text.contains(&email.unsubscribe_url),
        "and by people who read text"
    );
    message.unsubscribe = Some("https://x.example/>\r\nBcc: victim@example.org".to_owned());
    assert!(message.to_bytes().unwrap_err().is_permanent());
}

#[test]
fn words_that_differ_between_languages_or_do_not_compile_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("erased")).unwrap();
    let error = |words: &str| {
        std::fs::write(folder.path().join("erased/words.yaml"), words).unwrap();
        load(Some(folder.path())).unwrap_err().to_string()
    };
    assert_eq!(
        error("en: {subject: Gone}"),
        "emails/erased/words.yaml: the language de is missing"
    );
    let odd = error("en: {subject: Gone, title: Gone}\nde: {subject: Weg}");
    assert_eq!(
        odd,
        "emails/erased/words.yaml: `title` is in one language and not in another"
    );
    let broken = error("en: {subject: '{% if %}'}\nde: {subject: Weg}");
    assert!(
        broken.starts_with("emails/erased/words.yaml: line 1"),
        "{broken}"
    );
}

#[test]
fn what_a_visitor_typed_shows_as_text_and_adds_no_tag() {
    let templates = templates();
    let (_, hostile) = LeadQualified::samples()
        .into_iter()
        .find(|(name, _)| *name == "hostile")
        .unwrap();
    let rendered = hostile.render(&templates, Language::En).unwrap();
    assert!(rendered.html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(
        rendered
            .html
            .contains("&lt;b&gt;Böse &amp; Söhne&lt;&#x2f;b&gt;")
            && rendered.html.contains("🚀 עולם")
    );
    assert!(rendered.html.contains("{% include &#x27;layout&#x27; %}"));
    assert!(
        rendered.text.contains("<b>Böse & Söhne</b>"),
        "the text part is not escaped"
    );
    assert!(!rendered.text.contains("\nBcc:"));
    assert!(
        rendered
            .text
            .contains("> </td></table><h1>Hi</h1>\n> .\n> QUIT\n"),
        "{}",
        rendered.text
    );
    assert!(!rendered.html.contains('\u{202e}') && !rendered.text.contains('\u{202e}'));
    let tags = |html: &str| html.matches('<').count();
    let (_, normal) = LeadQualified::samples().remove(0);
    let mut tame = hostile;
    tame.contact = ContactLike::tame(&tame.contact);
    tame.overrides = vec!["Free mail".to_owned()];
    assert_eq!(
        tags(&rendered.html),
        tags(&tame.render(&templates, Language::En).unwrap().html)
    );
    assert!(tags(&normal.render(&templates, Language::En).unwrap().html) > 100);
}

/// The same contact with letters in place of everything that could be markup.
struct ContactLike;

impl ContactLike {
    fn tame(contact: &lead_qualified::ContactBrief) -> lead_qualified::ContactBrief {
        let letters = |text: &str| {
            text.chars()
                .map(|c| if c == '\n' { c } else { 'x' })
                .collect::<String>()
        };
        lead_qualified::ContactBrief {
            name: letters(&contact.name),
            email: letters(&contact.email),
            company: letters(&contact.company),
            country: letters(&contact.country),
            message: contact.message.as_deref().map(letters),
        }
    }
}

#[test]
fn a_message_reads_back_with_its_headers_parts_and_attachment() {
    let (_, email) = ReportReady::samples().remove(0);
    let rendered = email.render(&templates(), Language::En).unwrap();
    let bytes = letter(&rendered).to_bytes().unwrap();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    let address = |addr: &Addr<'_>| {
        (
            addr.name.clone().unwrap_or_default().into_owned(),
            addr.address.clone().unwrap_or_default().into_owned(),
        )
    };
    assert_eq!(
        address(parsed.to().unwrap().first().unwrap()),
        ("Zoë O’Brien".to_owned(), "zoe@example.org".to_owned())
    );
    assert_eq!(
        address(parsed.reply_to().unwrap().first().unwrap()),
        ("Grace Hopper".to_owned(), "grace@example.org".to_owned())
    );
    assert_eq!(
        parsed.subject(),
        Some("Your architecture blueprint is ready (SM-7K2M-Q4)")
    );
    assert_eq!(
        parsed.message_id(),
        Some("report.0198c0de@stackmatch.example")
    );
    assert_eq!(parsed.date().unwrap().to_rfc3339(), "2026-08-22T09:30:00Z");
    assert_eq!(
        parsed.header_raw("Auto-Submitted").map(str::trim),
        Some("auto-generated")
    );
    let normal = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    assert_eq!(
        normal(&parsed.body_text(0).unwrap()),
        normal(&rendered.text)
    );
    assert_eq!(
        normal(&parsed.body_html(0).unwrap()),
        normal(&rendered.html)
    );
    let file = parsed.attachment(0).unwrap();
    assert_eq!(
        (file.attachment_name(), file.contents()),
        (Some("blueprint.pdf"), &b"%PDF-1.7 \x00\xff"[..])
    );
    assert_eq!(parsed.attachment_count(), 1);
}

#[test]
fn the_same_message_has_the_same_bytes() {
    let (_, email) = ReportReady::samples().remove(0);
    let message = letter(&email.render(&templates(), Language::En).unwrap());
    assert_eq!(message.to_bytes().unwrap(), message.to_bytes().unwrap());
}

#[test]
fn nothing_that_a_visitor_types_becomes_a_header() {
    let (_, email) = ReportReady::samples().remove(0);
    let mut message = letter(&email.render(&templates(), Language::En).unwrap());
    let attack = "Mallory\r\nBcc: victim@example.org\r\n\r\nBuy now";
    message.subject = attack.to_owned();
    message.to = Mailbox::new(Some(attack.to_owned()), "zoe@example.org".parse().unwrap());
    message.attachments[0].filename = attack.to_owned();
    let bytes = message.to_bytes().unwrap();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert!(parsed.bcc().is_none());
    assert_eq!(
        parsed.subject(),
        Some("Mallory Bcc: victim@example.org Buy now")
    );
    assert_eq!(parsed.to().unwrap().iter().count(), 1);
    assert_eq!(
        parsed.attachment(0).unwrap().attachment_name(),
        Some("Mallory Bcc: victim@example.org Buy now")
    );
    assert!(visitor_mailbox("Mallory", "a@example.org\r\nBcc: victim@example.org").is_err());
    message.message_id = "x>\r\nBcc: victim@example.org".to_owned();
    assert!(message.to_bytes().unwrap_err().is_permanent());
}

#[test]
fn no_header_shows_a_visitors_link_or_decodes_what_they_typed() {
    for (name, shown) in [
        ("Ada Lovelace", Some("Ada Lovelace")),
        ("Cheap pills at https://evil.example", None),
        ("evil。example", None),
        ("=?utf-8?b?QQ==?=", None),
    ] {
        assert_eq!(
            visitor_mailbox(name, "zoe@example.org")
                .unwrap()
                .name
                .as_deref(),
            shown
        );
    }
    let (_, email) = ReportReady::samples().remove(0);
    let mut message = letter(&email.render(&templates(), Language::En).unwrap());
    let encoded = "=?utf-8?b?QQ==?=";
    message.subject = encoded.to_owned();
    message.to = Mailbox::new(Some(encoded.to_owned()), "zoe@example.org".parse().unwrap());
    message.attachments[0].filename = encoded.to_owned();
    let bytes = message.to_bytes().unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains(encoded));
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.subject(), Some("= ?utf-8?b?QQ== ?="));
    assert_eq!(
        parsed.to().unwrap().first().unwrap().name(),
        Some("= ?utf-8?b?QQ== ?=")
    );
}

#[test]
fn a_mailbox_of_a_setting_may_have_any_domain_and_is_mailed_in_ascii() {
    for (text, plain) in [
        (
            "Acme <hello@müller.example>",
            "Acme <hello@xn--mller-kva.example>",
        ),
        (
            "\"Acme, Inc.\" <hello@acme.example>",
            "\"Acme, Inc.\" <hello@acme.example>",
        ),
        ("Jürgen <hello@acme.example>", "Jürgen <hello@acme.example>"),
        (" hello@ACME.example ", "hello@acme.example"),
    ] {
        assert_eq!(parse_mailbox(text).unwrap().to_string(), plain);
    }
    for text in [
        "",
        "Acme",
        "Acme <jürgen@acme.example>",
        "hello@192.0.2.1",
        "\"a b\"@acme.example",
        "<>",
    ] {
        assert!(parse_mailbox(text).is_err(), "{text}");
    }
}

#[tokio::test]
async fn the_outbox_holds_each_mail_once_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::file(&folder.path().join("data/outbox")).unwrap();
    let (_, email) = ReportReady::samples().remove(0);
    let message = letter(&email.render(&templates(), Language::En).unwrap());
    mailer.send(&message).await.unwrap();
    mailer.send(&message).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("data/outbox"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, ["report.0198c0de@stackmatch.example.eml"]);
    assert_eq!(
        std::fs::read(folder.path().join("data/outbox").join(&files[0])).unwrap(),
        message.to_bytes().unwrap()
    );
}

#[tokio::test]
async fn a_mailer_in_memory_keeps_what_it_was_given() {
    let mailer = Mailer::memory();
    let (_, email) = LeadQualified::samples().remove(0);
    mailer
        .clone()
        .send(&letter(&email.render(&templates(), Language::En).unwrap()))
        .await
        .unwrap();
    assert_eq!(mailer.sent().len(), 1);
    assert_eq!(
        mailer.sent()[0].subject,
        "[A1] SM-7K2M-Q4: business portal, more than 500,000, right away; call by 18:12 UTC"
    );
}

#[test]
fn a_folder_replaces_single_files_and_its_mistakes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("report_ready");
    std::fs::create_dir(&mail).unwrap();
    let render = || {
        let (_, email) = ReportReady::samples().remove(0);
        load(Some(folder.path())).and_then(|templates| email.render(&templates, Language::De))
    };
    std::fs::write(mail.join("body.txt"), "{{ w.greeting }} {{ reference }}").unwrap();
    let rendered = render().unwrap();
    assert_eq!(rendered.text, "Guten Tag Ada, SM-7K2M-Q4");
    assert_eq!(
        rendered.subject,
        "Ihr Architektur-Bauplan ist fertig (SM-7K2M-Q4)"
    );

    std::fs::write(mail.join("body.txt"), "{{ grade }}").unwrap();
    let error = render().unwrap_err().to_string();
    assert!(
        error.starts_with("emails/report_ready/body.txt: "),
        "{error}"
    );
    std::fs::write(mail.join("body.txt"), "{% if %}").unwrap();
    assert!(
        render()
            .unwrap_err()
            .to_string()
            .starts_with("emails/report_ready/body.txt: line 1")
    );
    std::fs::remove_file(mail.join("body.txt")).unwrap();

    // A mail that has the form of a letter can be given one of its own.
    std::fs::create_dir(folder.path().join("erased")).unwrap();
    std::fs::write(folder.path().join("erased/body.txt"), "{{ w.title }}!").unwrap();
    let (_, erased) = Erased::samples().remove(0);
    let rendered = erased
        .render(&load(Some(folder.path())).unwrap(), Language::En)
        .unwrap();
    assert_eq!(rendered.text, "Your data was erased!");

    std::fs::write(folder.path().join("layout.mjml"), "<mjml></mjml>").unwrap();
    assert!(
        load(Some(folder.path()))
            .unwrap_err()
            .to_string()
            .starts_with("emails/layout.mjml: must hold")
    );
}
