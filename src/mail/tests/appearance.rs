//! What all mails have: preview text, logo, signature and footer.

use super::*;
use crate::content::brand::Person;

/// A brand with two people, the first with a photo and a calendar of her own.
fn staffed() -> Brand {
    let person = |name: &str, role: &str, booking_url: &str, photo: &str| Person {
        name: name.to_owned(),
        role: role.to_owned(),
        booking_url: booking_url.to_owned(),
        photo: photo.to_owned(),
    };
    Brand {
        people: vec![
            person(
                "Jana Weiss",
                "Software architect",
                "https://book.example/jana",
                "people/jana.svg",
            ),
            person("Tom Okoro", "Engineer", "", ""),
        ],
        booking_url: "https://book.example/us".to_owned(),
        ..brand()
    }
}

fn sample<E: Email>() -> E {
    E::samples().remove(0).1
}

fn rendered<E: Email>(brand: &Brand, email: &E) -> Rendered {
    let templates = load_with(None, brand).unwrap();
    email.render(&templates, Language::En).unwrap()
}

#[test]
fn the_first_words_of_a_mail_are_its_preview_text_and_nobody_sees_them_twice() {
    for Sample { name, rendered, .. } in samples(&templates()).unwrap() {
        let body = rendered.html.split_once("<body").unwrap().1;
        let (before, preview) = body.split_once("<div style=\"display:none;").unwrap();
        assert!(
            visible(&format!("<body{before}")).trim().is_empty(),
            "{name}"
        );
        let preview = preview
            .split_once('>')
            .unwrap()
            .1
            .split_once("</div>")
            .unwrap()
            .0;
        let (words, filler) = preview.split_once('\u{34f}').unwrap_or((preview, ""));
        assert!(words.chars().count() > 10, "{name}: {words:?}");
        assert!(
            filler.chars().count() > 200,
            "{name}: the inbox shows what follows"
        );
    }
}

#[test]
fn a_person_signs_the_report_with_a_photo_and_a_way_to_book_a_call() {
    let Rendered {
        html,
        text,
        pictures,
        ..
    } = rendered(&staffed(), &sample::<ReportReady>());
    let ids: Vec<&str> = pictures.iter().map(|picture| picture.id.as_str()).collect();
    assert_eq!(ids, ["logo@pictures", "person-1@pictures"]);
    assert!(html.contains("src=\"cid:person-1@pictures\" width=\"56\" height=\"56\" alt=\"\""));
    assert!(text.contains("Jana Weiss, Software architect\n"), "{text}");
    assert!(
        text.contains("Book a call with Jana Weiss: https://book.example/jana\n"),
        "{text}"
    );
}

#[test]
fn the_consultant_of_a_lead_signs_in_place_of_the_first_person() {
    let report = |consultant: &str| ReportReady {
        consultant: consultant.to_owned(),
        ..sample()
    };
    let known = rendered(&staffed(), &report("Tom Okoro"));
    assert!(
        known
            .text
            .contains("Book a call with Tom Okoro: https://book.example/us"),
        "{}",
        known.text
    );
    let other = rendered(&staffed(), &report("Grace Hopper"));
    assert!(other.text.contains("\nGrace Hopper\n"), "{}", other.text);
    assert!(!other.text.contains("Jana") && other.pictures.len() == 1);
}

#[test]
fn without_people_a_mail_asks_for_a_reply() {
    let text = rendered(&brand(), &sample::<ReportReady>()).text;
    assert!(
        text.contains("Questions? Reply to this email. A person reads it.\n"),
        "{text}"
    );
    assert!(!text.contains("Book a call"));
}

/// Anyone can have these sent to anyone.
#[test]
fn a_mail_that_a_stranger_may_have_caused_offers_no_call() {
    let brand = staffed();
    let mails = [
        rendered(&brand, &sample::<ResumeLink>()),
        rendered(&brand, &sample::<OwnerLink>()),
        rendered(&brand, &sample::<ConfirmAddress>()),
        rendered(&brand, &sample::<Reminder>()),
        rendered(&brand, &sample::<Erased>()),
    ];
    for mail in mails {
        assert!(mail.text.contains("Jana Weiss") && !mail.text.contains("book.example"));
    }
}

#[test]
fn every_mail_links_to_privacy_and_imprint() {
    for Sample { name, rendered, .. } in samples(&templates()).unwrap() {
        for page in ["privacy", "imprint"] {
            let address = format!("https://stackmatch.example/{page}");
            assert!(rendered.text.contains(&address), "{name}");
            let escaped = rendered.html.replace("&#x2f;", "/");
            assert!(escaped.contains(&format!("href=\"{address}\"")), "{name}");
        }
    }
}

#[test]
fn pictures_are_inside_the_page_that_a_browser_shows() {
    let mail = rendered(&staffed(), &sample::<ReportReady>());
    let page = mail.standalone_html();
    assert!(!page.contains("cid:"));
    assert_eq!(page.matches("src=\"data:image/png;base64,").count(), 2);
}

#[test]
fn the_subject_for_sales_fits_into_a_list_of_mails_whatever_was_answered() {
    let content = Content::embedded().unwrap();
    let labels = |id: &str| -> Vec<String> {
        let question = content.questionnaire.question(id).unwrap();
        let choices = question.choices().iter();
        choices
            .map(|choice| choice.label_in(Some("CHF")).to_owned())
            .collect()
    };
    let longest = |id: &str| {
        labels(id)
            .into_iter()
            .max_by_key(|label| label.chars().count())
    };
    let templates = templates();
    for product in labels("product") {
        let email = LeadQualified {
            respond_by: "2026-11-28, 18:12 UTC".to_owned(),
            gist: [Some(product), longest("budget"), longest("start")]
                .into_iter()
                .flatten()
                .collect(),
            ..sample()
        };
        let subject = email.render(&templates, Language::En).unwrap().subject;
        assert!(subject.chars().count() <= 78, "{subject}");
        assert!(
            subject.ends_with("; call by 2026-11-28, 18:12 UTC"),
            "{subject}"
        );
    }
    let normal = sample::<LeadQualified>();
    assert_eq!(
        normal.render(&templates, Language::En).unwrap().subject,
        "[A1] SM-7K2M-Q4: business portal, more than 500,000; call by 18:12 UTC"
    );
}

#[test]
fn every_mail_has_a_sender() {
    fn code(folder: &Path) -> String {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| !path.ends_with("mail"))
            .map(|path| match path.is_dir() {
                true => code(&path),
                false => std::fs::read_to_string(path).unwrap(),
            })
            .collect()
    }
    let code = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mails = [
        "ReportReady",
        "LeadQualified",
        "ResumeLink",
        "OwnerLink",
        "ConfirmAddress",
        "Reminder",
        "CorrectionReady",
        "Erased",
        "OperatorAlert",
    ];
    for mail in mails {
        let is_made = [format!("{mail}::new("), format!("{mail} {{")]
            .iter()
            .any(|made| code.contains(made.as_str()));
        assert!(is_made, "nothing sends {mail}");
    }
}
