//! The report as PDF, typeset by typst in this process, with embedded fonts and those of the installation.

mod fonts;
mod world;

use std::sync::LazyLock;

use chrono::Datelike;
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::{Value, json};
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::files::{DECISIONS, ReportFile, files};
use crate::content::brand::Brand;
use crate::report::document::Document;
use world::{Files, ReportWorld, Shared};

/// The number of reports after which an unused cache entry is evicted: high enough to keep everything warm that does not
/// depend on the report, low enough to keep memory flat.
const CACHE_AGE: usize = 2;

/// Interned once per process: typst counts paths in sixteen bits.
static TEMPLATE: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/report.typ"));
static DATA: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/data.json"));
static LOGO: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/logo.svg"));
static PORTRAIT: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/portrait"));
/// The files that a report can have: decision records, and scripts as statements or as outlines.
static ATTACHMENTS: LazyLock<Vec<(&str, FileId)>> = LazyLock::new(|| {
    let names = [
        DECISIONS,
        "schema.sql",
        "schema.yaml",
        "measurements.sql",
        "measurements.yaml",
    ];
    let known = |name: &'static str| Some((name, intern(&format!("/{name}"))?));
    names.into_iter().filter_map(known).collect()
});

fn intern(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

const EMBEDDED: &str = include_str!("../../../../web/report/report.typ");

/// A report that could not be typeset. The message describes the template, never what a visitor typed.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be typeset: {0}")]
pub(super) struct TypesetError(String);

/// Evicts results of earlier reports from typst's cache, except those that recent reports used. Takes a tenth of the
/// time of a report.
pub(super) fn evict_cache() {
    comemo::evict(CACHE_AGE);
}

/// What all reports share: fonts, standard library, template and brand.
pub(super) struct Typesetter {
    shared: Shared,
    brand: Value,
    author: String,
}

impl Typesetter {
    /// Loads the fonts, with more by file name, and parses a template, the embedded one unless there is another; takes
    /// tens of milliseconds.
    pub fn new(
        template: Option<String>,
        more_fonts: Vec<(String, Vec<u8>)>,
        brand: &Brand,
    ) -> Result<Self, TypesetError> {
        let template = template.unwrap_or_else(|| EMBEDDED.to_owned());
        let (Some(id), Some(data), Some(logo), Some(portrait)) =
            (*TEMPLATE, *DATA, *LOGO, *PORTRAIT)
        else {
            return Err(TypesetError("a built-in path is not valid".to_owned()));
        };
        let person = brand.people.first();
        let own = person.map(|person| person.booking_url.as_str());
        let booking = own.filter(|url| !url.is_empty());
        let booking = booking.unwrap_or(&brand.booking_url);
        let mut fonts: Vec<Font> = fonts::all()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .collect();
        for (name, file) in more_fonts {
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(file)));
            if fonts.len() == before {
                return Err(TypesetError(format!("`{name}` holds no font")));
            }
        }
        let photo = person.and_then(|person| brand.photos.get(&person.photo));
        Ok(Self {
            shared: Shared {
                library: LazyHash::new(Library::default()),
                book: LazyHash::new(FontBook::from_fonts(&fonts)),
                fonts,
                template: Source::new(id, template),
                files: Files {
                    data,
                    logo,
                    portrait,
                },
                logo: Bytes::from_string(brand.logo.clone()),
                portrait: photo.map(|photo| Bytes::new(photo.clone())),
            },
            brand: json!({
                "name": brand.name,
                "legal": brand.legal,
                "colour": brand.colours.main,
                "accent": brand.colours.accent,
                "logo": !brand.logo.is_empty(),
                "contact": brand.contact,
                "person": person,
                "portrait": photo.is_some(),
                "booking_url": booking,
                "booking_qr_code": qr_code(booking)?,
            }),
            author: brand.name.clone(),
        })
    }

    /// Typesets a report, with a note under its date unless that is empty; the same document gives the same bytes. Blocks
    /// for tens of milliseconds of processor time.
    pub fn render(&self, document: &Document, note: &str) -> Result<Vec<u8>, TypesetError> {
        let mut data = serde_json::to_value(document.completed().as_ref())
            .map_err(|error| TypesetError(error.to_string()))?;
        data["brand"] = self.brand.clone();
        data["note"] = json!(note);
        let files = files(document);
        data["files"] = files.iter().map(described).collect();
        let data = serde_json::to_vec(&self.printable(data))
            .map_err(|error| TypesetError(error.to_string()))?;
        let world = ReportWorld {
            shared: &self.shared,
            data: Bytes::new(data),
            attachments: attachments(&files),
        };
        let mut paged = typst::compile::<PagedDocument>(&world)
            .output
            .map_err(|errors| TypesetError(world.explain(&errors)))?;
        // Set here and not in the template: a style that differs between reports would defeat typst's cache.
        let info = paged.info_mut();
        let title = document
            .prepared_for
            .iter()
            .fold(document.title.clone(), |title, recipient| {
                format!("{title}, {recipient}")
            });
        info.title = Some(title.into());
        info.author = vec![self.author.as_str().into()];
        info.date = Smart::Custom(created_on(document));
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| TypesetError(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}/{}", document.reference, document.fingerprint)),
            creator: Smart::Custom(Some("Stackmatch".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&paged, &options).map_err(|errors| TypesetError(world.explain(&errors)))
    }

    /// The data without invisible characters, and with an open box in place of every character that no font has, so
    /// that a gap is visible. PDF/A refuses both.
    fn printable(&self, value: Value) -> Value {
        match value {
            Value::String(text) if !text.bytes().all(|byte| matches!(byte, b'\n' | 0x20..0x7f)) => {
                Value::String(text.chars().filter_map(|c| self.glyph(c)).collect())
            }
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.printable(item)).collect())
            }
            Value::Object(fields) => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, field)| (name, self.printable(field)))
                    .collect(),
            ),
            other => other,
        }
    }

    fn glyph(&self, c: char) -> Option<char> {
        match c {
            '\n' => Some(c),
            c if c.is_control() => None,
            '\u{200b}'..='\u{200f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{61c}' => None,
            c if self
                .shared
                .fonts
                .iter()
                .any(|font| font.info().coverage.contains(u32::from(c))) =>
            {
                Some(c)
            }
            _ => Some('\u{25a1}'),
        }
    }
}

/// The address as a QR code, an SVG image; empty without an address.
fn qr_code(url: &str) -> Result<String, TypesetError> {
    if url.is_empty() {
        return Ok(String::new());
    }
    let code = QrCode::new(url).map_err(|error| TypesetError(error.to_string()))?;
    Ok(code.render::<svg::Color<'_>>().quiet_zone(false).build())
}

fn created_on(document: &Document) -> Option<Datetime> {
    let date = document.created_at.date_naive();
    Datetime::from_ymd(
        date.year(),
        date.month().try_into().ok()?,
        date.day().try_into().ok()?,
    )
}

/// What the template needs to attach a file.
fn described(file: &ReportFile) -> Value {
    json!({"name": file.name, "media_type": file.media_type, "title": file.title})
}

/// The files under the names that the template attaches.
fn attachments(files: &[ReportFile]) -> Vec<(FileId, Bytes)> {
    let found = files.iter().filter_map(|file| {
        let (_, id) = ATTACHMENTS.iter().find(|(name, _)| *name == file.name)?;
        Some((*id, Bytes::from_string(file.text.clone().into_owned())))
    });
    found.collect()
}
