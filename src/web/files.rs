//! The files of `web/`, built in, with those of a folder laid over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::content::source::{paths, unread_file};

#[derive(rust_embed::Embed)]
#[folder = "web/"]
#[exclude = ".*"]
struct Embedded;

/// Templates and static files, by path inside `web/`.
#[derive(Clone, Default)]
pub struct Files(BTreeMap<String, Cow<'static, [u8]>>);

impl Files {
    /// The files that were compiled into the program.
    #[must_use]
    pub fn embedded() -> Self {
        let files = Embedded::iter()
            .filter_map(|path| Some((path.to_string(), Embedded::get(&path)?.data)));
        Self(files.collect())
    }

    /// The compiled-in files, with those of `folder` laid over them one by one. Reads the folder once.
    ///
    /// # Errors
    /// When the folder or one of its files cannot be read.
    pub fn folder(folder: &Path) -> io::Result<Self> {
        let mut files = Self::embedded();
        files.read(folder, "")?;
        Ok(files)
    }

    /// The file at this path inside `web/`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// All files below `prefix`, sorted, their paths without it.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0
            .iter()
            .filter_map(move |(path, bytes)| Some((path.strip_prefix(prefix)?, bytes.as_ref())))
    }

    /// The files of a folder that no page is made of, each with a sentence.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn unread(folder: &Path) -> io::Result<Vec<String>> {
        let (embedded, all) = (Self::embedded(), Self::folder(folder)?);
        let known: Vec<&str> = embedded.0.keys().map(String::as_str).collect();
        // A part of one's own is read when a template takes it in by its name.
        let taken_in = |path: &str| {
            let name = path
                .strip_prefix("templates/")
                .map(|name| [format!("\"{name}\""), format!("'{name}'")]);
            name.is_some_and(|quoted| {
                all.under("templates/").any(|(_, text)| {
                    let text = String::from_utf8_lossy(text);
                    quoted.iter().any(|name| text.contains(name))
                })
            })
        };
        let read = |path: &str| {
            known.contains(&path)
                || path.starts_with("static/")
                || path.starts_with("prospects/") && path.ends_with(".json")
                || taken_in(path)
        };
        let found = paths(folder)?;
        Ok(found
            .iter()
            .filter(|path| !read(path))
            .map(|path| unread_file(path, known.iter().copied()))
            .collect())
    }

    fn read(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                self.read(&entry.path(), &format!("{path}/"))?;
            } else {
                self.0.insert(path, std::fs::read(entry.path())?.into());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_replaces_single_files_and_leaves_the_others() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("templates")).unwrap();
        std::fs::write(
            folder.path().join("templates/home.html"),
            "Welcome to Miller & Sons",
        )
        .unwrap();
        std::fs::write(
            folder.path().join("templates/.home.html.swp"),
            "an editor's rubbish",
        )
        .unwrap();

        let files = Files::folder(folder.path()).unwrap();
        let templates: BTreeMap<_, _> = files.under("templates/").collect();
        assert_eq!(templates["home.html"], b"Welcome to Miller & Sons");
        assert!(templates["layout.html"].starts_with(b"<!doctype html>"));
        assert!(!templates.contains_key(".home.html.swp"));
    }
}
