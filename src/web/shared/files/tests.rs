//! Tests of the files of `web/`.

use super::*;

/// A folder with these files, by path inside it.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_folder_replaces_single_files_and_leaves_the_others() {
    let folder = folder(&[
        ("templates/site/home.html", "Welcome to Miller & Sons"),
        ("templates/site/.home.html.swp", "an editor's swap file"),
    ]);
    let files = Files::folder(folder.path()).unwrap();
    let templates: BTreeMap<_, _> = files.under("templates/").collect();
    assert_eq!(templates["site/home.html"], b"Welcome to Miller & Sons");
    assert!(templates["components/layout.html"].starts_with(b"<!doctype html>"));
    assert!(!templates.contains_key("site/.home.html.swp"));
}

#[test]
fn a_file_under_an_old_name_is_refused_with_the_new_name() {
    let folder = folder(&[
        ("templates/lead.html", "a lead"),
        ("static/site.css", "body {}"),
    ]);
    let error = Files::folder(folder.path()).err().unwrap();
    assert_eq!(
        error.to_string(),
        "web/static/site.css: this file was split; override the files of `static/css/` instead\n\
         web/templates/lead.html: this file was renamed; override `templates/desk/lead.html` instead"
    );
}

#[test]
fn every_new_name_is_that_of_a_file_and_no_old_name_is() {
    let files = Files::embedded();
    for (old, new) in renamed::RENAMED {
        assert!(files.under(new).next().is_some(), "{new}");
        assert!(files.file(old).is_none(), "{old}");
    }
}

#[test]
fn a_stylesheet_outside_of_the_layers_is_reported_as_unused() {
    let folder = folder(&[
        ("static/css/areas/ours.css", ""),
        ("static/css/theme/ours.css", ""),
        ("static/photo.webp", ""),
    ]);
    let unused = Files::unread(folder.path()).unwrap();
    assert_eq!(unused.len(), 1, "{unused:?}");
    assert!(unused[0].starts_with("static/css/theme/ours.css: "));
}
