//! Colours of a brand, and whether texts in them can be read where the pages put them.

use serde_saphyr::Spanned;

use crate::content::source::{File, Problem};

/// WCAG 2.2, success criterion 1.4.3, in hundredths.
const CONTRAST: u32 = 450;
/// The least distance between the colours of the two sides of a comparison, in RGB.
const DISTANCE: f64 = 80.0;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(u8, u8, u8);

/// The colours of the pages that a brand does not choose, as in `web/static/css/tokens.css`.
pub(super) struct Page {
    /// In sentences.
    name: &'static str,
    /// What texts stand on: the page, a sunken area and a raised one.
    grounds: [(&'static str, Colour); 3],
    /// The softest text that stands on a wash.
    text: Colour,
    /// How much of a colour its wash has, in percent; the rest is the page.
    wash: u32,
    /// What buttons add to the main colour for their text, in percent of it; the rest is white or black.
    on_main: (u32, Colour),
}

const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const BLACK: Colour = Colour(0, 0, 0);

pub(super) const LIGHT: Page = Page {
    name: "light",
    grounds: [
        ("the page", WHITE),
        ("a sunken area", Colour(0xf5, 0xf7, 0xf6)),
        ("a card", WHITE),
    ],
    text: Colour(0x44, 0x52, 0x5b),
    wash: 10,
    on_main: (0, WHITE),
};

pub(super) const DARK: Page = Page {
    name: "dark",
    grounds: [
        ("the page", Colour(0x0e, 0x15, 0x18)),
        ("a sunken area", Colour(0x12, 0x1b, 0x1f)),
        ("a card", Colour(0x18, 0x22, 0x26)),
    ],
    text: Colour(0xb3, 0xc0, 0xc4),
    wash: 14,
    on_main: (15, BLACK),
};

/// Checks a colour against everything that it meets on a page, and adds the worst pair to `problems` if it cannot be
/// read. `is_main` says whether buttons have this colour.
pub(super) fn check(
    file: &File,
    text: &Spanned<String>,
    page: &Page,
    is_main: bool,
    problems: &mut Vec<Problem>,
) {
    let Some(colour) = Colour::parse(&text.value) else {
        let message = format!(
            "a colour is written as \"#0b5a58\"; this is {:?}",
            text.value
        );
        problems.push(file.problem_at(text.referenced, message));
        return;
    };
    let worst = pairs(colour, page, is_main)
        .into_iter()
        .min_by_key(|pair| pair.contrast());
    if let Some(pair) = worst.filter(|pair| pair.contrast() < CONTRAST) {
        let contrast = pair.contrast();
        let message = format!(
            "{}: {} has a contrast of {}.{:02} to 1 in the {} scheme, too little to read; take a colour with at least 4.5",
            text.value,
            pair.name,
            contrast / 100,
            contrast % 100,
            page.name
        );
        problems.push(file.problem_at(text.referenced, message));
    }
}

/// Checks that two sides of a comparison can be told apart.
pub(super) fn check_apart(
    file: &File,
    one: &str,
    other: &Spanned<String>,
    problems: &mut Vec<Problem>,
) {
    let pair = Colour::parse(one).zip(Colour::parse(&other.value));
    if let Some((a, b)) = pair
        && a.distance(b) < DISTANCE
    {
        let message = format!(
            "{} is too near to {one}: the two sides of a comparison have these colours; take one of another hue",
            other.value
        );
        problems.push(file.problem_at(other.referenced, message));
    }
}

/// Text and ground, and what they are in a sentence.
struct Pair {
    name: String,
    text: Colour,
    ground: Colour,
}

impl Pair {
    fn contrast(&self) -> u32 {
        self.text.contrast(self.ground)
    }
}

fn pairs(colour: Colour, page: &Page, is_main: bool) -> Vec<Pair> {
    let wash = colour.mixed(page.wash, page.grounds[0].1);
    let mut pairs: Vec<Pair> = page
        .grounds
        .iter()
        .map(|(name, ground)| Pair {
            name: format!("text in it on {name}"),
            text: colour,
            ground: *ground,
        })
        .collect();
    pairs.push(Pair {
        name: "text in it on its own wash".to_owned(),
        text: colour,
        ground: wash,
    });
    pairs.push(Pair {
        name: "soft text on its wash".to_owned(),
        text: page.text,
        ground: wash,
    });
    if is_main {
        let (share, base) = page.on_main;
        pairs.push(Pair {
            name: "the text of a button on it".to_owned(),
            text: colour.mixed(share, base),
            ground: colour,
        });
    }
    pairs
}

impl Colour {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// `percent` of this colour, the rest of another, as `color-mix(in srgb, …)` does it.
    fn mixed(self, percent: u32, other: Self) -> Self {
        let part = |one: u8, other: u8| {
            let sum = u32::from(one) * percent + u32::from(other) * (100 - percent);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(
            part(self.0, other.0),
            part(self.1, other.1),
            part(self.2, other.2),
        )
    }

    fn distance(self, other: Self) -> f64 {
        let square = |one: u8, other: u8| (f64::from(one) - f64::from(other)).powi(2);
        (square(self.0, other.0) + square(self.1, other.1) + square(self.2, other.2)).sqrt()
    }

    /// In hundredths, from 100 (the same) to 2100 (black on white): <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    pub(super) fn contrast(self, other: Self) -> u32 {
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

    #[test]
    fn contrast_and_mixing_are_those_of_the_standards() {
        assert_eq!(BLACK.contrast(WHITE), 2100);
        assert_eq!(WHITE.mixed(50, BLACK), Colour(128, 128, 128));
        assert_eq!(
            Colour::parse("#0b5a58").unwrap().mixed(10, WHITE),
            Colour(231, 239, 238)
        );
        assert_eq!(Colour::parse("0b5a58"), None);
    }

    #[test]
    fn the_colours_that_texts_stand_on_are_those_of_the_stylesheet() {
        let css = include_str!("../../../web/static/css/tokens.css");
        let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
        for (page, css) in [(LIGHT, light), (DARK, dark)] {
            let colours = page.grounds.map(|(_, colour)| colour);
            for Colour(red, green, blue) in colours.into_iter().chain([page.text]) {
                let long = format!("#{red:02x}{green:02x}{blue:02x}");
                assert!(css.contains(&long), "{long} in the {} scheme", page.name);
            }
            assert!(css.contains(&format!("var(--brand) {}%, var(--canvas)", page.wash)));
            let (share, base) = page.on_main;
            let on_brand = match (share, base) {
                (0, WHITE) => "--on-brand: #ffffff".to_owned(),
                _ => format!("--on-brand: color-mix(in srgb, var(--brand) {share}%, black)"),
            };
            assert!(css.contains(&on_brand), "{on_brand}");
        }
    }
}
