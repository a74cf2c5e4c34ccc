//! Tests of messages.

use std::sync::LazyLock;

use minijinja::Environment;

use super::*;
use crate::t;

const TEXT: &str = "\
# A comment.
-brand = Stackmatch
greeting = Hello { $name }, welcome to { -brand }.
minutes =
    { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }
both = { greeting } It takes { minutes }.
";

/// The embedded English messages.
pub(crate) fn english() -> &'static Locale {
    static MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::embedded().unwrap());
    MESSAGES.english()
}

fn locale(text: &str) -> Locale {
    Locale::new(Language::En, [("locales/en/test.ftl", text)]).unwrap()
}

fn errors(text: &str) -> Vec<String> {
    Locale::new(Language::En, [("locales/en/test.ftl", text)])
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_message_is_formatted_without_isolation_marks() {
    let locale = locale(TEXT);
    assert_eq!(
        t!(locale, "both", name = "Ada", minutes = 1),
        "Hello Ada, welcome to Stackmatch. It takes 1 minute."
    );
    assert_eq!(t!(locale, "minutes", minutes = 5), "5 minutes");
}

#[test]
fn a_message_that_cannot_be_formatted_is_shown_by_its_id() {
    let locale = locale(TEXT);
    assert_eq!(locale.format("nothing", &[]), "nothing");
    assert_eq!(locale.format("greeting", &[]), "greeting");
}

#[test]
fn a_message_takes_the_variables_of_those_that_it_refers_to() {
    let locale = locale(TEXT);
    let variables = locale.variables("both").unwrap();
    assert_eq!(Vec::from_iter(variables), ["minutes", "name"]);
    assert_eq!(locale.variables("nothing"), None);
    assert_eq!(
        Vec::from_iter(locale.ids()),
        ["both", "greeting", "minutes"]
    );
}

#[test]
fn mistakes_are_named_with_their_file_and_line() {
    assert_eq!(
        errors("a = One\nb = Two\na = Three\n"),
        ["locales/en/test.ftl:1: `a` is defined twice"]
    );
    assert_eq!(
        errors("a = One\nb = { c }\n"),
        ["locales/en/test.ftl:2: `b` refers to `c`, which does not exist"]
    );
    assert!(errors("a = One\nb = { $c\n")[0].starts_with("locales/en/test.ftl:"));
}

#[test]
fn translations_have_the_messages_and_variables_of_the_original() {
    let original = locale("a = { $x } and { $y }\nb = B\n");
    let other = locale("a = { $x } oder { $z }\nc = C\n");
    let errors: Vec<String> = other
        .differences(&original)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        errors,
        [
            "locales/en/test.ftl:2: `b` is missing in the language en",
            "locales/en/test.ftl:1: `a` has no variable $z; it has $x, $y",
            "locales/en/test.ftl:2: `c` is not used; remove it",
        ]
    );
    assert_eq!(original.differences(&original), []);
}

#[test]
fn templates_escape_messages_and_refuse_unknown_ones() {
    let mut environment = Environment::new();
    add_to_templates(&mut environment, &locale(TEXT));
    let render = |source| environment.render_named_str("page.html", source, ());
    assert_eq!(
        render("{{ t('greeting', name='<b>') }} {{ t('minutes', minutes=2) }}").unwrap(),
        "Hello &lt;b&gt;, welcome to Stackmatch. 2 minutes"
    );
    for source in ["{{ t('nothing') }}", "{{ t('greeting') }}"] {
        assert!(render(source).is_err(), "{source}");
    }
}

#[test]
fn uses_are_found_in_code_and_templates() {
    let call = |line, id: &str, arguments: &[&str]| Call {
        line,
        id: id.to_owned(),
        arguments: arguments.iter().map(|name| (*name).to_owned()).collect(),
    };
    let source = "format(\"x\");\nt!(cx.locale, \"a\", x = f(1, y = 2), z = \"a, b\")\n{{ t('b-c', n=row.n) }}{{ t(\"d\") }}\nmessage!(\"e\", x = 1)";
    assert_eq!(
        calls(source),
        [
            call(2, "a", &["x", "z"]),
            call(3, "b-c", &["n"]),
            call(3, "d", &[]),
            call(4, "e", &["x"]),
        ]
    );
}

#[test]
fn the_embedded_messages_are_without_mistakes() {
    Messages::embedded().unwrap();
    assert_eq!(Messages::waiting(None), []);
}

#[test]
fn a_language_that_waits_is_checked_for_syntax_and_never_offered() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("de")).unwrap();
    let write = |text| std::fs::write(folder.path().join("de/mail.ftl"), text).unwrap();
    write("mail-greeting = Guten Tag");
    assert_eq!(Messages::waiting(Some(folder.path())), []);
    write("mail-greeting = Guten Tag { $name");
    let errors = Messages::waiting(Some(folder.path()));
    assert!(
        errors[0].to_string().starts_with("locales/de/mail.ftl:1: "),
        "{errors:?}"
    );
    let messages = Messages::load(Some(folder.path())).unwrap();
    assert_eq!(messages.locale(Language::De).language(), Language::En);
    assert!(
        messages
            .offered()
            .all(|locale| locale.language() == Language::En)
    );
}
