//! Where the files of `content/` come from, and how a mistake in one is reported.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use super::suggestion::did_you_mean;
use serde::de::DeserializeOwned;
use serde_saphyr::{DefaultMessageFormatter, Location, MessageFormatter};

/// One content file: its path inside `content/` and its whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// With forward slashes, for example `matchups/nodejs-vs-django.md`.
    pub path: String,
    /// UTF-8, line ends as `\n`.
    pub text: String,
}

impl File {
    /// A problem at a place in this file; lines and columns count from 1.
    pub fn problem(&self, line: usize, column: usize, message: impl Into<String>) -> Problem {
        Problem {
            file: self.path.clone(),
            line,
            column,
            message: message.into(),
        }
    }

    /// A problem at the place of a YAML value, as `serde_saphyr::Spanned` keeps it.
    pub fn problem_at(&self, place: Location, message: impl Into<String>) -> Problem {
        let (line, column) = (place.line().max(1) as usize, place.column().max(1) as usize);
        self.problem(line, column, message)
    }

    /// A problem at a byte offset of the text.
    pub fn problem_at_byte(&self, offset: usize, message: impl Into<String>) -> Problem {
        let offset = (0..=offset.min(self.text.len()))
            .rev()
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.problem(
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
            message,
        )
    }
}

/// A mistake in a content file. Displayed as `content/FILE:LINE:COLUMN: message`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path inside `content/`.
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    /// Counts from 1, in characters.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    /// A problem of a file as a whole, such as its absence.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 1,
            column: 1,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "content/{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )
    }
}

#[derive(rust_embed::Embed)]
#[folder = "content/"]
#[include = "*.yaml"]
#[include = "*.md"]
#[include = "*.svg"]
struct Embedded;

/// The content files, by path. Built into the program; a folder may replace or add files one by one.
#[derive(Debug, Clone, Default)]
pub struct Source {
    files: BTreeMap<String, File>,
    /// What was asked for so far.
    read: RefCell<BTreeSet<String>>,
}

impl Source {
    /// The files that were compiled into the program.
    pub fn embedded() -> Self {
        let files = Embedded::iter().filter_map(|path| {
            let bytes = Embedded::get(&path)?.data;
            Some(file(path.into_owned(), &String::from_utf8_lossy(&bytes)))
        });
        Self::from_files(files.collect())
    }

    /// The compiled-in files, with those of `folder` laid over them. Reads the folder once.
    /// Only `.yaml`, `.md` and `.svg` files count; names that start with a dot are skipped.
    pub fn folder(folder: &Path) -> std::io::Result<Self> {
        let mut source = Self::embedded();
        source.read(folder, "")?;
        Ok(source)
    }

    /// Exactly these files, and nothing that is compiled in.
    pub fn from_files(files: Vec<File>) -> Self {
        Self {
            files: files
                .into_iter()
                .map(|file| (file.path.clone(), file))
                .collect(),
            read: RefCell::default(),
        }
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

    /// Once all content is loaded: the files of the folder that nothing has asked for, each with a sentence.
    ///
    /// # Errors
    /// When the folder cannot be read.
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
            .insert(path.to_owned(), file(path.to_owned(), text));
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
                self.files.insert(path.clone(), file(path, &text));
            }
        }
        Ok(())
    }
}

/// The paths of all files of a folder, with forward slashes. Names that start with a dot, and a README, are skipped.
///
/// # Errors
/// When the folder cannot be read.
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

/// The sentence about a file that nothing reads. The folder that it should perhaps be in is one of those of `known`.
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

fn file(path: String, text: &str) -> File {
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n");
    File { path, text }
}

/// Reads a whole YAML file into a type. The problem carries the place where the reading stopped.
pub fn yaml<T: DeserializeOwned>(file: &File) -> Result<T, Problem> {
    yaml_text(file, &file.text)
}

/// Reads the head of a file, as `yaml` does. `text` must be a prefix of the file's text, so that places stay true.
pub fn yaml_text<T: DeserializeOwned>(file: &File, text: &str) -> Result<T, Problem> {
    serde_saphyr::from_str(text).map_err(|error| {
        let error = error.without_snippet();
        let message = DefaultMessageFormatter.format_message(error).into_owned();
        match error.location() {
            Some(place) => file.problem_at(place, message),
            None => file.problem(1, 1, message),
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Kettle {
        #[allow(dead_code)]
        litres: u32,
    }

    fn given(text: &str) -> File {
        file("kettle.yaml".into(), text)
    }

    #[test]
    fn a_problem_reads_like_a_compiler_error() {
        let problem = yaml::<Kettle>(&given("# kettle\nlitres: lots\n")).unwrap_err();
        assert_eq!((problem.line, problem.column), (2, 9));
        let shown = problem.to_string();
        assert!(shown.starts_with("content/kettle.yaml:2:9: "), "{shown}");
        assert!(!shown.contains('\n'), "one line per problem: {shown}");
    }

    #[test]
    fn an_unknown_field_is_named_with_its_line() {
        let problem = yaml::<Kettle>(&given("litres: 2\nliters: 2\n")).unwrap_err();
        assert_eq!(problem.line, 2);
        assert!(problem.message.contains("liters"), "{problem}");
    }

    #[test]
    fn a_byte_offset_becomes_a_line_and_a_column_in_characters() {
        let file = given("één\nthé <b>\n");
        let at = file.text.find('<').unwrap();
        let problem = file.problem_at_byte(at, "raw HTML");
        assert_eq!((problem.line, problem.column), (2, 5));
        assert_eq!(file.problem_at_byte(9999, "end").line, 3);
        assert_eq!(file.problem_at_byte(1, "inside a letter").column, 1);
    }

    #[test]
    fn files_under_a_folder_come_sorted_and_nothing_else() {
        let source = Source::default()
            .with("b/2.md", "")
            .with("b/1.md", "")
            .with("bc.md", "")
            .with("a.md", "");
        let paths: Vec<_> = source.under("b/").map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["b/1.md", "b/2.md"]);
    }

    #[test]
    fn a_folder_replaces_embedded_files_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("questionnaire.yaml"),
            "\u{feff}version: mine\r\n",
        )
        .unwrap();
        std::fs::create_dir(folder.path().join("matchups")).unwrap();
        std::fs::write(folder.path().join("matchups/tea-vs-coffee.md"), "tea").unwrap();
        std::fs::write(folder.path().join(".hidden.md"), "no").unwrap();
        let source = Source::folder(folder.path()).unwrap();
        assert_eq!(
            source.file("questionnaire.yaml").unwrap().text,
            "version: mine\n"
        );
        assert_eq!(
            source.file("matchups/tea-vs-coffee.md").unwrap().text,
            "tea"
        );
        assert!(source.file(".hidden.md").is_none());
        assert_eq!(
            source.file("countries.yaml"),
            Source::embedded().file("countries.yaml")
        );
        let missing = Source::folder(&folder.path().join("nowhere")).unwrap_err();
        assert!(missing.to_string().contains("nowhere"), "{missing}");
    }
}
