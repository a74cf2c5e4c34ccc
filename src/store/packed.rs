//! Large values, stored as compressed JSON (Zstandard, RFC 8878).

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::error::BoxDynError;

use super::Result;
use crate::recommendation::Recommendation;

/// The first bytes of a Zstandard frame. JSON begins with others.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// From here on more time saves little.
const LEVEL: i32 = 6;

/// A value as it is stored. Rows written before migration 0015 hold plain JSON, and are read as well.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// Compresses a value. Takes about a millisecond for 100 kB, so do it before a transaction begins.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn new(value: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_vec(value).map_err(encode_error)?;
        Self::compress(&json)
    }

    fn compress(json: &[u8]) -> Result<Self> {
        zstd::bulk::compress(json, LEVEL)
            .map(Self)
            .map_err(encode_error)
    }

    /// Bytes that it takes in the database.
    #[must_use]
    pub fn stored_bytes(&self) -> usize {
        self.0.len()
    }

    fn is_compressed(&self) -> bool {
        self.0.starts_with(&MAGIC)
    }

    /// The same value, compressed.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn compressed(self) -> Result<Self> {
        if self.is_compressed() {
            return Ok(self);
        }
        Self::compress(&self.0)
    }

    /// The value, or the fields that `T` has of it.
    ///
    /// # Errors
    /// If what is stored is damaged.
    pub fn unpack<T: DeserializeOwned>(&self) -> Result<T> {
        self.parse().map_err(sqlx::Error::Decode)
    }

    fn parse<T: DeserializeOwned>(&self) -> Result<T, BoxDynError> {
        if !self.is_compressed() {
            return Ok(serde_json::from_slice(&self.0)?);
        }
        let json = zstd::stream::decode_all(self.0.as_slice())?;
        Ok(serde_json::from_slice(&json)?)
    }
}

impl TryFrom<Packed> for Recommendation {
    type Error = BoxDynError;

    fn try_from(packed: Packed) -> Result<Self, BoxDynError> {
        packed.parse()
    }
}

fn encode_error(error: impl Into<BoxDynError>) -> sqlx::Error {
    sqlx::Error::Encode(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_whether_stored_compressed_or_not() {
        let text = "Ein Satz über Öl. ".repeat(50);
        let packed = Packed::new(&text).unwrap();
        assert!(packed.stored_bytes() < text.len() / 4);
        assert_eq!(packed.clone().compressed().unwrap(), packed);
        let earlier = Packed(serde_json::to_vec(&text).unwrap());
        assert_eq!(earlier.clone().compressed().unwrap(), packed);
        for stored in [packed, earlier] {
            assert_eq!(stored.unpack::<String>().unwrap(), text);
        }
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        let mut packed = Packed::new(&"Node.js or Django").unwrap();
        packed.0.truncate(12);
        assert!(packed.unpack::<String>().is_err());
        assert!(Packed(b"{".to_vec()).unpack::<String>().is_err());
    }
}
