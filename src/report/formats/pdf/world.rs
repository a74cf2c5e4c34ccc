//! What typst sees while it typesets one report: the template, its files and the fonts, nothing else.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

/// What all reports share.
pub(super) struct Shared {
    pub library: LazyHash<Library>,
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
    pub template: Source,
    pub files: Files,
    pub logo: Bytes,
    /// The photo of the person who signs, if there is one.
    pub portrait: Option<Bytes>,
}

/// Ids of the files that a template can read.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub data: FileId,
    pub logo: FileId,
    pub portrait: FileId,
}

/// One report.
pub(super) struct ReportWorld<'a> {
    pub shared: &'a Shared,
    /// The document as JSON.
    pub data: Bytes,
    /// The files that belong to the report.
    pub attachments: Vec<(FileId, Bytes)>,
}

impl ReportWorld<'_> {
    /// The errors with their lines in the template.
    pub fn explain(&self, errors: &[SourceDiagnostic]) -> String {
        let line = |error: &SourceDiagnostic| {
            let range = typst::WorldExt::range(self, error.span)?;
            Some(self.shared.template.lines().byte_to_line(range.start)? + 1)
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
        messages.join("; ")
    }
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.shared.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            Ok(self.shared.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let Files {
            data,
            logo,
            portrait,
        } = self.shared.files;
        let files = [(data, &self.data), (logo, &self.shared.logo)];
        let photo = self.shared.portrait.iter();
        let photo = photo.map(|bytes| (portrait, bytes));
        let attachments = self.attachments.iter().map(|(id, bytes)| (*id, bytes));
        files
            .into_iter()
            .chain(photo)
            .chain(attachments)
            .find(|(file, _)| *file == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    /// None: the date is part of the document, so that a report typeset again has the same bytes.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
