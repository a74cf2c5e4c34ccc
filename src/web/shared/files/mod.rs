//! The files of `web/`: built in, and overridden one by one by those of a folder.

mod renamed;
#[cfg(test)]
mod tests;

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

    /// The compiled-in files, overridden by those of `folder`, which is read once.
    ///
    /// # Errors
    /// When the folder or one of its files cannot be read, or a file has the name of an earlier version.
    pub fn folder(folder: &Path) -> io::Result<Self> {
        let mut files = Self::embedded();
        files.read(folder, "")?;
        renamed::refuse(files.0.keys())?;
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

    /// The files of a folder that no page uses, one sentence each.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn unread(folder: &Path) -> io::Result<Vec<String>> {
        let all = Self::folder(folder)?;
        let embedded = Self::embedded();
        let builtin: Vec<&str> = embedded.0.keys().map(String::as_str).collect();
        let found = paths(folder)?;
        Ok(found
            .iter()
            .filter(|path| !builtin.contains(&path.as_str()) && !all.uses(path))
            .map(|path| unread_file(path, builtin.iter().copied()))
            .collect())
    }

    /// Whether a file that is not built in is used: served, a sample, or included by a template.
    fn uses(&self, path: &str) -> bool {
        let is_static = match path.strip_prefix("static/css/") {
            Some(part) => part.starts_with("components/") || part.starts_with("areas/"),
            None => path.starts_with("static/"),
        };
        is_static
            || path.starts_with("prospects/") && path.ends_with(".json")
            || path
                .strip_prefix("templates/")
                .is_some_and(|name| self.includes_template(name))
    }

    fn includes_template(&self, name: &str) -> bool {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        self.under("templates/").any(|(_, text)| {
            let text = String::from_utf8_lossy(text);
            quoted.iter().any(|name| text.contains(name))
        })
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
