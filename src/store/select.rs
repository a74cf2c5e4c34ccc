//! Builds a select statement with only the conditions in use: a planner can use no index for `column = $1 or $1 is
//! null`.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, query_as};
use uuid::Uuid;

use super::{Db, Result, Subject, on};
use crate::ids::{Id, JobId};

/// A parameter value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Text.
    Text(String),
    /// An id.
    Id(Uuid),
    /// A time.
    Time(DateTime<Utc>),
    /// A number.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<K> From<Id<K>> for Value {
    fn from(id: Id<K>) -> Self {
        Self::Id(id.uuid())
    }
}

impl From<Subject> for Value {
    fn from(subject: Subject) -> Self {
        Self::Text(subject.to_string())
    }
}

impl From<JobId> for Value {
    fn from(id: JobId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}

/// A statement and its parameters. Only the program's SQL enters the statement, never a value.
#[derive(Debug)]
pub(super) struct Select {
    sql: String,
    values: Vec<Value>,
}

impl Select {
    /// Starts with `select … where …`.
    pub fn new(head: &'static str) -> Self {
        Self {
            sql: head.to_owned(),
            values: Vec::new(),
        }
    }

    /// Adds a condition.
    pub fn and(mut self, condition: &'static str) -> Self {
        self.sql.push_str(" and ");
        self.sql.push_str(condition);
        self
    }

    /// Adds a condition in which `?` is the value, if it is set.
    pub fn and_if(self, condition: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.and_in(condition, [value]),
            None => self,
        }
    }

    /// Adds a condition in which `?` is a list of values.
    pub fn and_in<V: Into<Value>>(
        mut self,
        condition: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let mut names = Vec::new();
        for value in values {
            self.values.push(value.into());
            names.push(format!("${}", self.values.len()));
        }
        self.sql.push_str(" and ");
        self.sql
            .push_str(&condition.replacen('?', &names.join(", "), 1));
        self
    }

    /// Sets the values of `$1`, `$2` … in the head.
    pub fn given<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.values.extend(values.into_iter().map(Into::into));
        self
    }

    /// Adds a condition in which each `?` is the next one of the values.
    pub fn and_each<V: Into<Value>>(
        mut self,
        condition: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let mut condition = condition.to_owned();
        for value in values {
            self.values.push(value.into());
            condition = condition.replacen('?', &format!("${}", self.values.len()), 1);
        }
        self.sql.push_str(" and ");
        self.sql.push_str(&condition);
        self
    }

    /// Adds the order and the maximum number of rows.
    pub fn newest(mut self, column: &'static str, rows: i64) -> Self {
        self.values.push(Value::Number(rows));
        self.sql.push_str(&format!(
            " order by {column} desc limit ${}",
            self.values.len()
        ));
        self
    }

    /// Runs the statement and returns the rows.
    pub async fn rows<T>(self, db: &Db) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let Self { sql, values } = self;
        on!(&db.read, |pool| {
            let mut statement = query_as(AssertSqlSafe(sql));
            for value in values {
                statement = match value {
                    Value::Text(text) => statement.bind(text),
                    Value::Id(id) => statement.bind(id),
                    Value::Time(time) => statement.bind(time),
                    Value::Number(number) => statement.bind(number),
                };
            }
            statement.fetch_all(pool).await
        })
    }
}
