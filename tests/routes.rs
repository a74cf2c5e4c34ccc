//! The table of routes: every page for every caller, the rate limit, caches and crawlers, as the table declares them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::json;
use stackmatch::api;
use stackmatch::content::matchup::LINKABLE_PAGES;
use stackmatch::http::routes::{Audience, Cache, Crawlers, RouteSpec, RouteTable};
use stackmatch::ids::Id;
use stackmatch::keys::Purpose;
use stackmatch::store::{JobFilter, OwnerLinkRow, Role};
use stackmatch::telemetry::RouteGroup;

use crate::support::{
    Caller, Database, METRICS_TOKEN, Setup, Specification, TestApp, Visitor, on_both_databases,
};

/// The table that the server reads.
pub fn all_routes() -> RouteTable {
    let specification = api::Specification::new(&Specification::text()).unwrap();
    RouteTable::new(specification.routes())
}

/// Checks the headers for caches and crawlers against the route.
pub fn check_headers(route: &RouteSpec, response: &Response) {
    let place = format!("{} {}: {}", route.method, route.path, response.status());
    let header = |name: &str| {
        let value = response.headers().get(name);
        value.map(|value| value.to_str().unwrap())
    };
    let is_shared = route.cache != Cache::Private && response.status().is_success();
    let (cache, resource) = if is_shared {
        ("public, max-age=60", "cross-origin")
    } else {
        ("no-store", "same-origin")
    };
    assert_eq!(header("cache-control"), Some(cache), "{place}");
    assert_eq!(
        header("cross-origin-resource-policy"),
        Some(resource),
        "{place}"
    );
    let robots = (!route.crawlers.may_index()).then_some("noindex, nofollow");
    assert_eq!(header("x-robots-tag"), robots, "{place}");
}

/// Fills the placeholders of the pages.
struct Paths {
    /// The value of each placeholder, by the prefix of the pattern.
    values: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

impl Paths {
    /// Paths of existing resources.
    async fn existing(app: &TestApp, prospect: &Visitor) -> Self {
        let (_, submitted) = Visitor::become_a_lead(app, &Visitor::grace()).await;
        let report = submitted["report_url"].as_str().unwrap();
        let report = report.rsplit('/').next().unwrap().to_owned();
        let lead = submitted["lead_id"].as_str().unwrap().to_owned();
        let jobs = app.app.db.jobs(&JobFilter::default(), 1).await.unwrap();
        let zero = "00000000-0000-7000-8000-000000000000".to_owned();
        let now = app.clock.now();
        let link = OwnerLinkRow {
            id: app.clock.new_id(),
            lead_id: lead.parse().unwrap(),
            created_at: now,
            expires_at: now + TimeDelta::hours(1),
            used_at: None,
        };
        let mut tx = app.db.begin().await.unwrap();
        tx.insert_owner_link(&link).await.unwrap();
        tx.commit().await.unwrap();
        let link = app.keys.token(Purpose::OWNER_LINK, link.id);
        let confirm = app.keys.token(Purpose::CONFIRM, lead.parse().unwrap());
        let unsubscribe = app.keys.token(Purpose::UNSUBSCRIBE, Id::nil());
        Self {
            values: vec![
                ("/matchups", vec![(":slug", "nodejs-vs-django".into())]),
                ("/pages", vec![(":slug", "privacy".into())]),
                ("/sample-report", vec![(":file", "decisions.md".into())]),
                ("/static", vec![("*name", "site.css".into())]),
                (
                    "/intake",
                    vec![
                        (":token", prospect.token.clone()),
                        (":page", "product".into()),
                    ],
                ),
                ("/reports/:token/confirm", vec![(":link", confirm)]),
                (
                    "/reports",
                    vec![
                        (":token", report),
                        (":link", link),
                        (":question", "skills".into()),
                        (":share", zero.clone()),
                    ],
                ),
                ("/unsubscribe", vec![(":token", unsubscribe)]),
                ("/leads", vec![(":id", lead)]),
                ("/ops/jobs", vec![(":id", jobs.items[0].id.to_string())]),
                ("/ops/webhooks", vec![(":name", "none".into())]),
                ("/ops/queues", vec![(":queue", "send_report".into())]),
                ("/ops/deliveries", vec![(":id", zero)]),
                ("/dev/mails", vec![(":name", "erased-normal-en".into())]),
                ("/dev/reports", vec![(":name", "bakery".into())]),
            ],
        }
    }

    fn fill(&self, pattern: &str) -> String {
        let mut path = pattern.to_owned();
        let values = self.values.iter();
        for (_, values) in values.filter(|(prefix, _)| pattern.starts_with(prefix)) {
            for (placeholder, value) in values {
                path = path.replace(placeholder, value);
            }
        }
        assert!(!path.contains([':', '*']), "{path} needs a value");
        path
    }
}

/// The status with which the table refuses a caller; `None` if the caller is admitted.
fn refused(route: &RouteSpec, caller: &Caller) -> Option<StatusCode> {
    let roles: &[Role] = match route.audience {
        Audience::Everyone | Audience::Link => return None,
        // No caller of these tests is in a session of an owner: each is sent to the page that mails a link.
        Audience::Owner => return Some(StatusCode::SEE_OTHER),
        Audience::Staff(roles) => roles,
        Audience::Metrics => &[Role::Operator],
        Audience::Prospect => panic!("{} is not a page", route.path),
    };
    match caller.role {
        None => Some(StatusCode::UNAUTHORIZED),
        Some(role) if role == Role::Admin || roles.contains(&role) => None,
        Some(_) => Some(StatusCode::FORBIDDEN),
    }
}

/// A request as a browser or Prometheus sends it, with the token of a caller.
fn request(app: &TestApp, route: &RouteSpec, path: &str, caller: &Caller) -> RequestBuilder {
    let request = app.request(route.method.clone(), path);
    let request = if route.method == Method::POST {
        request
            .header("sec-fetch-site", "same-origin")
            .form(&[("action", "nothing")])
    } else {
        request
    };
    match &caller.token {
        None => request,
        Some(token) if route.audience == Audience::Metrics => request.bearer_auth(token),
        Some(token) => request.basic_auth("x", Some(token)),
    }
}

on_both_databases! {
    async fn every_page_answers_each_role_as_declared(database) {
        let app = Setup::new().without_workers().flag("--dev").start(&database).await;
        let prospect = Visitor::arrive(&app).await;
        let paths = Paths::existing(&app, &prospect).await;
        let callers = Caller::all(&app, &prospect).await;
        let table = all_routes();
        let (mut admitted, mut refusals) = (BTreeSet::new(), BTreeSet::new());
        for route in table.iter().filter(|route| route.group != RouteGroup::Api) {
            let path = paths.fill(&route.path);
            // Samples take long to render and are the same for all callers.
            let callers = if route.dev_only { &callers[..1] } else { &callers[..] };
            for caller in callers {
                let response = request(&app, route, &path, caller).send().await.unwrap();
                let status = response.status();
                let place = format!("{} {path} with {}: {status}", route.method, caller.name);
                match refused(route, caller) {
                    Some(expected) => {
                        assert_eq!(status, expected, "{place}");
                        if route.audience != Audience::Owner {
                            refusals.insert((caller.name, status.as_u16()));
                        }
                    }
                    None if route.method == Method::GET => {
                        assert!(status.is_success() || status == StatusCode::SEE_OTHER, "{place}");
                        admitted.insert(caller.name);
                    }
                    None => {
                        let wrong = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];
                        assert!(!wrong.contains(&status) && !status.is_server_error(), "{place}");
                    }
                }
                check_headers(route, &response);
            }
        }
        let names: BTreeSet<_> = callers.iter().map(|caller| caller.name).collect();
        assert_eq!(admitted, names);
        assert!(refusals.contains(&("sales", 403)) && refusals.contains(&("operator", 403)));
        assert_eq!(refusals.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>().len(), names.len() - 1, "administrators see every page");
        app.stop().await;
    }

    async fn a_link_opens_only_what_it_was_made_for(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let prospect = Visitor::arrive(&app).await;
        let paths = Paths::existing(&app, &prospect).await;
        let report = paths.fill("/reports/:token").replace("/reports/", "");
        let admin = app.staff(Role::Admin).await;
        let table = all_routes();
        let links: Vec<_> = table.iter().filter(|route| matches!(route.audience, Audience::Link | Audience::Owner)).collect();
        assert!(links.len() > 6, "{links:?}");
        for route in links {
            let of_another_kind = if route.path.contains("/reports/") { &prospect.token } else { &report };
            for token in ["x", "smt_forged", &report[1..], &admin, of_another_kind] {
                let path = route.path.replace(":token", token).replace(":page", "product");
                let request = app.request(route.method.clone(), &path).bearer_auth(&admin);
                let request = if route.path.ends_with("/proof") { request.json(&json!({ "number": 1 })) } else { request };
                let response = request.send().await.unwrap();
                assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
                check_headers(route, &response);
            }
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_to_all_staff() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let prospect = Visitor::arrive(&app).await;
    let paths = Paths::existing(&app, &prospect).await;
    let admin = app.staff(Role::Admin).await;
    let table = all_routes();
    let is_form = |route: &&RouteSpec| {
        route.method == Method::POST
            && route.group == RouteGroup::Web
            && matches!(route.audience, Audience::Staff(_))
    };
    let forms: Vec<_> = table.iter().filter(is_form).collect();
    assert!(forms.len() > 4, "{forms:?}");
    for route in forms {
        let path = paths.fill(&route.path);
        let post = || {
            app.request(Method::POST, &path)
                .basic_auth("x", Some(&admin))
                .form(&[("action", "retry")])
        };
        for request in [
            post(),
            post().header("sec-fetch-site", "cross-site"),
            post().header("sec-fetch-site", "same-site"),
            post().header("origin", "https://evil.example"),
        ] {
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_page_names_the_methods_that_it_accepts() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let table = all_routes();
    for route in table.iter().filter(|route| !route.dev_only) {
        let path = route.path.replace([':', '*'], "");
        let response = app.request(Method::TRACE, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let allow = response.headers()["allow"].to_str().unwrap();
        assert_eq!(Some(allow), table.allow(&path).as_deref(), "{path}");
        assert!(allow.contains(route.method.as_str()), "{path}: {allow}");
    }
    app.stop().await;
}

#[tokio::test]
async fn metrics_are_for_operators_and_for_the_metrics_token() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let operator = app.staff(Role::Operator).await;
    let get = || app.request(Method::GET, "/metrics");
    for (request, expected) in [
        (get().bearer_auth(METRICS_TOKEN), 200),
        (get().bearer_auth(&operator), 200),
        (get().basic_auth("x", Some(&operator)), 401),
        (get().basic_auth("x", Some(METRICS_TOKEN)), 401),
        (get().bearer_auth(&METRICS_TOKEN[1..]), 401),
    ] {
        assert_eq!(request.send().await.unwrap().status(), expected);
    }
    app.stop().await;
}

#[tokio::test]
async fn the_rate_limit_counts_what_the_table_declares() {
    let database = Database::sqlite().await;
    let app = Setup::new()
        .without_workers()
        .set("--rate-limit", 1)
        .set("--client-ip-header", "x-forwarded-for")
        .start(&database)
        .await;
    let operator = app.staff(Role::Operator).await;
    let table = all_routes();
    let mut client = 0;
    let mut is_limited = async |method: &Method, path: &str, token: Option<&str>| {
        client += 1;
        let send = async || {
            let request = app
                .request(method.clone(), path)
                .header("x-forwarded-for", format!("198.51.100.{client}"));
            let request = match token {
                Some(token) => request.bearer_auth(token),
                None => request,
            };
            let response = request.send().await.unwrap();
            let status = response.status();
            let waits = response.headers().contains_key("retry-after");
            assert!(status != StatusCode::TOO_MANY_REQUESTS || waits);
            status
        };
        assert_ne!(send().await, StatusCode::TOO_MANY_REQUESTS, "{path}");
        send().await == StatusCode::TOO_MANY_REQUESTS
    };
    for route in table.iter() {
        let segments = route.path.split('/').map(|segment| {
            if segment.starts_with([':', '*']) {
                "x"
            } else {
                segment
            }
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let limited = is_limited(&route.method, &path, None).await;
        assert_eq!(limited, route.rate_limited, "{} {path}", route.method);
    }
    assert!(
        is_limited(&Method::POST, "/nothing", None).await,
        "guessing"
    );
    assert!(!is_limited(&Method::GET, "/nothing", None).await);
    let path = "/api/v1/queues/send_report/resume";
    assert!(!is_limited(&Method::POST, path, Some(&operator)).await);
    app.stop().await;
}

#[tokio::test]
async fn crawlers_read_what_the_table_declares() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (_, robots) = app.get("/robots.txt").await;
    let disallowed: Vec<&str> = robots
        .lines()
        .filter_map(|line| line.strip_prefix("Disallow: "))
        .collect();
    let table = all_routes();
    for route in table.iter().filter(|route| route.method == Method::GET) {
        let sample = route.path.replace([':', '*'], "");
        let is_disallowed = disallowed.iter().any(|prefix| sample.starts_with(prefix));
        let expected = route.crawlers == Crawlers::Disallowed;
        assert_eq!(is_disallowed, expected, "{}", route.path);
    }
    let (_, sitemap) = app.get("/sitemap.xml").await;
    let addresses = sitemap.split("<loc>").skip(1);
    let mut listed: Vec<&str> = addresses
        .map(|rest| rest.split("</loc>").next().unwrap())
        .map(|address| address.strip_prefix(&app.app.config.base_url()).unwrap())
        .collect();
    for path in &listed {
        let route = table.find(&Method::GET, path).unwrap();
        assert_eq!(route.crawlers, Crawlers::Listed, "{path}");
        assert_eq!(app.get(path).await.0, StatusCode::OK, "{path}");
    }
    let matchups = app.app.content.matchups.len();
    listed.retain(|path| !path.starts_with("/matchups/"));
    let fixed = table.iter().filter(|route| route.is_fixed());
    let expected: BTreeSet<&str> = fixed
        .filter(|route| route.crawlers == Crawlers::Listed)
        .map(|route| &*route.path)
        .collect();
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(sitemap.matches("/matchups/").count(), matchups);
    app.stop().await;
}

#[test]
fn only_routes_open_to_everyone_may_be_linked_from_texts() {
    let table = all_routes();
    for page in LINKABLE_PAGES {
        let route = table.find(&Method::GET, page).unwrap();
        assert_eq!(route.audience, Audience::Everyone, "{page}");
        assert!(route.crawlers.may_index(), "{page}");
    }
    let listed = table
        .iter()
        .filter(|route| route.crawlers == Crawlers::Listed && route.is_fixed());
    for route in listed {
        assert!(LINKABLE_PAGES.contains(&&*route.path), "{}", route.path);
    }
}
