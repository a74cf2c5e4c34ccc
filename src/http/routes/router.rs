//! Mounts endpoints at the routes of the table, behind the check of their audience.

use std::collections::BTreeMap;

use poem::http::Method;
use poem::{Endpoint, IntoEndpoint, IntoResponse, Request, Response, Result, Route, RouteMethod};

use super::access::admit;
use super::{ROUTES, RouteSpec};

/// Collects endpoints. A route that the table does not list, or one that has no endpoint, is an error.
#[derive(Default)]
pub struct Router {
    dev: bool,
    paths: BTreeMap<&'static str, RouteMethod>,
    mounted: Vec<(Method, &'static str)>,
    unlisted: Vec<String>,
}

/// The mounted routes are not those of the table.
#[derive(Debug, thiserror::Error)]
#[error("not in the table of routes: {unlisted:?}; without an endpoint: {missing:?}")]
pub struct MountError {
    unlisted: Vec<String>,
    missing: Vec<String>,
}

impl Router {
    /// No routes yet; those for authors of templates exist only with `dev`.
    #[must_use]
    pub fn new(dev: bool) -> Self {
        Self {
            dev,
            ..Self::default()
        }
    }

    /// Whether the routes for authors of templates exist.
    #[must_use]
    pub fn is_dev(&self) -> bool {
        self.dev
    }

    /// Mounts an endpoint for GET and HEAD.
    #[must_use]
    pub fn get<E: IntoEndpoint<Endpoint: 'static>>(self, path: &str, endpoint: E) -> Self {
        self.method(Method::GET, path, endpoint)
    }

    /// Mounts an endpoint for POST.
    #[must_use]
    pub fn post<E: IntoEndpoint<Endpoint: 'static>>(self, path: &str, endpoint: E) -> Self {
        self.method(Method::POST, path, endpoint)
    }

    pub(super) fn method<E>(mut self, method: Method, path: &str, endpoint: E) -> Self
    where
        E: IntoEndpoint<Endpoint: 'static>,
    {
        let listed = ROUTES
            .iter()
            .find(|route| route.method == method && route.path == path);
        let Some(route) = listed else {
            self.unlisted.push(format!("{method} {path}"));
            return self;
        };
        let guarded = Guarded {
            route,
            inner: endpoint.into_endpoint(),
        };
        let methods = self.paths.remove(&*route.path).unwrap_or_default();
        self.mounted.push((method.clone(), &route.path));
        self.paths
            .insert(&route.path, methods.method(method, guarded));
        self
    }

    /// All routes.
    ///
    /// # Errors
    /// [`MountError`].
    pub fn finish(self) -> Result<Route, MountError> {
        let missing: Vec<String> = ROUTES
            .iter()
            .filter(|route| self.dev || !route.dev_only)
            .filter(|route| !self.mounted.contains(&(route.method.clone(), &*route.path)))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        if !missing.is_empty() || !self.unlisted.is_empty() {
            return Err(MountError {
                unlisted: self.unlisted,
                missing,
            });
        }
        let paths = self.paths.into_iter();
        Ok(paths.fold(Route::new(), |route, (path, methods)| {
            route.at(path, methods)
        }))
    }
}

/// An endpoint behind the check of its audience.
struct Guarded<E> {
    route: &'static RouteSpec,
    inner: E,
}

impl<E: Endpoint> Endpoint for Guarded<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        if let Some(response) = admit(self.route, &mut request).await? {
            return Ok(response);
        }
        self.inner
            .call(request)
            .await
            .map(IntoResponse::into_response)
    }
}
