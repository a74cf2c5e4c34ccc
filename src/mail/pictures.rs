//! The pictures of mails: the logo and the portraits of people.
//!
//! Mail programs do not render SVG, and our mails load nothing from elsewhere. So each picture is drawn as PNG at start
//! and sent as a part of the mail, to which its HTML refers as `cid:ID`.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use serde::Serialize;

use crate::content::brand::{Brand, Person};

/// The height of the logo and the width at which it stops growing, in CSS pixels.
const LOGO: (u16, u16) = (28, 168);
/// The sides of a portrait, in CSS pixels.
const PORTRAIT: u16 = 56;
/// Pixels of the picture for one CSS pixel, for sharp screens.
const DENSITY: u16 = 3;

/// A picture that is sent with a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its `Content-ID`, without angle brackets.
    pub id: String,
    /// Its address in HTML: `cid:` and the id.
    pub src: String,
    /// In CSS pixels.
    pub width: u16,
    /// In CSS pixels.
    pub height: u16,
    /// The file.
    #[serde(skip)]
    pub png: Arc<[u8]>,
}

/// Someone who signs mails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Signer {
    pub name: String,
    pub role: String,
    /// Where a call can be booked; may be empty.
    pub booking_url: String,
    pub portrait: Option<Picture>,
}

/// The pictures of a brand.
#[derive(Debug, Clone)]
pub struct Pictures {
    pub(super) logo: Picture,
    /// The people of the brand, in its order.
    pub(super) signers: Vec<Signer>,
}

/// A picture of the brand that cannot be drawn. Says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PictureError(String);

impl Pictures {
    /// Draws the logo and the portraits; `read` reads a file of the content folder.
    ///
    /// # Errors
    /// Names the first picture that cannot be read or drawn.
    pub fn draw(
        brand: &Brand,
        read: impl Fn(&str) -> std::io::Result<Vec<u8>>,
    ) -> Result<Self, PictureError> {
        let logo = draw("logo", brand.logo.as_bytes(), LOGO).map_err(|why| {
            PictureError(format!("the logo of brand.yaml cannot be drawn: {why}"))
        })?;
        let signer = |(number, person): (usize, &Person)| {
            let booking = [&person.booking_url, &brand.booking_url];
            Ok(Signer {
                name: person.name.clone(),
                role: person.role.clone(),
                booking_url: booking
                    .into_iter()
                    .find(|url| !url.is_empty())
                    .cloned()
                    .unwrap_or_default(),
                portrait: portrait(number + 1, person, &read)?,
            })
        };
        let signers = brand.people.iter().enumerate().map(signer);
        Ok(Self {
            logo,
            signers: signers.collect::<Result<_, _>>()?,
        })
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Picture> {
        let portraits = self.signers.iter().filter_map(|one| one.portrait.as_ref());
        std::iter::once(&self.logo).chain(portraits)
    }
}

/// The photo of a person in a circle; `None` without a photo.
fn portrait(
    number: usize,
    person: &Person,
    read: impl Fn(&str) -> std::io::Result<Vec<u8>>,
) -> Result<Option<Picture>, PictureError> {
    let Person { name, photo, .. } = person;
    if photo.is_empty() {
        return Ok(None);
    }
    let broken = |why: &dyn std::fmt::Display| {
        PictureError(format!(
            "the photo content/{photo} of {name} cannot be {why}"
        ))
    };
    let bytes = read(photo).map_err(|error| broken(&format_args!("read: {error}")))?;
    let url = data_url(media_type(&bytes), &bytes);
    // The photo fills the circle, cut at its longer sides.
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 56 56\" width=\"56\" height=\"56\">\
         <clipPath id=\"circle\"><circle cx=\"28\" cy=\"28\" r=\"28\"/></clipPath>\
         <image width=\"56\" height=\"56\" preserveAspectRatio=\"xMidYMid slice\" clip-path=\"url(#circle)\" href=\"{url}\"/></svg>"
    );
    let side = (PORTRAIT, PORTRAIT);
    draw(&format!("person-{number}"), svg.as_bytes(), side)
        .map(Some)
        .map_err(|why| broken(&format_args!("drawn: {why}")))
}

/// Draws an SVG document at this height, or smaller if it would be wider than `max_width`.
fn draw(name: &str, svg: &[u8], (height, max_width): (u16, u16)) -> Result<Picture, String> {
    let options = Options {
        // A picture is one file: it refers to no other.
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_data(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size();
    let scale = (f32::from(height) / size.height()).min(f32::from(max_width) / size.width());
    let pixels = |length: f32| (length * scale).round().max(1.0) as u16;
    let (width, height) = (pixels(size.width()), pixels(size.height()));
    let mut pixmap =
        Pixmap::new((width * DENSITY).into(), (height * DENSITY).into()).ok_or("it has no size")?;
    let zoom = scale * f32::from(DENSITY);
    resvg::render(
        &tree,
        Transform::from_scale(zoom, zoom),
        &mut pixmap.as_mut(),
    );
    if pixmap.data().iter().all(|byte| *byte == 0) {
        return Err("nothing of it is visible".to_owned());
    }
    let png = pixmap.encode_png().map_err(|error| error.to_string())?;
    let id = format!("{name}@pictures");
    Ok(Picture {
        src: format!("cid:{id}"),
        id,
        width,
        height,
        png: png.into(),
    })
}

/// The media type of a picture, by its first bytes.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, ..] => "image/jpeg",
        [b'G', b'I', b'F', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => "image/svg+xml",
    }
}

/// A file as an address that holds it.
pub(super) fn data_url(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    const PORTRAIT_SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'><rect width='80' height='40' fill='#123456'/></svg>";

    fn brand() -> Brand {
        Content::embedded().unwrap().brand
    }

    fn size(picture: &Picture) -> (u32, u32) {
        assert!(picture.png.starts_with(b"\x89PNG\r\n\x1a\n"));
        let side = |at: usize| u32::from_be_bytes(picture.png[at..at + 4].try_into().unwrap());
        (side(16), side(20))
    }

    fn drawn(photo: &[u8]) -> Result<Pictures, PictureError> {
        let person = Person {
            name: "Jana Weiss".to_owned(),
            photo: "people/jana".to_owned(),
            ..Person::default()
        };
        let brand = Brand {
            people: vec![Person::default(), person],
            booking_url: "https://book.example/us".to_owned(),
            ..brand()
        };
        Pictures::draw(&brand, |path| match path {
            "people/jana" if !photo.is_empty() => Ok(photo.to_vec()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        })
    }

    #[test]
    fn the_logo_is_drawn_sharp_and_small() {
        let pictures = Pictures::draw(&brand(), |_| unreachable!()).unwrap();
        assert_eq!((pictures.logo.width, pictures.logo.height), (28, 28));
        assert_eq!(size(&pictures.logo), (84, 84));
        assert!(pictures.logo.png.len() < 10_000);
        assert_eq!(pictures.all().count(), 1);
    }

    #[test]
    fn a_wide_logo_is_not_wider_than_its_place() {
        let wide = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 50'><rect width='9' height='50'/></svg>";
        let brand = Brand {
            logo: wide.to_owned(),
            ..brand()
        };
        let pictures = Pictures::draw(&brand, |_| unreachable!()).unwrap();
        assert_eq!((pictures.logo.width, pictures.logo.height), (168, 8));
    }

    #[test]
    fn a_logo_that_shows_nothing_is_named() {
        for (logo, why) in [
            ("<svg", "cannot be drawn"),
            (
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
                "nothing of it",
            ),
            (
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='/etc/passwd' width='9' height='9'/></svg>",
                "nothing of it",
            ),
        ] {
            let brand = Brand {
                logo: logo.to_owned(),
                ..brand()
            };
            let error = Pictures::draw(&brand, |_| unreachable!()).unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
        }
    }

    #[test]
    fn a_photo_becomes_a_round_portrait_whatever_its_format() {
        let pictures = drawn(PORTRAIT_SVG.as_bytes()).unwrap();
        let [nobody, jana] = &*pictures.signers else {
            panic!("two people")
        };
        assert_eq!(nobody.portrait, None);
        assert_eq!(jana.booking_url, "https://book.example/us");
        let portrait = jana.portrait.as_ref().unwrap();
        assert_eq!(portrait.src, "cid:person-2@pictures");
        assert_eq!(size(portrait), (168, 168));
        let png = drawn(&portrait.png).unwrap();
        assert_eq!(size(png.signers[1].portrait.as_ref().unwrap()), (168, 168));
    }

    #[test]
    fn a_photo_that_is_missing_or_broken_is_named() {
        let missing = drawn(b"").unwrap_err().to_string();
        assert!(
            missing.contains("content/people/jana of Jana Weiss cannot be read"),
            "{missing}"
        );
        let broken = drawn(b"\xff\xd8 not a photo").unwrap_err().to_string();
        assert!(broken.contains("cannot be drawn"), "{broken}");
    }
}
