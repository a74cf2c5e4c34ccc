//! Headers and parts of a message, and what untrusted text can do to them.

use mail_parser::{Addr, MessageParser, MimeHeaders};

use super::*;

#[test]
fn unrequested_mails_have_one_click_unsubscribe() {
    let (_, email) = Reminder::samples().remove(0);
    let mut message = letter(email.render(&templates(), Language::En).unwrap());
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
fn a_message_reads_back_with_its_headers_parts_and_attachment() {
    let (_, email) = ReportReady::samples().remove(0);
    let rendered = email.render(&templates(), Language::En).unwrap();
    let bytes = letter(rendered.clone()).to_bytes().unwrap();
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
        Some("Django, PostgreSQL, Render: your architecture blueprint (SM-7K2M-Q4)")
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
    let [logo, file] = [0, 1].map(|number| parsed.attachment(number).unwrap());
    assert_eq!(
        (logo.content_id(), logo.attachment_name()),
        (Some("logo@pictures"), None)
    );
    assert_eq!(logo.contents(), &*rendered.pictures[0].png);
    assert_eq!(
        (file.attachment_name(), file.contents()),
        (Some("blueprint.pdf"), &b"%PDF-1.7 \x00\xff"[..])
    );
    assert_eq!(parsed.attachment_count(), 2);
}

#[test]
fn the_same_message_has_the_same_bytes() {
    let (_, email) = ReportReady::samples().remove(0);
    let message = letter(email.render(&templates(), Language::En).unwrap());
    assert_eq!(message.to_bytes().unwrap(), message.to_bytes().unwrap());
}

#[test]
fn nothing_that_a_visitor_types_becomes_a_header() {
    let (_, email) = ReportReady::samples().remove(0);
    let mut message = letter(email.render(&templates(), Language::En).unwrap());
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
        parsed.attachment(1).unwrap().attachment_name(),
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
    let mut message = letter(email.render(&templates(), Language::En).unwrap());
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
