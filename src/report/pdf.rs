//! In the report: the PDF face, typeset in process with fonts that are part of the program; no network, no other program.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::Document;

/// How many reports ago a memoised piece must have been used last to be dropped: enough that everything that does
/// not depend on the report stays warm, small enough that memory stays flat.
const CACHE_AGE: usize = 2;

/// The paths are interned once per process: typst counts them in sixteen bits.
static TEMPLATE: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/report.typ"));
static DATA: LazyLock<Option<FileId>> = LazyLock::new(|| intern("/data.json"));

fn intern(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

/// Why a report could not be typeset. The text is about the template, never about what a visitor typed.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be typeset: {0}")]
pub struct TypesetError(String);

/// Everything that is the same for all reports: fonts, the standard library, the template. Make one and share it.
pub struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

impl Typesetter {
    /// Loads the fonts and parses the template; some tens of milliseconds, once.
    pub fn new() -> Result<Self, TypesetError> {
        let (Some(template), Some(data)) = (*TEMPLATE, *DATA) else {
            return Err(TypesetError("a built-in path is not valid".to_owned()));
        };
        let fonts: Vec<Font> = typst_assets::fonts().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(template, include_str!("report.typ").to_owned()),
            data,
        })
    }

    /// Typesets one report. Takes tens of milliseconds of processor time: call it where blocking is fine.
    ///
    /// The same document gives the same bytes.
    pub fn render(&self, document: &Document) -> Result<Vec<u8>, TypesetError> {
        let data = serde_json::to_value(document).map_err(|error| TypesetError(error.to_string()))?;
        let data = serde_json::to_vec(&self.printable(data)).map_err(|error| TypesetError(error.to_string()))?;
        let sheet = Sheet { typesetter: self, data: Bytes::new(data) };
        let result = sheet.pdf(document);
        comemo::evict(CACHE_AGE);
        result
    }

    /// The data with every character that no font has replaced by an open box, so that a gap is seen as a gap.
    fn printable(&self, value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::String(text) if !text.is_ascii() => {
                Value::String(text.chars().filter_map(|c| self.glyph(c)).collect())
            }
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.printable(item)).collect()),
            Value::Object(fields) => {
                Value::Object(fields.into_iter().map(|(name, field)| (name, self.printable(field))).collect())
            }
            other => other,
        }
    }

    fn glyph(&self, c: char) -> Option<char> {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{61c}' => None,
            c if self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c))) => Some(c),
            _ => Some('\u{25a1}'),
        }
    }
}

/// One report on the press.
struct Sheet<'a> {
    typesetter: &'a Typesetter,
    data: Bytes,
}

impl Sheet<'_> {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, TypesetError> {
        let paged = typst::compile::<PagedDocument>(self).output.map_err(|errors| self.explain(&errors))?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
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
            .map(|error| format!("line {} of report.typ: {}", line(error).unwrap_or_default(), error.message))
            .collect();
        TypesetError(messages.join("; "))
    }
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
        if id == self.main() { Ok(self.typesetter.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.typesetter.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.typesetter.fonts.get(index).cloned()
    }

    /// The date comes with the document: a report typeset again later is the same report.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
