//! The brand on pages, in mails and in reports.

mod colour;
mod picture;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use super::source::{File, Problem, Source, yaml};
use crate::i18n::Language;

const FILE: &str = "brand.yaml";
/// The colour of the second side of a comparison where the brand names none, on white and on dark screens.
const SECOND: [&str; 2] = ["#5b3fa8", "#b9a6f5"];

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
    /// The photos of the people, by path inside the content folder.
    #[serde(skip)]
    pub photos: BTreeMap<String, Vec<u8>>,
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
    /// Path of a square photo inside the content folder (png, jpg, webp or svg); may be empty.
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
    /// The second side of a comparison; the first one has the main colour.
    pub second: String,
    /// The second side of a comparison, on dark screens.
    pub second_on_dark: String,
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
    second: Option<Spanned<String>>,
    second_on_dark: Option<Spanned<String>>,
}

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
        let logo = picture::logo(source, file, &raw.logo, problems);
        let colours = raw.colours.checked(file, problems);
        let photos = photos(source, &raw.people, problems);
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
            colours,
            people: raw.people,
            photos,
            booking_url: raw.booking_url,
        })
    }
}

impl RawColours {
    /// The colours; those that cannot be read where the pages put them are added to `problems`.
    fn checked(self, file: &File, problems: &mut Vec<Problem>) -> Colours {
        for (text, page, is_main) in [
            (&self.main, &colour::LIGHT, true),
            (&self.accent, &colour::LIGHT, false),
            (&self.main_on_dark, &colour::DARK, true),
            (&self.accent_on_dark, &colour::DARK, false),
        ] {
            colour::check(file, text, page, is_main, problems);
        }
        for (text, page) in [
            (&self.second, &colour::LIGHT),
            (&self.second_on_dark, &colour::DARK),
        ] {
            if let Some(text) = text {
                colour::check(file, text, page, false, problems);
            }
        }
        let [second, second_on_dark] = [
            (self.second, &self.main, SECOND[0]),
            (self.second_on_dark, &self.main_on_dark, SECOND[1]),
        ]
        .map(|(second, main, usual)| match second {
            Some(second) => {
                colour::check_apart(file, &main.value, &second, problems);
                second.value
            }
            None => {
                colour::check_apart(file, usual, main, problems);
                usual.to_owned()
            }
        });
        Colours {
            main: self.main.value,
            main_on_dark: self.main_on_dark.value,
            accent: self.accent.value,
            accent_on_dark: self.accent_on_dark.value,
            second,
            second_on_dark,
        }
    }
}

/// The photos of all people by path.
fn photos(
    source: &Source,
    people: &[Person],
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Vec<u8>> {
    let paths = people
        .iter()
        .map(|person| &person.photo)
        .filter(|path| !path.is_empty());
    let mut photos = BTreeMap::new();
    for path in paths {
        if let Some(bytes) = picture::photo(source, path, FILE, problems) {
            photos.insert(path.clone(), bytes);
        }
    }
    photos
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
    }

    #[test]
    fn a_pale_colour_a_missing_logo_and_a_typo_are_named_with_their_place() {
        let pale = problems(|text| text.replace("#0b5a58", "#aaddcc"));
        assert!(
            pale[0].starts_with("content/brand.yaml:")
                && pale[0].contains("text in it on a sunken area")
                && pale[0].contains("in the light scheme"),
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
    #[test]
    fn every_pair_of_colours_that_a_brand_changes_is_checked_in_its_scheme() {
        for (old, new, scheme) in [
            ("#0b5a58", "#0f8a86", "light"),
            ("#8f4406", "#c05a08", "light"),
            ("#7fd1c4", "#2c6f66", "dark"),
            ("#f0b072", "#8f5a2a", "dark"),
        ] {
            let found = problems(|text| text.replace(old, new));
            assert_eq!(found.len(), 1, "{new}: {found:?}");
            assert!(
                found[0].contains(&format!("in the {scheme} scheme")),
                "{found:?}"
            );
        }
        let violet = problems(|text| text.replace("#0b5a58", "#553a9e"));
        assert!(violet[0].contains("is too near to #553a9e"), "{violet:?}");
        // Violet is the second side where a brand does not say otherwise.
        let usual = problems(|text| {
            let text = text.replace("  second: \"#5b3fa8\"\n", "");
            text.replace("#0b5a58", "#553a9e")
        });
        assert!(usual[0].contains("too near to #5b3fa8"), "{usual:?}");
        let swapped = |text: String| {
            text.replace("#5b3fa8", "#0b5a58")
                .replacen("#0b5a58", "#553a9e", 1)
        };
        assert_eq!(problems(swapped), Vec::<String>::new());
    }

    #[test]
    fn a_photo_that_is_missing_or_something_else_is_named() {
        let person = |photo: &str| format!("people: [{{name: Ada, photo: {photo}}}]");
        let missing = problems(|text| text.replace("people: []", &person("brand/ada.webp")));
        assert!(
            missing[0].contains("there is no photo content/brand/ada.webp"),
            "{missing:?}"
        );
        let logo = problems(|text| text.replace("people: []", &person("brand/logo.svg")));
        assert_eq!(logo, Vec::<String>::new());
        let active = "<svg onload='x()'/>";
        let source = Source::embedded().with("brand/ada.svg", active);
        let text = source
            .file(FILE)
            .unwrap()
            .text
            .replace("people: []", &person("brand/ada.svg"));
        let mut problems = Vec::new();
        Brand::load(&source.with(FILE, &text), &mut problems);
        assert!(
            problems[0].message.contains("must not hold scripts"),
            "{problems:?}"
        );
    }
}
