//! Large values, stored compressed with gzip (RFC 1952).

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::error::BoxDynError;

use super::Result;
use crate::recommendation::Recommendation;
use crate::report::Document;

/// The first two bytes of a gzip file. Neither JSON nor one of our texts begins with them.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A text or JSON as it is stored. Rows written before migration 0015 hold theirs
/// uncompressed, and are read as well.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// Compresses a value as JSON. Takes about a millisecond for 50 kB, so do it before a transaction begins.
    ///
    /// # Errors
    /// If it is not representable as JSON.
    pub fn json(value: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_vec(value).map_err(encode_error)?;
        Self::compress(&json)
    }

    /// Compresses a text.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn text(text: &str) -> Result<Self> {
        Self::compress(text.as_bytes())
    }

    fn compress(bytes: &[u8]) -> Result<Self> {
        let mut encoder =
            GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
        encoder.write_all(bytes).map_err(encode_error)?;
        encoder.finish().map(Self).map_err(encode_error)
    }

    /// Bytes that it takes in the database.
    #[must_use]
    pub fn stored_bytes(&self) -> usize {
        self.0.len()
    }

    /// The same value, compressed.
    ///
    /// # Errors
    /// Those of [`Packed::text`].
    pub fn compressed(self) -> Result<Self> {
        if self.0.starts_with(&MAGIC) {
            return Ok(self);
        }
        Self::compress(&self.0)
    }

    fn bytes(self) -> Result<Vec<u8>, BoxDynError> {
        if !self.0.starts_with(&MAGIC) {
            return Ok(self.0);
        }
        let mut bytes = Vec::with_capacity(self.0.len() * 5);
        GzDecoder::new(self.0.as_slice()).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn value<T: DeserializeOwned>(self) -> Result<T, BoxDynError> {
        Ok(serde_json::from_slice(&self.bytes()?)?)
    }

    /// The text.
    ///
    /// # Errors
    /// If what is stored is damaged.
    pub fn into_text(self) -> Result<String> {
        let bytes = self.bytes().map_err(sqlx::Error::Decode)?;
        String::from_utf8(bytes).map_err(|error| sqlx::Error::Decode(error.into()))
    }
}

impl TryFrom<Packed> for Document {
    type Error = BoxDynError;

    fn try_from(packed: Packed) -> Result<Self, BoxDynError> {
        packed.value()
    }
}

impl TryFrom<Packed> for Recommendation {
    type Error = BoxDynError;

    fn try_from(packed: Packed) -> Result<Self, BoxDynError> {
        packed.value()
    }
}

fn encode_error(error: impl Into<BoxDynError>) -> sqlx::Error {
    sqlx::Error::Encode(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_whether_stored_compressed_or_not() {
        let text = "Ein Satz über Öl. ".repeat(50);
        let packed = Packed::text(&text).unwrap();
        assert!(packed.stored_bytes() < text.len() / 4);
        assert_eq!(packed.clone().compressed().unwrap(), packed);
        let earlier = Packed(text.clone().into_bytes());
        assert_eq!(earlier.clone().compressed().unwrap(), packed);
        for stored in [packed, earlier] {
            assert_eq!(stored.into_text().unwrap(), text);
        }
        assert_eq!(Packed::text("").unwrap().into_text().unwrap(), "");
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        let mut packed = Packed::text("Node.js or Django").unwrap();
        packed.0.truncate(12);
        assert!(packed.into_text().is_err());
        assert!(Document::try_from(Packed(b"{".to_vec())).is_err());
    }
}
