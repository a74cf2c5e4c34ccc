//! Parses the short form of a column, such as `customer_id -> customer?`.

use serde::{Deserialize, Serialize};

use super::reserved;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Lower case with underscores.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is nullable.
    pub null: bool,
    /// Whether values are unique, and among which rows.
    pub unique: Unique,
    /// A remark.
    pub note: Option<String>,
}

/// Among which rows the values of a column are unique.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unique {
    /// They may repeat.
    #[default]
    No,
    /// Among the rows of a tenant; among all rows where there are no tenants.
    Within,
    /// Among the rows of all tenants.
    Everywhere,
}

/// The type of a plain column, independent of any database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// Text of any length.
    #[default]
    Text,
    /// A text of a fixed list.
    Choice,
    /// 16 bits.
    Smallint,
    /// 32 bits.
    Int,
    /// 64 bits.
    Bigint,
    /// True or false.
    Bool,
    /// A moment, in UTC.
    Time,
    /// A day.
    Date,
    /// JSON.
    Json,
    /// A decimal number with four places.
    Number,
    /// A binary floating-point number.
    Float,
    /// Bytes.
    Bytes,
    /// A UUID.
    Uuid,
    /// An IP address.
    Inet,
    /// A list of floating-point numbers.
    Vector,
    /// A currency code of three letters (ISO 4217).
    Currency,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A value.
    Plain(Type),
    /// One of these texts.
    OneOf(Vec<String>),
    /// Minor units and a currency: two columns.
    Money,
    /// A reference to another table.
    Key {
        /// The table.
        table: String,
        /// Whether it is a plain column if the table is missing.
        soft: bool,
    },
}

const TYPES: [(&str, Type); 15] = [
    ("text", Type::Text),
    ("int", Type::Int),
    ("bigint", Type::Bigint),
    ("bool", Type::Bool),
    ("time", Type::Time),
    ("date", Type::Date),
    ("json", Type::Json),
    ("number", Type::Number),
    ("float", Type::Float),
    ("bytes", Type::Bytes),
    ("uuid", Type::Uuid),
    ("inet", Type::Inet),
    ("vector", Type::Vector),
    ("smallint", Type::Smallint),
    ("currency", Type::Currency),
];

/// Parses a column.
///
/// # Errors
/// A sentence about the mistake.
pub(super) fn parse(text: &str) -> Result<Column, String> {
    let (rest, note) = match text.split_once(" -- ") {
        Some((rest, note)) => (rest, Some(note.trim().to_owned())),
        None => (text, None),
    };
    let mut words = rest.split_whitespace();
    let name = words.next().ok_or("a column is \"name type\"")?;
    unquoted(name)?;
    let kind = words
        .next()
        .ok_or_else(|| format!("column `{name}` has no type; write \"{name} text\""))?;
    let (kind, null) = match kind {
        "->" | "~>" => {
            let table = words
                .next()
                .ok_or_else(|| format!("column `{name}` references nothing; name a table"))?;
            let (table, null) = optional(table);
            let key = Kind::Key {
                table: table.to_owned(),
                soft: kind == "~>",
            };
            (key, null)
        }
        word => {
            let (word, null) = optional(word);
            (plain(word)?, null)
        }
    };
    let unique = match (words.next(), words.next()) {
        (None, _) => Unique::No,
        (Some("unique"), None) => Unique::Within,
        (Some("unique"), Some("everywhere")) => Unique::Everywhere,
        (Some("unique"), Some(other)) | (Some(other), _) => {
            return Err(format!("`{other}` is not understood in column `{name}`"));
        }
    };
    Ok(Column {
        name: name.to_owned(),
        kind,
        null,
        unique,
        note,
    })
}

fn optional(word: &str) -> (&str, bool) {
    word.strip_suffix('?')
        .map_or((word, false), |word| (word, true))
}

fn plain(word: &str) -> Result<Kind, String> {
    if word == "money" {
        return Ok(Kind::Money);
    }
    if word.contains('|') {
        let options: Vec<String> = word.split('|').map(str::to_owned).collect();
        options.iter().try_for_each(|option| identifier(option))?;
        return Ok(Kind::OneOf(options));
    }
    let found = TYPES.iter().find(|(known, _)| *known == word);
    found
        .map(|(_, kind)| Kind::Plain(*kind))
        .ok_or_else(|| format!("there is no type `{word}`"))
}

/// Checks a name. Names become part of SQL statements without quotes, so only few characters are allowed, and no word
/// that one of the databases reserves.
pub(super) fn identifier(name: &str) -> Result<(), String> {
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts || name.len() > 40 || !name.chars().all(small) {
        return Err(format!(
            "`{name}` is no name for a table, column or value: use at most 40 of a-z, 0-9 and _, a letter first"
        ));
    }
    Ok(())
}

/// Checks the name of a table or column, which stands in statements without quotes.
pub(super) fn unquoted(name: &str) -> Result<(), String> {
    identifier(name)?;
    if reserved::is_reserved(name) {
        return Err(format!(
            "`{name}` is a reserved word of PostgreSQL, MySQL, SQL Server or SQLite; choose another name"
        ));
    }
    Ok(())
}
