//! Tests of the template check.

use super::*;
use crate::i18n::Messages;
use crate::web::shared::files::Files;

fn checked(folder: Option<&Path>) -> anyhow::Result<()> {
    let (content, model) = crate::recommendation::embedded().unwrap();
    let messages = Messages::embedded().unwrap();
    check(&content, &model, folder, &messages)
}

/// The error of a check with one overridden template.
fn error_with(name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("templates").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    let error = checked(Some(folder.path())).err();
    error.map_or_else(
        || panic!("{name}: {text} is accepted"),
        |error| format!("{error:#}"),
    )
}

#[test]
fn the_built_in_templates_pass() {
    checked(None).unwrap();
}

#[test]
fn an_overridden_template_that_asks_for_too_much_is_named() {
    let error = error_with("intake/saved.html", "{{ resume_url }} {{ discount }}");
    assert!(error.contains("intake/saved.html"), "{error}");
}

#[test]
fn a_message_that_does_not_exist_is_named_with_its_file_and_line() {
    let error = error_with("site/home.html", "\n{{ t('site-home-titel', site='x') }}");
    assert_eq!(
        error,
        "web/templates/site/home.html:2: there is no message `site-home-titel`; did you mean `site-home-title`?"
    );
    let error = error_with("site/home.html", "{{ t('site-home-title') }}");
    assert!(
        error.ends_with("takes exactly the arguments `site`"),
        "{error}"
    );
}

#[test]
fn every_template_is_rendered_or_included_by_one_that_is() {
    for (name, _) in Files::embedded().under("templates/") {
        let error = error_with(name, "{{ discount }}");
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn a_filter_that_does_not_exist_is_named_even_where_nothing_renders_it() {
    let error = error_with("site/home.html", "{% if false %}{{ 1|uper }}{% endif %}");
    assert!(
        error.contains("site/home.html") && error.contains("uper"),
        "{error}"
    );
}
