//! Which source file uses which, read from the paths in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module's path from the crate root, for example `recommendation::model`.
type Module = Vec<String>;

/// The source files of one module of the crate, tests aside, each with the files of that module it uses.
pub struct ModuleGraph {
    uses: BTreeMap<String, BTreeSet<String>>,
}

impl ModuleGraph {
    /// Reads all files below `src/NAME`.
    pub fn read(source: &Path, name: &str) -> Self {
        let mut files = Vec::new();
        collect(&source.join(name), &mut files);
        let modules: BTreeMap<Module, (String, String)> = files
            .iter()
            .map(|path| {
                let relative = path.strip_prefix(source).unwrap();
                let text = std::fs::read_to_string(path).unwrap();
                let shown = relative.display().to_string();
                (module(relative), (shown, text))
            })
            .collect();
        let file = |path: &[String]| {
            let prefixes = (1..=path.len()).rev();
            let found = prefixes
                .map(|length| &path[..length])
                .find_map(|prefix| modules.get(prefix));
            found.map(|(file, _)| file.clone())
        };
        let uses = modules.iter().map(|(module, (from, text))| {
            let paths = paths(text, module);
            let used = paths.iter().filter_map(|path| file(path));
            (from.clone(), used.filter(|to| to != from).collect())
        });
        Self {
            uses: uses.collect(),
        }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.uses.len()
    }

    /// Files that use each other in a circle, the first one again at the end; none if there is no circle.
    pub fn cycle(&self) -> Option<Vec<String>> {
        let mut done = BTreeSet::new();
        let mut files = self.uses.keys();
        files.find_map(|file| self.cycle_from(file, &mut Vec::new(), &mut done))
    }

    fn cycle_from(
        &self,
        file: &String,
        trail: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        if let Some(start) = trail.iter().position(|earlier| earlier == file) {
            let circle = trail[start..].iter().chain([file]);
            return Some(circle.cloned().collect());
        }
        if done.contains(file) {
            return None;
        }
        trail.push(file.clone());
        let mut used = self.uses[file].iter();
        let found = used.find_map(|used| self.cycle_from(used, trail, done));
        trail.pop();
        done.insert(file.clone());
        found
    }
}

/// All `.rs` files below a folder that are not tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if name == "tests" || name.ends_with("_tests") {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn module(relative: &Path) -> Module {
    let parts = relative.with_extension("");
    let mut parts: Module = parts
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    parts.pop_if(|last| last == "mod");
    parts
}

/// All paths in a file that begin at the crate, at the file's module, at one above it, or at a child of it. They are
/// written from the crate root.
fn paths(text: &str, module: &[String]) -> BTreeSet<Module> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let tokens = tokens(code);
    let children: BTreeSet<&str> = tokens
        .windows(3)
        .filter(|window| window[0] == "mod" && window[2] == ";")
        .map(|window| window[1].as_str())
        .collect();
    let mut found = BTreeSet::new();
    for (start, token) in tokens.iter().enumerate() {
        let begins = (start == 0 || tokens[start - 1] != "::")
            && tokens.get(start + 1).is_some_and(|next| next == "::");
        let base = match token.as_str() {
            "crate" => vec![],
            "self" => module.to_vec(),
            "super" => module[..module.len().saturating_sub(1)].to_vec(),
            child if children.contains(child) => [module, &[child.to_owned()]].concat(),
            _ => continue,
        };
        if begins {
            tree(&tokens, start + 2, &base, &mut found);
        }
    }
    found
}

/// Reads the rest of a path, with its braces. Returns where it ends.
fn tree(tokens: &[String], start: usize, base: &[String], found: &mut BTreeSet<Module>) -> usize {
    let (mut position, mut path) = (start, base.to_vec());
    loop {
        match tokens.get(position).map(String::as_str) {
            Some("{") => {
                position += 1;
                while tokens.get(position).is_some_and(|token| token != "}") {
                    position = match tokens[position].as_str() {
                        "," => position + 1,
                        _ => tree(tokens, position, &path, found),
                    };
                }
                return position + 1;
            }
            Some("super") => {
                path.pop();
            }
            Some("self" | "*") => {}
            Some(name) => path.push(name.to_owned()),
            None => {}
        }
        position += 1;
        match tokens.get(position).map(String::as_str) {
            Some("::") => position += 1,
            next => {
                found.insert(path);
                return position + if next == Some("as") { 2 } else { 0 };
            }
        }
    }
}

/// Names, `::` and single other characters, without comments, strings and white space.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if letter == '"' {
            string_length(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'{'") || rest.starts_with("'}'") {
            3
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else if is_name(letter) {
            let length = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            if !letter.is_whitespace() {
                tokens.push(letter.to_string());
            }
            letter.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of the string literal that a text begins with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (position, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}
