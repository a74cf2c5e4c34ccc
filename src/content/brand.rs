//! The brand on pages, in mails and in reports.

use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use super::source::{File, Problem, Source, yaml};
use crate::i18n::Language;

const FILE: &str = "brand.yaml";
/// Background colours of the pages, light and dark, as in the stylesheet.
const PAPER: [Colour; 2] = [Colour(0xfb, 0xfa, 0xf6), Colour(0x12, 0x18, 0x1d)];
/// WCAG 2.2, success criterion 1.4.3, in hundredths.
const CONTRAST: u32 = 450;

/// The consultancy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brand {
    /// Its name.
    pub name: String,
    /// What it offers, in one or two sentences.
    pub statement: String,
    /// Legal notice; may be empty.
    pub legal: String,
    /// Language of mails to its staff, and to visitors who prefer none that is offered.
    pub language: Language,
    /// Contact details.
    pub contact: Contact,
    /// The logo, an SVG document.
    pub logo: String,
    /// Its colours.
    pub colours: Colours,
    /// The people whom prospects meet; the first one signs mails and reports. May be empty.
    pub people: Vec<Person>,
    /// Where anyone of them can be booked for a call; may be empty.
    pub booking_url: String,
}

/// Someone of the consultancy whom prospects meet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// What they do there, for example "Software architect".
    #[serde(default)]
    pub role: String,
    /// Where this person can be booked for a call; may be empty.
    #[serde(default)]
    pub booking_url: String,
    /// Path of a square photo inside the content folder; may be empty.
    #[serde(default)]
    pub photo: String,
}

/// Contact details of the consultancy; each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Email address.
    #[serde(default)]
    pub email: String,
    /// Telephone number.
    #[serde(default)]
    pub phone: String,
    /// Postal address on one line.
    #[serde(default)]
    pub address: String,
}

/// The colours of headings, buttons and lines, as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colours {
    /// On white.
    pub main: String,
    /// On dark screens.
    pub main_on_dark: String,
    /// The second colour, on white.
    pub accent: String,
    /// The second colour, on dark screens.
    pub accent_on_dark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBrand {
    name: Spanned<String>,
    statement: String,
    legal: String,
    language: Language,
    contact: Contact,
    logo: Spanned<String>,
    colours: RawColours,
    #[serde(default)]
    people: Vec<Person>,
    #[serde(default)]
    booking_url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColours {
    main: Spanned<String>,
    main_on_dark: Spanned<String>,
    accent: Spanned<String>,
    accent_on_dark: Spanned<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour(u8, u8, u8);

impl Brand {
    /// Loads `brand.yaml` and the logo that it names.
    pub(super) fn load(source: &Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let Some(file) = source.file(FILE) else {
            problems.push(Problem::whole(
                FILE,
                "this file is missing; it says whose site this is",
            ));
            return None;
        };
        let raw: RawBrand = yaml(file).map_err(|problem| problems.push(problem)).ok()?;
        if raw.name.value.trim().is_empty() {
            problems.push(file.problem_at(raw.name.referenced, "the site needs a name"));
        }
        let logo = logo(source, file, &raw.logo, problems);
        let colours = &raw.colours;
        for (text, paper) in [
            (&colours.main, 0),
            (&colours.accent, 0),
            (&colours.main_on_dark, 1),
            (&colours.accent_on_dark, 1),
        ] {
            colour(file, text, PAPER[paper], problems);
        }
        let links = raw.people.iter().map(|person| &person.booking_url);
        for url in links
            .chain([&raw.booking_url])
            .filter(|url| !url.is_empty())
        {
            if !url.starts_with("https://") {
                let message = format!("booking_url must begin with https://; this is {url:?}");
                problems.push(Problem::whole(FILE, message));
            }
        }
        Some(Self {
            name: raw.name.value,
            statement: raw.statement,
            legal: raw.legal,
            language: raw.language,
            contact: raw.contact,
            logo: logo?,
            colours: Colours {
                main: raw.colours.main.value,
                main_on_dark: raw.colours.main_on_dark.value,
                accent: raw.colours.accent.value,
                accent_on_dark: raw.colours.accent_on_dark.value,
            },
            people: raw.people,
            booking_url: raw.booking_url,
        })
    }
}

fn logo(
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
    let text = logo.text.to_lowercase();
    if !text.contains("<svg") {
        problems.push(Problem::whole(&logo.path, "this is not an SVG document"));
    }
    if ["<script", "javascript:", " onload", "<foreignobject"]
        .iter()
        .any(|forbidden| text.contains(forbidden))
    {
        problems.push(Problem::whole(
            &logo.path,
            "a logo must not hold scripts or foreign objects",
        ));
    }
    Some(logo.text.clone())
}

fn colour(file: &File, text: &Spanned<String>, paper: Colour, problems: &mut Vec<Problem>) {
    let message = match Colour::parse(&text.value) {
        None => format!(
            "a colour is written as \"#0b5a58\"; this is {:?}",
            text.value
        ),
        Some(colour) => {
            let contrast = colour.contrast(paper);
            if contrast >= CONTRAST {
                return;
            }
            format!(
                "{} has a contrast of {}.{:02} to 1 with the page, too little to read; take one with at least 4.5",
                text.value,
                contrast / 100,
                contrast % 100
            )
        }
    };
    problems.push(file.problem_at(text.referenced, message));
}

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// In hundredths, from 100 (the same) to 2100 (black on white): <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    fn contrast(self, other: Self) -> u32 {
        let (a, b) = (self.luminance(), other.luminance());
        ((a.max(b) + 0.05) / (a.min(b) + 0.05) * 100.0) as u32
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(change: impl Fn(String) -> String) -> Vec<String> {
        let embedded = Source::embedded();
        let text = embedded.file(FILE).unwrap().text.clone();
        let mut problems = Vec::new();
        Brand::load(&embedded.with(FILE, &change(text)), &mut problems);
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn the_shipped_brand_is_readable() {
        assert_eq!(problems(|text| text), Vec::<String>::new());
        assert_eq!(Colour(0, 0, 0).contrast(Colour(255, 255, 255)), 2100);
    }

    #[test]
    fn a_pale_colour_a_missing_logo_and_a_typo_are_named_with_their_place() {
        let pale = problems(|text| text.replace("#0b5a58", "#aaddcc"));
        assert!(
            pale[0].starts_with("content/brand.yaml:") && pale[0].contains("to 1 with the page"),
            "{pale:?}"
        );
        assert!(problems(|text| text.replace("#8f4406", "brown"))[0].contains("is written as"));
        assert!(
            problems(|text| text.replace("brand/logo.svg", "brand/lgo.svg"))[0]
                .contains("there is no file")
        );
        assert!(problems(|text| text.replace("legal:", "leagal:"))[0].contains("leagal"));
        assert!(
            problems(|text| text.replace("name: Stackmatch", "name: \"\""))[0]
                .contains("needs a name")
        );
    }
}
