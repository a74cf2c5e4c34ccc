//! Parameters with bounds: the length of a page, a point in time.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Utc};
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{
    ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type,
};
use serde_json::Value;

/// Rows per page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit(u32);

impl Limit {
    const DEFAULT: u32 = 50;
    const MOST: u32 = 200;

    pub fn or_default(limit: Option<Self>) -> u32 {
        limit.map_or(Self::DEFAULT, |limit| limit.0)
    }
}

/// A moment between 1970 and 9999, which both databases can store.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(pub DateTime<Utc>);

impl Moment {
    fn parse(text: &str) -> ParseResult<Self> {
        let moment: DateTime<Utc> = text.parse().map_err(ParseError::custom)?;
        if !(1970..=9999).contains(&moment.year()) {
            return Err(ParseError::custom("the year must be between 1970 and 9999"));
        }
        Ok(Self(moment))
    }
}

macro_rules! scalar {
    ($type:ty, $name:literal, $schema:expr) => {
        impl Type for $type {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                $name.into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new($schema))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }
    };
}

scalar!(
    Limit,
    "integer",
    MetaSchema {
        minimum: Some(1.0),
        maximum: Some(f64::from(Limit::MOST)),
        default: Some(Limit::DEFAULT.into()),
        ..MetaSchema::new_with_format("integer", "int32")
    }
);
scalar!(
    Moment,
    "string_date-time",
    MetaSchema::new_with_format("string", "date-time")
);

impl ParseFromParameter for Limit {
    fn parse_from_parameter(text: &str) -> ParseResult<Self> {
        let rows: Option<u32> = text.parse().ok();
        let limit = rows
            .filter(|rows| (1..=Self::MOST).contains(rows))
            .map(Self);
        limit.ok_or_else(|| {
            ParseError::custom(format!("it must be a number from 1 to {}", Self::MOST))
        })
    }
}

impl ParseFromParameter for Moment {
    fn parse_from_parameter(text: &str) -> ParseResult<Self> {
        Self::parse(text)
    }
}

impl ParseFromJSON for Moment {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => Self::parse(&text),
            other => Err(ParseError::expected_type(other)),
        }
    }
}

impl ToJSON for Moment {
    fn to_json(&self) -> Option<Value> {
        self.0.to_json()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_1_to_200_rows() {
        assert_eq!(
            Limit::or_default(Limit::parse_from_parameter("200").ok()),
            200
        );
        assert_eq!(Limit::or_default(None), 50);
        for wrong in ["0", "201", "-1", "many", "", "4294967297"] {
            assert!(Limit::parse_from_parameter(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_is_one_that_both_databases_can_store() {
        for right in [
            "1970-01-01T00:00:00Z",
            "2026-11-26T12:00:00+01:00",
            "9999-12-31T23:59:59Z",
        ] {
            assert!(Moment::parse_from_parameter(right).is_ok(), "{right}");
        }
        for wrong in [
            "1969-12-31T23:59:59Z",
            "-200000-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "tomorrow",
            "",
        ] {
            assert!(Moment::parse_from_parameter(wrong).is_err(), "{wrong}");
        }
    }
}
