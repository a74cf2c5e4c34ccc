//! One SQL text for two databases: a value of either driver, and [`on!`], which runs one body for both.

/// A value that belongs to one of the two databases.
#[derive(Clone, Debug)]
pub enum Either<S, P> {
    /// The embedded default.
    Sqlite(S),
    /// For installations that outgrow one machine.
    Postgres(P),
}

impl<S, P> Either<S, P> {
    /// Whether this is the SQLite variant.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// Expands one body for each database's native driver: `on!(pool, |db| query("…").bind(x).fetch_one(db).await)`.
macro_rules! on {
    ($either:expr, |$db:ident| $body:expr) => {
        match $either {
            $crate::store::Either::Sqlite($db) => $body,
            $crate::store::Either::Postgres($db) => $body,
        }
    };
}
pub(crate) use on;
