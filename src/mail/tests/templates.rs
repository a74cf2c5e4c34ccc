//! Templates and texts: overrides, mistakes, and escaping.

use super::*;

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
