//! The typefaces of the PDF: Inter and Source Serif 4, and behind them those that typst ships, for letters of other scripts.

/// How they were made, and their licences: see `web/report/fonts/README.md`.
const OWN: [&[u8]; 3] = [
    include_bytes!("../../../../web/report/fonts/Inter-Regular.ttf"),
    include_bytes!("../../../../web/report/fonts/Inter-SemiBold.ttf"),
    include_bytes!("../../../../web/report/fonts/SourceSerif4-SemiBold.ttf"),
];

/// All font files.
pub(super) fn all() -> impl Iterator<Item = &'static [u8]> {
    OWN.into_iter().chain(typst_assets::fonts())
}
