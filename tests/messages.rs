//! Every message that is used exists, every message is used, and each call passes exactly its arguments.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use stackmatch::i18n::{Call, Messages, calls};

/// Files of the program below `folder` with one of these extensions.
fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|found| extensions.iter().any(|extension| found == *extension))
        {
            found.push(path);
        }
    }
}

/// Whether a file contains tests, or examples in comments, which may use messages wrongly on purpose.
fn is_test(path: &Path) -> bool {
    let examples = ["src/i18n/calls.rs", "src/i18n/templates.rs"];
    path.iter()
        .any(|part| part == "tests" || part == "tests.rs")
        || examples.iter().any(|example| path.ends_with(example))
}

/// Every use of a message in code and templates, with its location.
fn uses() -> Vec<(String, Call)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("src"), &["rs"], &mut paths);
    files(&root.join("web"), &["html", "typ"], &mut paths);
    files(&root.join("emails"), &["mjml", "txt"], &mut paths);
    paths
        .iter()
        .filter(|path| !is_test(path))
        .flat_map(|path| {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            let text = std::fs::read_to_string(path).unwrap();
            calls(&text).into_iter().map(move |call| {
                let place = format!("{name}:{}", call.line);
                (place, call)
            })
        })
        .collect()
}

#[test]
fn every_use_of_a_message_names_one_and_passes_its_arguments() {
    let messages = Messages::embedded().unwrap();
    let mut wrong = Vec::new();
    for (place, call) in uses() {
        let given: BTreeSet<&str> = call.arguments.iter().map(String::as_str).collect();
        match messages.english().variables(&call.id) {
            None => wrong.push(format!("{place}: there is no message `{}`", call.id)),
            Some(taken) if taken != given => wrong.push(format!(
                "{place}: `{}` takes {taken:?} and is given {given:?}",
                call.id
            )),
            Some(_) => {}
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_message_is_used() {
    let messages = Messages::embedded().unwrap();
    let english = messages.english();
    let uses = uses();
    let mut used: BTreeSet<&str> = uses.iter().map(|(_, call)| call.id.as_str()).collect();
    for id in used.clone() {
        used.extend(english.references(id));
    }
    let unused: Vec<&str> = english.ids().filter(|id| !used.contains(id)).collect();
    assert_eq!(unused, Vec::<&str>::new());
}
