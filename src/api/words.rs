//! The words of stored enums in requests and answers.

use std::borrow::Cow;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{
    ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type,
};
use serde_json::Value;

use crate::store::{
    DeliveryKind, DeliveryStatus, HoldReason, IntakeStatus, JobState, LeadStatus, OutageCause,
    Outcome, QueueMode, Role,
};

macro_rules! schemas {
    ($($name:ident),+ $(,)?) => {$(
        impl Type for $name {
            const IS_REQUIRED: bool = true;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Reference(Self::name().into_owned())
            }

            fn register(registry: &mut Registry) {
                registry.create_schema::<Self, _>(Self::name().into_owned(), |_| MetaSchema {
                    description: Some(Self::ABOUT.trim()),
                    enum_items: Self::ALL.iter().filter_map(ToJSON::to_json).collect(),
                    ..MetaSchema::new("string")
                });
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl ParseFromParameter for $name {
            fn parse_from_parameter(word: &str) -> ParseResult<Self> {
                Self::try_from(word.to_owned())
                    .map_err(|_| ParseError::custom("Expect a valid enumeration value."))
            }
        }

        impl ParseFromJSON for $name {
            fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
                let value = value.unwrap_or_default();
                let word = value.as_str().map(ToOwned::to_owned);
                word.and_then(|word| Self::try_from(word).ok())
                    .ok_or_else(|| ParseError::expected_type(value))
            }
        }

        impl ToJSON for $name {
            fn to_json(&self) -> Option<Value> {
                Some(self.as_str().into())
            }
        }
    )+};
}

schemas!(
    DeliveryKind,
    DeliveryStatus,
    HoldReason,
    IntakeStatus,
    JobState,
    LeadStatus,
    OutageCause,
    Outcome,
    QueueMode,
    Role,
);
