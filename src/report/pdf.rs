//! The PDF face, typeset in process with fonts that are part of the program; no network, no other program.

use std::sync::LazyLock;

use chrono::Datelike;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use serde_json::{Value, json};

use super::Document;
use crate::content::brand::Brand;

/// How many reports ago a memoised piece must have been used last to be dropped: enough that everything that does
/// not depend on the report stays warm, small enough that memory stays flat.
const CACHE_AGE: usize = 2;

/// The paths are interned once per process: typst counts them in sixteen bits.
static TEMPLATE: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/report.typ"));
static DATA: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/data.json"));
static LOGO: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/logo.svg"));
static SCHEMA: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/schema.sql"));

fn intern(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

/// Why a report could not be typeset. The text is about the template, never about what a visitor typed.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be typeset: {0}")]
pub struct TypesetError(String);

const EMBEDDED: &str = include_str!("../../web/report/report.typ");

/// Forgets what earlier reports left in typst's memory, except what recent ones share. It takes as long as a tenth of a
/// report, so it is done after one was handed over, not while somebody waits for it.
pub fn tidy() {
    comemo::evict(CACHE_AGE);
}

/// Everything that is the same for all reports: fonts, the standard library, the template, the brand. Make one and
/// share it.
pub struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    files: Files,
    brand: Value,
    author: String,
    logo: Bytes,
}

/// The files that a template can read, by the ids that they have in this process.
#[derive(Clone, Copy)]
struct Files {
    data: FileId,
    logo: FileId,
    schema: FileId,
}

impl Typesetter {
    /// Loads the fonts and parses the template that is part of the program; some tens of milliseconds, once.
    pub fn new(brand: &Brand) -> Result<Self, TypesetError> {
        Self::with(EMBEDDED.to_owned(), brand)
    }

    /// The same with another template.
    pub fn with(template: String, brand: &Brand) -> Result<Self, TypesetError> {
        let (Some(id), Some(data), Some(logo), Some(schema)) = (*TEMPLATE, *DATA, *LOGO, *SCHEMA)
        else {
            return Err(TypesetError("a built-in path is not valid".to_owned()));
        };
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .collect();
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(id, template),
            files: Files { data, logo, schema },
            brand: json!({
                "name": brand.name,
                "legal": brand.legal,
                "colour": brand.colours.main,
                "logo": !brand.logo.is_empty(),
            }),
            author: brand.name.clone(),
            logo: Bytes::from_string(brand.logo.clone()),
        })
    }

    /// Typesets one report. Takes tens of milliseconds of processor time: call it where blocking is fine.
    ///
    /// The same document gives the same bytes.
    pub fn render(&self, document: &Document) -> Result<Vec<u8>, TypesetError> {
        let mut data =
            serde_json::to_value(document).map_err(|error| TypesetError(error.to_string()))?;
        data["brand"] = self.brand.clone();
        let data = serde_json::to_vec(&self.printable(data))
            .map_err(|error| TypesetError(error.to_string()))?;
        let sheet = Sheet {
            typesetter: self,
            data: Bytes::new(data),
            schema: Bytes::from_string(document.data_model.sql.clone()),
        };
        sheet.pdf(document)
    }

    /// The data without what cannot be seen, and with every character that no font has replaced by an open box, so
    /// that a gap is seen as a gap. PDF/A refuses both.
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

/// One report on the press.
struct Sheet<'a> {
    typesetter: &'a Typesetter,
    data: Bytes,
    schema: Bytes,
}

impl Sheet<'_> {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, TypesetError> {
        let mut paged = typst::compile::<PagedDocument>(self)
            .output
            .map_err(|errors| self.explain(&errors))?;
        // Told here rather than in the template: a style that differs from report to report would keep typst from
        // recognising any paragraph.
        let info = paged.info_mut();
        let title = document
            .prepared_for
            .iter()
            .fold(document.title.clone(), |title, whom| {
                format!("{title}, {whom}")
            });
        info.title = Some(title.into());
        info.author = vec![self.typesetter.author.as_str().into()];
        info.date = Smart::Custom(day(document));
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| TypesetError(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}/{}", document.reference, document.fingerprint)),
            creator: Smart::Custom(Some("Stackmatch".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&paged, &options).map_err(|errors| self.explain(&errors))
    }

    fn explain(&self, errors: &[SourceDiagnostic]) -> TypesetError {
        let line = |error: &SourceDiagnostic| {
            let range = typst::WorldExt::range(self, error.span)?;
            Some(self.typesetter.template.lines().byte_to_line(range.start)? + 1)
        };
        let messages: Vec<_> = errors
            .iter()
            .map(|error| {
                format!(
                    "line {} of report.typ: {}",
                    line(error).unwrap_or_default(),
                    error.message
                )
            })
            .collect();
        TypesetError(messages.join("; "))
    }
}

/// The day on which the report was made.
fn day(document: &Document) -> Option<Datetime> {
    let date = document.created_at.date_naive();
    Datetime::from_ymd(
        date.year(),
        date.month().try_into().ok()?,
        date.day().try_into().ok()?,
    )
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.typesetter.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.typesetter.book
    }

    fn main(&self) -> FileId {
        self.typesetter.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            Ok(self.typesetter.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let Files { data, logo, schema } = self.typesetter.files;
        let known = [
            (data, &self.data),
            (logo, &self.typesetter.logo),
            (schema, &self.schema),
        ];
        let found = known.into_iter().find(|(known, _)| *known == id);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.typesetter.fonts.get(index).cloned()
    }

    /// The date comes with the document: a report typeset again later is the same report.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
