//! All routes of the program, with those of the API.

use poem::http::Method;

use super::path_matcher::first_segment;
use super::{PathMatcher, ROUTES, RouteSpec};
use crate::telemetry::RouteGroup;

/// The routes of [`ROUTES`] and of the API, by path.
#[derive(Debug, Default)]
pub struct RouteTable {
    pub(super) routes: PathMatcher<Vec<RouteSpec>>,
}

impl RouteTable {
    /// All routes; `api` are those of the API.
    #[must_use]
    pub fn new(api: impl IntoIterator<Item = RouteSpec>) -> Self {
        let mut table = Self::default();
        for route in ROUTES.iter().cloned().chain(api) {
            table.routes.entry(&route.path.clone()).push(route);
        }
        table
    }

    /// The route of a request.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Option<&RouteSpec> {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let routes = self.routes.find(path)?;
        routes.iter().find(|route| route.method == *method)
    }

    /// The methods of a path, for the header `Allow`; `None` if there is no such path.
    #[must_use]
    pub fn allow(&self, path: &str) -> Option<String> {
        let routes = self.routes.find(path)?;
        let mut methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        Some(methods.join(", "))
    }

    /// The group that answers at a path, whether or not it is a route: that of the routes with the same
    /// first segment.
    #[must_use]
    pub fn group(&self, path: &str) -> RouteGroup {
        let first = first_segment(path);
        self.iter()
            .find(|route| first_segment(&route.path) == first)
            .map_or(RouteGroup::Web, |route| route.group)
    }

    /// All routes.
    pub fn iter(&self) -> impl Iterator<Item = &RouteSpec> {
        self.routes.values().flatten()
    }
}
