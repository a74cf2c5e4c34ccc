//! The structure of the code: layers, allowed imports, sizes of files.

mod layers;

use std::path::{Path, PathBuf};

use crate::support::ModuleGraph;
use layers::LAYERS;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![];
    for entry in std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if entry.is_dir() {
            all.extend(files(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            all.push(entry);
        }
    }
    all
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The lines before the tests of a file.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn domain_modules_use_no_io_no_async_and_no_clock() {
    let forbidden = [
        "tokio",
        "async fn",
        ".await",
        "sqlx",
        "poem",
        "lettre",
        "apalis",
        "reqwest",
        "Utc::now",
        "SystemTime",
        "Instant::now",
        "std::env",
        "std::net",
        "getrandom",
        "crate::api",
        "crate::services",
        "crate::cli",
        "crate::clock",
        "crate::config",
        "crate::flow",
        "crate::http",
        "crate::jobs",
        "crate::keys",
        "crate::mail",
        "crate::auth",
        "crate::store",
        "crate::telemetry",
        "crate::web",
    ];
    let mut found = vec![];
    for module in [
        "plan",
        "content",
        "evaluation",
        "intake",
        "recommendation",
        "qualification",
        "report",
        "text",
    ] {
        for path in files(&source().join(module)) {
            for (number, line) in code(&path)
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.trim_start().starts_with("//"))
            {
                found.extend(
                    forbidden
                        .iter()
                        .filter(|word| line.contains(*word))
                        .map(|word| format!("{}:{}: {word}", path.display(), number + 1)),
                );
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// The modules that a file names by their path from the root of the crate, tests aside.
fn uses(path: &Path) -> Vec<String> {
    let code = code(path);
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut found = vec![];
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => top_level(group),
            None => vec![rest],
        };
        for name in names {
            let end = name
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(name.len());
            // `t!` is the macro of `i18n`.
            let module = if &name[..end] == "t" {
                "i18n"
            } else {
                &name[..end]
            };
            found.push(module.to_owned());
        }
    }
    found
}

/// The entries of a group of imports, whose opening brace is gone.
fn top_level(group: &str) -> Vec<&str> {
    let (mut entries, mut depth, mut begin) = (vec![], 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                entries.push(group[begin..at].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(group[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

#[test]
fn every_module_is_in_the_table_and_uses_only_what_it_may() {
    for (place, (module, may)) in LAYERS.iter().enumerate() {
        for other in *may {
            let above = LAYERS[..place].iter().any(|(name, _)| name == other);
            assert!(
                above,
                "{module} may use {other}, which is not above it in the table"
            );
        }
    }
    let mut wrong = vec![];
    for path in files(&source()) {
        let relative = path.strip_prefix(source()).unwrap();
        let module = relative.iter().next().unwrap().to_str().unwrap();
        let module = module.trim_end_matches(".rs");
        let is_test = relative
            .iter()
            .any(|part| part == "tests" || part == "tests.rs");
        if is_test || ["lib", "main"].contains(&module) {
            continue;
        }
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!(
                "{} is of a module that is not in the table",
                relative.display()
            ));
            continue;
        };
        for used in uses(&path) {
            if used != module && !may.contains(&used.as_str()) {
                wrong.push(format!(
                    "{} uses {used}, {module} may not",
                    relative.display()
                ));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Modules whose files use each other in one direction only.
const LAYERED_INSIDE: &[&str] = &["recommendation", "report"];

#[test]
fn files_inside_recommendation_and_report_have_no_cycles() {
    for module in LAYERED_INSIDE {
        let graph = ModuleGraph::read(&source(), module);
        assert!(graph.len() > 5, "{module} has {} files", graph.len());
        let cycle = graph.cycle().map(|files| files.join(" -> "));
        assert_eq!(cycle, None, "files of {module} use each other");
    }
}

#[test]
fn the_api_and_the_pages_do_not_use_each_other() {
    for (module, other) in [("api", "crate::web"), ("web", "crate::api")] {
        for path in files(&source().join(module)) {
            let uses = code(&path).contains(other);
            assert!(!uses, "{} uses {other}", path.display());
        }
    }
}

/// The files that mount endpoints: pages by the table of routes, the API by its specification, and the listener for
/// monitoring.
const MOUNTS: &[&str] = &["http/routes/router.rs", "server/mod.rs", "server/watch.rs"];

#[test]
fn only_the_table_mounts_routes() {
    for path in files(&source()) {
        let relative = path.strip_prefix(source()).unwrap();
        if MOUNTS.iter().any(|mount| relative == Path::new(mount)) {
            continue;
        }
        for mounting in ["Route::new()", ".nest(", ".nest_no_strip("] {
            let found = code(&path).contains(mounting) && !relative.ends_with("tests.rs");
            assert!(!found, "{} has {mounting}", relative.display());
        }
    }
}

#[test]
fn only_the_store_contains_sql() {
    for path in files(&source())
        .into_iter()
        .filter(|path| !path.starts_with(source().join("store")))
    {
        assert!(
            !code(&path).contains("sqlx::query"),
            "{} holds SQL",
            path.display()
        );
    }
}

#[test]
fn files_are_small_and_have_a_description() {
    let mut sizes = vec![];
    for path in files(&source()) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//! "),
            "{} does not open with a sentence",
            path.display()
        );
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        sizes.push(lines);
    }
    sizes.sort_unstable();
    let (median, ninth) = (sizes[sizes.len() / 2], sizes[sizes.len() * 9 / 10]);
    assert!(
        median <= 120 && ninth <= 300,
        "median {median}, nine in ten {ninth}"
    );
}

/// A folder that the code embeds must rebuild the program when a file is added, and be part of the image's build context.
#[test]
fn embedded_folders_are_watched_by_the_build_and_copied_into_the_image() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (build, image) = (read("build.rs"), read("deploy/Dockerfile.dockerignore"));
    let mut embedded: Vec<String> = files(&source())
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let folders = text.split("#[folder = \"").skip(1);
            let names = folders.map(|rest| rest.split(['/', '"']).next().unwrap().to_owned());
            names.collect::<Vec<_>>()
        })
        .collect();
    embedded.extend(["migrations".to_owned(), "vendor".to_owned()]);
    assert!(embedded.len() >= 6, "{embedded:?}");
    for folder in embedded {
        assert!(
            build.contains(&format!("\"{folder}\"")),
            "build.rs: {folder}"
        );
        assert!(
            image.lines().any(|line| line == format!("!{folder}")),
            "deploy/Dockerfile.dockerignore: {folder}"
        );
    }
}
