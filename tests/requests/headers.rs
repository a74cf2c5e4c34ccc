//! Conditional requests, caching, origins.

use super::*;

on_both_databases! {
    async fn if_match_accepts_lists_weak_tags_and_tags_changed_by_proxies(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let path = format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap());
        let mut version = 1;
        for header in ["W/\"{}\"", "\"9\", \"{}\"", "W/\"9\",W/\"{}\"", "\"{}-gzip\""] {
            let request = app.request(Method::PATCH, &path).bearer_auth(&sales).json(&json!({ "note": header }));
            let (status, body) = app.json(request.header("if-match", header.replace("{}", &version.to_string()))).await;
            version += 1;
            assert_eq!((status, body["version"].as_i64()), (StatusCode::OK, Some(version)), "{header}: {body}");
        }
        for (header, expected) in [("W/\"1\", \"2\"", 412), ("\"of another site\"", 412), ("5", 400), ("\"5", 400)] {
            let request = app.request(Method::PATCH, &path).bearer_auth(&sales).json(&json!({ "note": "x" }));
            assert_eq!(request.header("if-match", header).send().await.unwrap().status().as_u16(), expected, "{header}");
        }
        let visitor = Visitor::arrive(&app).await;
        let step = app.request(Method::PUT, &format!("/api/v1/intakes/{}/steps/product", visitor.intake)).bearer_auth(&visitor.token);
        let (status, body) = app.json(step.header("if-match", "W/\"1\"").json(&json!({ "answers": { "product": "b2b_saas" } }))).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        app.stop().await;
    }
}

#[tokio::test]
async fn only_public_routes_may_be_cached_and_send_a_referrer() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let admin = app.staff(Role::Admin).await;
    let (visitor, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let headers = async |path: &str| {
        let request = app.request(Method::GET, path);
        let request = if path.starts_with("/api") {
            request.bearer_auth(&admin)
        } else {
            request.basic_auth("x", Some(&admin))
        };
        let response = request.send().await.unwrap();
        [
            "cache-control",
            "referrer-policy",
            "cross-origin-resource-policy",
        ]
        .map(|name| response.headers()[name].to_str().unwrap().to_owned())
    };
    let mut private: Vec<String> = operations(&app)
        .await
        .into_iter()
        .filter(|one| one.method == Method::GET)
        .map(|one| one.path)
        .collect();
    let public = [
        "/api/v1/matchups",
        "/api/v1/technologies",
        "/api/v1/questionnaire",
    ];
    private.retain(|path| !public.iter().any(|public| path.starts_with(public)));
    assert!(private.len() > 12, "{private:?}");
    private.extend([
        format!("/leads/{}", lead["lead_id"].as_str().unwrap()),
        format!("/intake/{}", visitor.token),
        format!("/intake/{}/", visitor.token),
        "/intake?utm_source=newsletter".into(),
        "/nothing".into(),
        "/api/v1/nothing".into(),
        "/api/v1/matchups/none".into(),
        "/health/ready".into(),
        "/metrics".into(),
    ]);
    for path in private {
        assert_eq!(
            headers(&path).await,
            ["no-store", "no-referrer", "same-origin"],
            "{path}"
        );
    }
    for path in ["/ops", lead["report_url"].as_str().unwrap()] {
        assert_eq!(
            headers(path).await,
            ["no-store", "same-origin", "same-origin"],
            "{path}: its forms need an Origin"
        );
    }
    for path in [
        "/",
        "/matchups",
        "/matchups?q=django",
        "/matchups/nodejs-vs-django",
        "/intake",
        "/static/site.css",
        "/robots.txt",
        "/docs",
        "/openapi.json",
    ]
    .iter()
    .chain(&public)
    {
        let [cache, referrer, resource] = headers(path).await;
        assert!(cache.starts_with("public, max-age="), "{path}: {cache}");
        assert_eq!(
            (referrer.as_str(), resource.as_str()),
            ("strict-origin-when-cross-origin", "cross-origin"),
            "{path}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn forms_need_our_origin_however_the_base_url_spells_it() {
    let database = Database::sqlite().await;
    let app = Setup::new()
        .set("--base-url", "https://Compare.Example.com:443")
        .without_workers()
        .start(&database)
        .await;
    let operator = app.staff(Role::Operator).await;
    let send = async |name: &str, value: &str| {
        let request = app
            .request(Method::POST, "/ops/queues/tidy_up")
            .basic_auth("x", Some(&operator))
            .header(name, value);
        request
            .form(&[("action", "resume")])
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(send("origin", "https://compare.example.com").await, 303);
    for stranger in ["https://evil.example", "http://compare.example.com", "null"] {
        assert_eq!(send("origin", stranger).await, 403, "{stranger}");
    }
    assert_eq!(
        (
            send("sec-fetch-site", "same-origin").await,
            send("sec-fetch-site", "same-site").await
        ),
        (303, 403)
    );
    app.stop().await;
}
