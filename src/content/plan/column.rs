//! Parses the short form of a column, such as `customer_id -> customer?`.

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Lower case with underscores.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is nullable.
    pub null: bool,
    /// Whether values are unique.
    pub unique: bool,
    /// A remark.
    pub note: Option<String>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A type of the database.
    Plain(&'static str),
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

const TYPES: [(&str, &str); 14] = [
    ("text", "text"),
    ("int", "integer"),
    ("bigint", "bigint"),
    ("bool", "boolean"),
    ("time", "timestamptz"),
    ("date", "date"),
    ("json", "jsonb"),
    ("number", "numeric(18,4)"),
    ("float", "double precision"),
    ("bytes", "bytea"),
    ("uuid", "uuid"),
    ("inet", "inet"),
    ("vector", "real[]"),
    ("smallint", "smallint"),
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
    identifier(name)?;
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
    let unique = match words.next() {
        None => false,
        Some("unique") => true,
        Some(other) => return Err(format!("`{other}` is not understood in column `{name}`")),
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
        .map(|(_, sql)| Kind::Plain(sql))
        .ok_or_else(|| format!("there is no type `{word}`"))
}

/// Checks a name. Names become part of SQL statements, so only few characters are allowed.
pub(super) fn identifier(name: &str) -> Result<(), String> {
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if starts && name.len() <= 40 && name.chars().all(small) {
        Ok(())
    } else {
        Err(format!(
            "`{name}` is no name for a table, column or value: use at most 40 of a-z, 0-9 and _, a letter first"
        ))
    }
}
