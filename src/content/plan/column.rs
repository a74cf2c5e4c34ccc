//! The short form of a column ("customer_id -> customer?") becomes a column.

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Lower case with underscores.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub null: bool,
    /// Whether each value stands in one row only.
    pub unique: bool,
    /// What has to be known about it.
    pub note: Option<String>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A type of the database.
    Plain(&'static str),
    /// Exactly these texts.
    OneOf(Vec<String>),
    /// Minor units and a currency: two columns.
    Money,
    /// The key of another table; `soft` where that table may be missing.
    Key {
        /// The table.
        table: String,
        /// Not a foreign key where the table is missing.
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

/// Reads a column. The error is a sentence.
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
                .ok_or_else(|| format!("column `{name}` points nowhere; name a table"))?;
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

/// Names become part of statements, so they are held to a small alphabet.
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
