//! Where content files come from: the program, and a folder that replaces or adds files.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::File;
use crate::text::did_you_mean;

#[derive(rust_embed::Embed)]
#[folder = "content/"]
#[include = "*.yaml"]
#[include = "*.md"]
#[include = "*.svg"]
struct Embedded;

/// The content files by path: those built into the program, and those that a folder replaces or adds.
#[derive(Debug, Clone, Default)]
pub struct Source {
    files: BTreeMap<String, File>,
    pictures: BTreeMap<String, Vec<u8>>,
    /// The paths requested so far.
    read: RefCell<BTreeSet<String>>,
}

impl Source {
    /// The embedded files.
    pub fn embedded() -> Self {
        let files = Embedded::iter().filter_map(|path| {
            let bytes = Embedded::get(&path)?.data;
            Some(File::new(
                path.into_owned(),
                &String::from_utf8_lossy(&bytes),
            ))
        });
        Self::from_files(files.collect())
    }

    /// The embedded files, with those of `folder` replacing or adding to them. Reads the folder once.
    /// Only `.yaml`, `.md` and `.svg` files and pictures count; names that start with a dot are skipped.
    pub fn folder(folder: &Path) -> std::io::Result<Self> {
        let mut source = Self::embedded();
        source.read(folder, "")?;
        Ok(source)
    }

    /// Exactly these files, without the embedded ones.
    pub fn from_files(files: Vec<File>) -> Self {
        Self {
            files: files
                .into_iter()
                .map(|file| (file.path.clone(), file))
                .collect(),
            ..Self::default()
        }
    }

    /// The bytes of the picture at this path inside `content/`; an SVG document is a file.
    pub fn picture(&self, path: &str) -> Option<&[u8]> {
        self.read.borrow_mut().insert(path.to_owned());
        self.pictures.get(path).map(Vec::as_slice)
    }

    /// The file at this path inside `content/`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.read.borrow_mut().insert(path.to_owned());
        self.files.get(path)
    }

    /// All files whose path starts with `prefix`, sorted by path.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = &File> {
        self.files
            .range(prefix.to_owned()..)
            .map(|(_, file)| file)
            .take_while(move |file| file.path.starts_with(prefix))
            .inspect(|file| {
                self.read.borrow_mut().insert(file.path.clone());
            })
    }

    /// A sentence for each file of the folder that was not requested. Call it after all content is loaded.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn unread(&self, folder: &Path) -> std::io::Result<Vec<String>> {
        let read = self.read.borrow();
        let unread = paths(folder)?
            .into_iter()
            .filter(|path| !read.contains(path));
        Ok(unread
            .map(|path| unread_file(&path, read.iter().map(String::as_str)))
            .collect())
    }

    /// This source with one file replaced or added.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files
            .insert(path.to_owned(), File::new(path.to_owned(), text));
        self
    }

    fn read(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        let named = |path: &Path, error: std::io::Error| {
            std::io::Error::new(error.kind(), format!("reading {}: {error}", path.display()))
        };
        for entry in std::fs::read_dir(folder).map_err(|error| named(folder, error))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if name.starts_with('.') {
                continue;
            } else if entry.path().is_dir() {
                self.read(&entry.path(), &format!("{path}/"))?;
            } else if [".yaml", ".md", ".svg"]
                .iter()
                .any(|ending| name.ends_with(ending))
            {
                let text = std::fs::read_to_string(entry.path());
                let text = text.map_err(|error| named(&entry.path(), error))?;
                self.files.insert(path.clone(), File::new(path, &text));
            } else if [".png", ".jpg", ".jpeg", ".webp"]
                .iter()
                .any(|ending| name.ends_with(ending))
            {
                let bytes = std::fs::read(entry.path());
                let bytes = bytes.map_err(|error| named(&entry.path(), error))?;
                self.pictures.insert(path, bytes);
            }
        }
        Ok(())
    }
}

/// The paths of all files of a folder, with forward slashes. Names that start with a dot, and a README, are skipped.
///
/// # Errors
/// If the folder cannot be read.
pub fn paths(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut found = vec![];
    let mut below = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = below.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if name.starts_with('.') || name.starts_with("README") {
                continue;
            } else if entry.path().is_dir() {
                below.push((entry.path(), format!("{path}/")));
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A sentence about a file that nothing reads, with a suggestion from the known paths.
pub fn unread_file<'a>(path: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let name = path.rsplit('/').next().unwrap_or(path);
    let folders: BTreeSet<&str> = known
        .iter()
        .filter_map(|path| Some(path.rsplit_once('/')?.0))
        .collect();
    let moved: Vec<String> = folders
        .iter()
        .map(|folder| format!("{folder}/{name}"))
        .collect();
    let hint = did_you_mean(
        path,
        known
            .iter()
            .copied()
            .chain(moved.iter().map(String::as_str)),
    );
    format!("{path}: nothing reads this file{hint}")
}
