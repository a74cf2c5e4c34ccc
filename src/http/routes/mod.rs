//! Routes and their properties: the audience, whether requests count towards the rate limit, and what caches and
//! crawlers may do.
//!
//! [`ROUTES`] lists the pages and the system routes, and a [`Router`] mounts nothing else. The routes of the API come
//! from its specification. A [`RouteTable`] holds both: the middleware, `robots.txt`, the sitemap and the tests read it.

mod access;
mod owner;
mod path_matcher;
mod route_table;
mod router;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use poem::http::Method;

use crate::store::Role;
use crate::telemetry::RouteGroup;

pub use access::require_own_form;
pub use owner::{Opened, open_as_prospect, open_report, owner_cookie, session_cookie};
pub use path_matcher::PathMatcher;
pub use route_table::RouteTable;
pub use router::{MountError, Router};
pub use table::ROUTES;

/// The path below which the API is mounted.
pub const API_PREFIX: &str = "/api/v1";

/// A method of a path, and its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSpec {
    /// The method. GET includes HEAD.
    pub method: Method,
    /// The path: `:name` matches one segment, `*name` the rest.
    pub path: Cow<'static, str>,
    /// Its group, which determines the format of failures and the label of metrics.
    pub group: RouteGroup,
    /// Who may use it.
    pub audience: Audience,
    /// Whether requests without a valid staff token count towards the rate limit.
    pub rate_limited: bool,
    /// What caches may do with a successful response.
    pub cache: Cache,
    /// What crawlers may do.
    pub crawlers: Crawlers,
    /// Whether it exists only with `--dev`.
    pub dev_only: bool,
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone.
    Everyone,
    /// The holder of the link: the path contains a token, which the handler checks.
    Link,
    /// The owner of the report that the `:token` of the path opens, in a session that a mailed link began.
    Owner,
    /// The prospect of an intake, with its resume token in the header.
    Prospect,
    /// Staff with one of these roles, and administrators.
    Staff(&'static [Role]),
    /// Holders of `--metrics-token`, operators and administrators.
    Metrics,
}

/// What caches may do with a successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Store nothing.
    Private,
    /// Shared by all readers: keep it for a minute, then revalidate it by `ETag`.
    Shared,
    /// Like `Shared`; if the query contains the version of the content, keep it for a year.
    Versioned,
}

/// What crawlers may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crawlers {
    /// Fetch and index it; the sitemap lists it.
    Listed,
    /// Fetch and index it.
    Allowed,
    /// Fetch it, but not index it: `X-Robots-Tag`.
    NoIndex,
    /// Neither: `robots.txt` and `X-Robots-Tag`.
    Disallowed,
}

impl Crawlers {
    /// Whether search engines may list the route.
    #[must_use]
    pub fn may_index(self) -> bool {
        matches!(self, Self::Listed | Self::Allowed)
    }
}

impl RouteSpec {
    /// A page: private, and disallowed for crawlers, until changed.
    const fn get(path: &'static str, audience: Audience) -> Self {
        Self::new(Method::GET, path, audience).crawlers(Crawlers::Disallowed)
    }

    /// A form, which the rate limit covers.
    const fn post(path: &'static str, audience: Audience) -> Self {
        Self::new(Method::POST, path, audience).rate_limited()
    }

    const fn new(method: Method, path: &'static str, audience: Audience) -> Self {
        Self {
            method,
            path: Cow::Borrowed(path),
            group: RouteGroup::Web,
            audience,
            rate_limited: false,
            cache: Cache::Private,
            crawlers: Crawlers::NoIndex,
            dev_only: false,
        }
    }

    const fn rate_limited(mut self) -> Self {
        self.rate_limited = true;
        self
    }

    const fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    const fn crawlers(mut self, crawlers: Crawlers) -> Self {
        self.crawlers = crawlers;
        self
    }

    /// Health, metrics, specification.
    const fn system(mut self) -> Self {
        self.group = RouteGroup::Ops;
        self
    }

    const fn dev_only(mut self) -> Self {
        self.dev_only = true;
        self
    }

    /// Whether the path contains no placeholder.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.literal_prefix() == self.path
    }

    /// The path up to its first placeholder.
    #[must_use]
    pub fn literal_prefix(&self) -> &str {
        let end = self.path.find([':', '*']).unwrap_or(self.path.len());
        &self.path[..end]
    }
}

/// The path prefixes that `robots.txt` disallows: of the API and of all pages that crawlers may not fetch.
#[must_use]
pub fn disallowed_prefixes() -> Vec<&'static str> {
    let disallowed = ROUTES
        .iter()
        .filter(|route| route.crawlers == Crawlers::Disallowed)
        .map(RouteSpec::literal_prefix);
    let mut prefixes: Vec<_> = disallowed.chain(["/api/"]).collect();
    prefixes.sort_unstable();
    // A prefix covers the longer ones that begin with it, which follow it.
    prefixes.dedup_by(|next, kept| next.starts_with(*kept));
    prefixes
}
