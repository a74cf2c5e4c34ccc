//! Tests of the table, of its agreement with the router, and of the origin check.

use poem::endpoint::make_sync;
use poem::{Endpoint, PathPattern, Request, Route};

use super::access::is_origin_of;
use super::*;

/// A path that matches the pattern.
fn sample(pattern: &str) -> String {
    let segments = pattern.split('/').map(|segment| {
        if segment.starts_with([':', '*']) {
            "x"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

#[test]
fn each_route_is_listed_once_with_properties_that_agree() {
    for (index, route) in ROUTES.iter().enumerate() {
        let place = format!("{} {}", route.method, route.path);
        let repeated = ROUTES[..index]
            .iter()
            .any(|other| other.method == route.method && other.path == route.path);
        assert!(!repeated, "{place}");
        let is_open = route.audience == Audience::Everyone;
        assert!(is_open || route.cache == Cache::Private, "{place}");
        assert!(is_open || !route.crawlers.may_index(), "{place}");
        let reads = route.method == Method::GET;
        assert!(reads || route.cache == Cache::Private, "{place}");
        assert_eq!(route.rate_limited, !reads, "{place}");
        assert!(!route.dev_only || route.path.starts_with("/dev"), "{place}");
    }
}

#[tokio::test]
async fn the_table_finds_the_route_that_the_router_serves() {
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| &*route.path).collect();
    paths.dedup();
    let router = paths.iter().fold(Route::new(), |router, path| {
        let answer = |request: Request| request.data::<PathPattern>().unwrap().0.to_string();
        router.at(path, make_sync(answer))
    });
    let table = RouteTable::new([]);
    let asked = paths.iter().map(|path| sample(path));
    let asked = asked.chain(paths.iter().map(|path| format!("{}/", sample(path))));
    let others = [
        "/nothing",
        "/static",
        "/static/a/b/c",
        "/intake//x",
        "/intake/a/b/c",
        "//matchups",
        "/matchups/%2F",
        "/Matchups",
        "/ops/jobs//events",
    ];
    for path in asked.chain(others.map(str::to_owned)) {
        let request = Request::builder().uri(path.parse().unwrap()).finish();
        let served = match router.call(request).await {
            Ok(response) => Some(response.into_body().into_string().await.unwrap()),
            Err(_) => None,
        };
        let routes = table.routes.find(&path);
        let found = routes.and_then(|routes| Some(routes.first()?.path.to_string()));
        assert_eq!(found, served, "{path}");
    }
}

#[test]
fn a_request_is_found_by_method_and_path() {
    let table = RouteTable::new([]);
    let find = |method: &Method, path: &str| table.find(method, path).map(|route| &route.method);
    assert_eq!(find(&Method::HEAD, "/intake"), Some(&Method::GET));
    assert_eq!(find(&Method::POST, "/intake"), Some(&Method::POST));
    assert_eq!(find(&Method::DELETE, "/intake"), None);
    assert_eq!(table.allow("/intake").as_deref(), Some("GET, HEAD, POST"));
    assert_eq!(table.allow("/ops/mail/try").as_deref(), Some("POST"));
    assert_eq!(table.allow("/nothing"), None);
    for (path, group) in [
        ("/", RouteGroup::Web),
        ("/ops/nothing", RouteGroup::Web),
        ("/nothing", RouteGroup::Web),
        ("/docs/nothing", RouteGroup::Ops),
        ("/health", RouteGroup::Ops),
        ("/healthy", RouteGroup::Web),
    ] {
        assert_eq!(table.group(path), group, "{path}");
    }
    for route in table.iter() {
        assert_eq!(table.group(&route.path), route.group, "{}", route.path);
    }
}

#[test]
fn robots_txt_disallows_no_public_page() {
    let prefixes = disallowed_prefixes();
    assert_eq!(
        prefixes,
        [
            "/api/",
            "/intake/",
            "/leads/",
            "/ops",
            "/reports/",
            "/unsubscribe/"
        ]
    );
    for route in ROUTES.iter().filter(|route| route.method == Method::GET) {
        let covered = prefixes.iter().any(|prefix| route.path.starts_with(prefix));
        let expected = route.crawlers == Crawlers::Disallowed;
        assert_eq!(covered, expected, "{}", route.path);
    }
}

#[test]
fn an_unlisted_or_a_missing_route_is_an_error() {
    let answer = || make_sync(|_| "");
    let all = |skipped: Option<&str>| {
        let listed = ROUTES.iter().filter(|route| !route.dev_only);
        let mounted = listed.filter(|route| skipped != Some(&*route.path));
        mounted.fold(Router::new(false), |router, route| {
            router.method(route.method.clone(), &route.path, answer())
        })
    };
    assert!(all(None).finish().is_ok());
    let error = |router: Router| router.finish().err().unwrap().to_string();
    let missing = error(all(Some("/ops/events")));
    assert!(missing.contains("GET /ops/events"), "{missing}");
    let unlisted = error(all(None).post("/matchups", answer()));
    assert!(unlisted.contains("POST /matchups"), "{unlisted}");
}

#[test]
fn origins_are_compared_by_scheme_host_and_port() {
    for (origin, base) in [
        (
            "https://compare.example.com",
            "https://Compare.Example.com:443",
        ),
        (
            "https://compare.example.com",
            "https://compare.example.com/stack",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://xn--bcher-kva.example", "https://bücher.example"),
    ] {
        assert!(is_origin_of(origin, base), "{origin} {base}");
    }
    for (origin, base) in [
        ("http://compare.example.com", "https://compare.example.com"),
        (
            "https://compare.example.com:8443",
            "https://compare.example.com",
        ),
        (
            "https://compare.example.com.evil.example",
            "https://compare.example.com",
        ),
        ("https://evil.example", "https://compare.example.com"),
        ("null", "https://compare.example.com"),
        ("", "https://compare.example.com"),
        ("data:,x", "data:,x"),
    ] {
        assert!(!is_origin_of(origin, base), "{origin} {base}");
    }
}
