//! Tests of the static files.

use super::*;
use crate::content::Content;

fn sheet(assets: &Assets, name: &str) -> String {
    assets
        .addresses()
        .find_map(|(known, address)| (known == name).then_some(address))
        .unwrap()
}

fn brand() -> Brand {
    Content::embedded().unwrap().brand
}

#[test]
fn the_address_of_the_stylesheet_changes_with_its_content() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("static/css")).unwrap();
    std::fs::write(
        folder.path().join("static/css/base.css"),
        "body { color: navy }",
    )
    .unwrap();

    let ours = Assets::prepare(&Files::embedded(), &brand());
    let theirs = Assets::prepare(&Files::folder(folder.path()).unwrap(), &brand());
    for name in [stylesheet::SITE, stylesheet::STAFF] {
        assert_ne!(sheet(&ours, name), sheet(&theirs, name));
    }
    assert_eq!(sheet(&ours, LOGO), sheet(&theirs, LOGO));
    assert_eq!(ours.file(LOGO).unwrap().version().len(), 16);
}

#[test]
fn another_brand_has_another_logo_and_other_colours() {
    let mut theirs = brand();
    theirs.colours.main = "#5a0b58".into();
    theirs.logo.push_str("<!-- theirs -->");
    let [ours, theirs] = [brand(), theirs].map(|brand| Assets::prepare(&Files::embedded(), &brand));
    assert_ne!(
        sheet(&ours, stylesheet::SITE),
        sheet(&theirs, stylesheet::SITE)
    );
    assert_ne!(sheet(&ours, LOGO), sheet(&theirs, LOGO));
    assert_eq!(sheet(&ours, "js/forms.js"), sheet(&theirs, "js/forms.js"));
}

#[test]
fn the_stylesheets_hold_every_part_in_its_layer_and_visitors_get_none_for_staff() {
    let files = Files::embedded();
    let sheets: BTreeMap<&str, String> = stylesheet::join_all(&files, &brand().colours).collect();
    let (site, staff) = (&sheets[stylesheet::SITE], &sheets[stylesheet::STAFF]);
    for sheet in [site, staff] {
        assert!(sheet.starts_with("@layer tokens, base, components, areas;\n"));
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
    }
    for (path, css) in files.under("static/css/") {
        let css = stylesheet::without_indents(&String::from_utf8_lossy(css));
        let for_staff = ["areas/desk.css", "areas/ops.css"].contains(&path);
        let for_visitors = path.starts_with("areas/") && !for_staff;
        assert_eq!(site.contains(&css), !for_staff, "{path} in site.css");
        assert_eq!(staff.contains(&css), !for_visitors, "{path} in staff.css");
        assert!(
            !css.contains("!important") && !css.contains("@layer"),
            "{path}"
        );
    }
}

#[test]
fn typefaces_have_their_version_in_the_stylesheet_and_are_small_enough() {
    let assets = Assets::prepare(&Files::embedded(), &brand());
    let files = Files::embedded();
    let (site, mut latin) = (assets.file(stylesheet::SITE).unwrap(), 0);
    let css = String::from_utf8(site.body().to_vec()).unwrap();
    for (name, bytes) in files
        .under("static/fonts/")
        .filter(|(name, _)| name.ends_with("woff2"))
    {
        let address = sheet(&assets, &format!("fonts/{name}"));
        assert!(
            address.contains("?v=") && css.contains(&format!("url(\"{address}\")")),
            "{name}"
        );
        if !name.contains("-ext-") {
            latin += bytes.len();
        }
    }
    assert!(
        latin > 0 && latin <= 100_000,
        "{latin} bytes for a Latin page"
    );
    assert!(
        !css.contains("url(\"http"),
        "nothing is loaded from elsewhere"
    );
}

#[test]
fn the_photos_of_people_are_static_files() {
    let mut brand = brand();
    brand
        .photos
        .insert("brand/ada.webp".into(), b"RIFF".to_vec());
    let assets = Assets::prepare(&Files::embedded(), &brand);
    assert!(
        sheet(&assets, "content/brand/ada.webp").starts_with("/static/content/brand/ada.webp?v=")
    );
    assert_eq!(content_type("content/brand/ada.webp"), "image/webp");
}
