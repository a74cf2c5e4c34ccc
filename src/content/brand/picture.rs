//! The pictures of a brand: its logo and the photos of its people, all inside the content folder.

use serde_saphyr::Spanned;

use crate::content::source::{File, Problem, Source};

/// The most bytes that a photo may have: it is loaded with the home page and sent with mails.
const MAX_BYTES: usize = 300_000;

/// Endings of photos.
const ENDINGS: [&str; 5] = [".png", ".jpg", ".jpeg", ".webp", ".svg"];

/// The text of the logo that `brand.yaml` names.
pub(super) fn logo(
    source: &Source,
    file: &File,
    path: &Spanned<String>,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let Some(logo) = source.file(&path.value) else {
        let message = format!(
            "there is no file content/{}; name an SVG file inside the content folder",
            path.value
        );
        problems.push(file.problem_at(path.referenced, message));
        return None;
    };
    problems.extend(svg_problem(&logo.path, &logo.text));
    Some(logo.text.clone())
}

/// The bytes of a photo at `path` inside the content folder.
pub(super) fn photo(
    source: &Source,
    path: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) -> Option<Vec<u8>> {
    let svg = source.file(path).map(|file| file.text.as_bytes());
    let Some(bytes) = svg.or_else(|| source.picture(path)) else {
        let message = format!(
            "there is no photo content/{path}; name a file inside the content folder that ends in {}",
            ENDINGS.join(", ")
        );
        problems.push(Problem::whole(place, message));
        return None;
    };
    let problem = if bytes.len() > MAX_BYTES {
        let message = format!(
            "this photo has {} kB, too much to load with a page; make it smaller than {} kB",
            bytes.len() / 1000,
            MAX_BYTES / 1000
        );
        Some(Problem::whole(path, message))
    } else if path.ends_with(".svg") {
        svg_problem(path, &String::from_utf8_lossy(bytes))
    } else {
        let message = "this is not a picture of the format that its name ends with";
        (!is_what_it_ends_with(path, bytes)).then(|| Problem::whole(path, message))
    };
    problems.extend(problem);
    Some(bytes.to_vec())
}

fn svg_problem(path: &str, text: &str) -> Option<Problem> {
    let text = text.to_lowercase();
    if !text.contains("<svg") {
        return Some(Problem::whole(path, "this is not an SVG document"));
    }
    let is_active = ["<script", "javascript:", " onload", "<foreignobject"]
        .iter()
        .any(|forbidden| text.contains(forbidden));
    is_active.then(|| Problem::whole(path, "a picture must not hold scripts or foreign objects"))
}

fn is_what_it_ends_with(path: &str, bytes: &[u8]) -> bool {
    match path.rsplit('.').next().unwrap_or_default() {
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" | "jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => false,
    }
}
