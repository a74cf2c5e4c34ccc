//! Templates and texts: overrides, mistakes, and escaping.

use super::*;

#[test]
fn texts_of_earlier_versions_are_refused_with_the_new_place() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("erased")).unwrap();
    std::fs::write(folder.path().join("erased/words.yaml"), "en: {title: Gone}").unwrap();
    let error = load(Some(folder.path())).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "emails/erased/words.yaml: is not read any more; copy locales/en/mail.ftl"
        ),
        "{error}"
    );
    assert!(error.contains("STACKMATCH_LOCALES_DIR"), "{error}");
    assert_eq!(unread(folder.path()).unwrap(), Vec::<String>::new());
}

#[test]
fn a_template_that_uses_a_message_wrongly_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("erased")).unwrap();
    let error = |text: &str| {
        std::fs::write(folder.path().join("erased/parts.txt"), text).unwrap();
        load(Some(folder.path())).unwrap_err().to_string()
    };
    assert_eq!(
        error("\n{{ t('mail-erased-titel') }}"),
        "emails/erased/parts.txt: line 2: there is no message `mail-erased-titel`; did you mean `mail-erased-title`?"
    );
    assert_eq!(
        error("{{ t('mail-erased-title', name='x') }}"),
        "emails/erased/parts.txt: line 1: `mail-erased-title` takes no arguments"
    );
    assert_eq!(
        error("{{ t('mail-erased-reply') }}"),
        "emails/erased/parts.txt: line 1: `mail-erased-reply` takes exactly the arguments `reference`"
    );
}

#[test]
fn a_language_that_is_not_offered_gets_english_mails() {
    let (_, email) = Erased::samples().remove(0);
    let templates = templates();
    assert_eq!(
        email.render(&templates, Language::De).unwrap(),
        email.render(&templates, Language::En).unwrap()
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
    tame.summary.who = "Navy Yard Ltd".to_owned();
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
            phone: letters(&contact.phone),
            best_time: letters(&contact.best_time),
            local_time: letters(&contact.local_time),
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
        load(Some(folder.path())).and_then(|templates| email.render(&templates, Language::En))
    };
    std::fs::write(
        mail.join("body.txt"),
        "{{ t('mail-greeting') }} {{ reference }}",
    )
    .unwrap();
    let rendered = render().unwrap();
    assert_eq!(rendered.text, "Hello, SM-7K2M-Q4");
    assert_eq!(
        rendered.subject,
        "Django, PostgreSQL, Render: your architecture blueprint (SM-7K2M-Q4)"
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
    std::fs::write(folder.path().join("erased/body.txt"), "{{ letter.title }}!").unwrap();
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
