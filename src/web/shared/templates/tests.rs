//! Tests of the templates.

use super::*;
use crate::i18n::Messages;
use crate::web::tests::fixtures::templates;

fn locale() -> Locale {
    Messages::embedded().unwrap().english().clone()
}

#[test]
fn markup_in_a_value_is_shown_and_not_obeyed() {
    let page = serde_json::json!({"status": 404, "title": "<script>alert(1)</script>", "text": "a & b", "lost_intake": false, "lost_report": false});
    let html = templates().render("site/error.html", &page).unwrap();
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"),
        "{html}"
    );
    assert!(!html.contains("<script>alert"));
}

#[test]
fn a_missing_value_is_an_error() {
    assert!(
        templates()
            .render("site/error.html", &serde_json::json!({"status": 404}))
            .is_err()
    );
}

#[test]
fn no_template_has_inline_styles_or_inline_scripts() {
    for (name, bytes) in Files::embedded().under("templates/") {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("style="), "{name} has an inline style");
        assert!(!text.contains("<style"), "{name} has a style block");
        assert!(!text.contains(" onclick"), "{name} has an inline handler");
        for script in text.split("<script").skip(1) {
            assert!(
                script.starts_with(" src=\"{{ asset(")
                    || script.starts_with(" type=\"application/ld+json\""),
                "{name} has an inline script"
            );
        }
    }
}

#[test]
fn a_static_file_that_does_not_exist_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("templates")).unwrap();
    std::fs::write(
        folder.path().join("templates/page.html"),
        "{{ asset('photo.webp') }}",
    )
    .unwrap();
    let files = Files::folder(folder.path()).unwrap();
    let brand = crate::content::Content::embedded().unwrap().brand;
    let assets = Assets::prepare(&files, &brand);
    let templates = Templates::load(
        &files,
        Site::new(&brand, "https://x.example"),
        &assets,
        &locale(),
    );
    let error = templates.unwrap().render("page.html", &()).unwrap_err();
    assert!(format!("{:#}", anyhow::Error::from(error)).contains("`photo.webp`"));
}
