//! The pages as a browser without JavaScript uses them.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Method, StatusCode};

use crate::support::{Database, Page, Setup, TestApp, Visitor, on_both_databases, text};
use serde_json::Value;

/// The form data of these answers: one pair per value.
fn form(step: &[&str], answers: &Value) -> Vec<(String, String)> {
    let mut pairs = vec![];
    for id in step {
        match &answers[*id] {
            Value::String(one) => pairs.push(((*id).to_owned(), one.clone())),
            Value::Array(many) => pairs.extend(
                many.iter()
                    .map(|one| ((*id).to_owned(), one.as_str().unwrap().to_owned())),
            ),
            Value::Object(contact) => pairs.extend(contact.iter().map(|(key, value)| {
                (
                    format!("{id}.{key}"),
                    value
                        .as_str()
                        .map_or_else(|| "true".to_owned(), str::to_owned),
                )
            })),
            _ => {}
        }
    }
    pairs
}

on_both_databases! {
    async fn an_intake_can_be_answered_with_forms_alone(database) {
        let app = TestApp::start(&database).await;
        let begun = app.request(Method::POST, "/intake").form(&[("matchup", "nodejs-vs-django")]).send().await.unwrap();
        assert_eq!(begun.status(), StatusCode::SEE_OTHER, "{}", begun.text().await.unwrap());
        let mut location = begun.headers()["location"].to_str().unwrap().to_owned();
        let token = location.split('/').find(|part| part.len() == 43).unwrap().to_owned();
        let answers = Visitor::grace();
        let (_, questionnaire) = app.json(app.request(Method::GET, "/api/v1/questionnaire")).await;
        for step in questionnaire["steps"].as_array().unwrap() {
            let id = step["id"].as_str().unwrap();
            if id == "you" {
                continue;
            }
            assert!(location.ends_with(&format!("/intake/{token}/{id}")), "after the step before comes {id}, not {location}");
            let page = app.page(&location).await;
            assert!(page.title().starts_with(step["title"].as_str().unwrap()));
            assert_eq!(page.texts("[aria-current=step]"), [step["title"].as_str().unwrap()]);
            page.form(&location);
            page.assert_ids_are_unique();
            let questions: Vec<&str> = step["questions"].as_array().unwrap().iter().map(|question| question["id"].as_str().unwrap()).collect();
            let saved = app.request(Method::POST, &location).form(&form(&questions, &answers)).send().await.unwrap();
            assert_eq!(saved.status(), StatusCode::SEE_OTHER, "{id}: {}", saved.text().await.unwrap());
            location = saved.headers()["location"].to_str().unwrap().to_owned();
        }
        // After the last step come the optional questions that are worth asking, each with what it could change.
        assert!(location.ends_with(&format!("/intake/{token}/refine")), "{location}");
        let refine = app.page(&location).await;
        assert!((1..=5).contains(&refine.all("fieldset").len()) && refine.main_text().contains("Could change: "), "{}", refine.main_text());
        refine.assert_ids_are_unique();
        let skipped = app.request(Method::POST, &location).form(&[("then", "continue")]).send().await.unwrap();
        location = skipped.headers()["location"].to_str().unwrap().to_owned();
        // The last page is a review, which asks for the contact and sends everything.
        let review = app.page(&location).await;
        assert!(review.headings().contains(&"Check and send".to_owned()));
        assert!(review.texts("dd span").contains(&"Python".to_owned()));
        review.assert_ids_are_unique();
        review.form(&format!("/intake/{token}/submit"));
        review.field("Your name");
        let mut contact = form(&["company_size", "contact"], &answers);
        let nonce = review.one("input[type=hidden][name=nonce]").attr("value").unwrap();
        contact.push(("nonce".into(), nonce.into()));
        let submitted = app.request(Method::POST, &format!("/intake/{token}/submit")).form(&contact).send().await.unwrap();
        assert_eq!(submitted.status(), StatusCode::SEE_OTHER);
        let report = submitted.headers()["location"].to_str().unwrap().to_owned();
        app.settle().await;
        let page = app.page(&report).await;
        assert_eq!(page.all("main article.report").len(), 1);
        assert!(page.main_text().contains("Django"));
        assert_eq!(page.buttons(), ["Mail me the link"]);
        let tools = page.texts("ul[aria-label='What you can do with this report'] a");
        assert_eq!(tools, ["Correct an answer", "PDF", "Markdown"]);
        page.assert_ids_are_unique();
        assert_eq!(app.mails().len(), 2);
        app.stop().await;
    }

    async fn a_form_with_errors_comes_back_with_them_and_with_the_answers(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let visitor = Visitor::arrive(&app).await;
        let path = format!("/intake/{}/product", visitor.token);
        let pairs = [("product", "b2b_saas"), ("goals", "speed"), ("goals", "low_build_cost"), ("goals", "reliability")];
        let back = app.request(Method::POST, &path).form(&pairs).send().await.unwrap();
        assert_eq!(back.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::parse(&back.text().await.unwrap());
        assert!(page.title().starts_with("Error: "));
        let summary = text(page.one(".error-summary"));
        assert!(summary.starts_with("2 answers need your attention") && summary.contains("at most 2") && summary.contains("Choose one option"), "{summary}");
        let target = page.all(".error-summary a")[1].attr("href").unwrap();
        let goals = page.one(target);
        assert_eq!((goals.attr("name"), goals.attr("type")), (Some("goals"), Some("checkbox")), "the summary links to the question");
        let group = page.one("fieldset#question-goals");
        let error = group.attr("aria-describedby").unwrap().split(' ').find(|id| id.ends_with("error")).unwrap();
        assert!(text(page.one(&format!("[id='{error}']"))).contains("at most 2"));
        let checked: Vec<_> = page.all("input[checked]").iter().filter_map(|input| input.attr("value")).collect();
        assert_eq!(checked, ["b2b_saas", "speed", "low_build_cost", "reliability"], "the answers are kept");
        let saved = visitor.read(&app).await;
        assert_eq!(saved["answers"], serde_json::json!({ "product": "b2b_saas" }), "what is valid is saved");
        app.stop().await;
    }

    async fn the_report_page_says_that_it_is_being_prepared_until_it_is(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let page = app.page(lead["report_url"].as_str().unwrap()).await;
        assert_eq!(page.headings(), ["Your blueprint is being prepared"]);
        assert!(page.all("meta[http-equiv]").is_empty(), "it does not reload while it is read");
        assert!(page.one("[role=status]").attr("data-preparing").is_some(), "its script looks for this");
        assert!(page.role("status").contains("a few seconds"));
        let response = app.request(Method::GET, &format!("{}/pdf", lead["status_url"].as_str().unwrap())).send().await.unwrap();
        assert_eq!((response.status(), response.headers().contains_key("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, true));
        app.stop().await;
    }
}

/// Pages that are the same for everyone have a shorter way through the program, but not with a trace.
#[tokio::test]
async fn a_prepared_response_is_the_one_that_the_handler_gives() {
    let database = Database::sqlite().await;
    let app = TestApp::start(&database).await;
    let (_, home) = app.get("/").await;
    let css = home
        .split('"')
        .find(|text| text.starts_with("/static/") && text.contains(".css?v="));
    for path in [
        "/",
        "/matchups",
        "/intake",
        "/matchups/nodejs-vs-django",
        css.unwrap(),
    ] {
        for coding in ["identity", "gzip"] {
            let get = || {
                app.request(Method::GET, path)
                    .header("accept-encoding", coding)
            };
            let mut responses = Vec::new();
            for request in [get(), get().header("traceparent", "00-1-2-00")] {
                let response = request.send().await.unwrap();
                assert_eq!(response.status(), 200, "{path}");
                let mut headers: Vec<(String, String)> = response
                    .headers()
                    .iter()
                    .filter(|(name, _)| *name != "date")
                    .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                    .collect();
                headers.sort();
                responses.push((headers, response.bytes().await.unwrap()));
            }
            assert_eq!(responses[0], responses[1], "{path}, {coding}");
            assert!(
                responses[0]
                    .0
                    .iter()
                    .any(|(name, _)| name == "content-security-policy")
            );
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn pages_are_listed_searched_cached_and_compressed() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let home = app.page("/").await;
    assert!(home.links().contains(&"/matchups/nodejs-vs-django"));
    assert!(home.buttons().contains(&"Start your blueprint".to_owned()));
    let font = home.one("link[rel=preload]").attr("href").unwrap();
    let response = app.request(Method::GET, font).send().await.unwrap();
    assert_eq!(
        ["content-type", "cache-control"].map(|name| response.headers()[name].to_str().unwrap()),
        ["font/woff2", "public, max-age=31536000, immutable"]
    );
    let response = app.request(Method::GET, "/").send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str();
    assert!(policy.unwrap().contains("font-src 'self';"));
    let list = app.page("/matchups?category=database").await;
    assert!(list.links().contains(&"/matchups/postgresql-vs-mongodb"));
    assert!(!list.links().contains(&"/matchups/nodejs-vs-django"));
    let list = app.page("/matchups?q=%22%3E%3Cscript%3E").await;
    assert_eq!(list.field("Search").attr("value"), Some("\"><script>"));
    assert!(list.role("status").starts_with("0 matchups"));
    list.assert_runs_nothing();

    let page = app
        .request(Method::GET, "/matchups/nodejs-vs-django")
        .send()
        .await
        .unwrap();
    let etag = page.headers()["etag"].clone();
    let again = app
        .request(Method::GET, "/matchups/nodejs-vs-django")
        .header("if-none-match", etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let packed = app
        .request(Method::GET, "/matchups/nodejs-vs-django")
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            &packed.headers()["content-encoding"],
            &packed.headers()["vary"]
        ),
        (
            &"gzip".parse().unwrap(),
            &"accept-encoding".parse().unwrap()
        )
    );
    let packed = async |path: &str, accepted: &str| {
        let request = app.request(Method::GET, path);
        let response = request.header("accept-encoding", accepted).send();
        let response = response.await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["vary"], "accept-encoding");
        let coding = headers.get("content-encoding").cloned();
        (coding, response.bytes().await.unwrap())
    };
    // A page made for one visitor as well.
    let visitor = Visitor::arrive(&app).await;
    let path = format!("/intake/{}/product", visitor.token);
    let (coding, plain) = packed(&path, "identity").await;
    assert_eq!(coding, None);
    let (coding, gzip) = packed(&path, "br, gzip").await;
    assert_eq!(coding.unwrap(), "gzip");
    let mut unpacked = Vec::new();
    GzDecoder::new(&gzip[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain);
    assert!(gzip.len() * 2 < plain.len(), "{} bytes", gzip.len());
    let response = app
        .request(Method::GET, "/matchups/django-vs-nodejs")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            response.status(),
            response.headers()["location"].to_str().unwrap()
        ),
        (StatusCode::MOVED_PERMANENTLY, "/matchups/nodejs-vs-django")
    );
    let list = app.page("/matchups?q=flutr").await;
    assert!(list.links().contains(&"/matchups/react-native-vs-flutter"));
    let (status, page) = app.get("/matchups/none").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let page = Page::parse(&page);
    assert_eq!(page.headings(), ["This page does not exist"]);
    assert!(page.links().contains(&"/matchups"));
    app.stop().await;
}

#[tokio::test]
async fn search_engines_find_the_matchups_and_no_private_pages() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (status, map) = app.get("/sitemap.xml").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        map.contains("/matchups/nodejs-vs-django</loc><lastmod>20") && !map.contains("/leads"),
        "{map}"
    );
    let (_, robots) = app.get("/robots.txt").await;
    assert!(
        robots.contains("Disallow: /reports/") && robots.contains("/sitemap.xml"),
        "{robots}"
    );
    assert_eq!(app.get("/favicon.ico").await.0, StatusCode::OK);
    app.stop().await;
}

/// The facts that the first matchup must state.
#[tokio::test]
async fn nodejs_vs_django_states_every_required_fact() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (_, page) = app.get("/matchups/nodejs-vs-django").await;
    for fact in [
        "Platform type",
        "Architecture",
        "Database ORM",
        "Concurrency",
        "Admin panel",
        "Model-View-Template",
        "Prisma",
        "Mongoose",
        "event loop",
        "CRUD",
        "Express",
        "CSRF",
        "chat",
        "streaming",
        "machine learning",
        "microservices",
        "CRM",
        "ERP",
    ] {
        assert!(
            page.to_lowercase().contains(&fact.to_lowercase()),
            "the page does not mention {fact}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn samples_are_served_in_development_only() {
    let database = Database::sqlite().await;
    let emails = tempfile::tempdir().unwrap();
    let app = Setup::new()
        .set("--emails-dir", emails.path().display())
        .flag("--dev")
        .without_workers()
        .start(&database)
        .await;
    let index = app.page("/dev/mails").await;
    for link in ["/dev/mails/erased-normal-en", "/dev/reports/bakery"] {
        assert!(index.links().contains(&link), "{link}");
    }
    let (status, mail) = app.get("/dev/mails/erased-normal-en").await;
    assert!(
        status == StatusCode::OK && mail.contains("Your data was erased"),
        "{mail}"
    );
    let (_, report) = app.get("/dev/reports/bakery").await;
    assert!(report.contains("Kessler Bread"), "{report}");
    let (status, pdf) = app.get("/dev/reports/bakery/pdf").await;
    assert!(status == StatusCode::OK && pdf.starts_with("%PDF"));

    // An edited template shows at the next request, and so does a mistake in it.
    std::fs::create_dir(emails.path().join("erased")).unwrap();
    let file = emails.path().join("erased/body.txt");
    std::fs::write(&file, "{{ t(\"mail-erased-title\") }}, at last.").unwrap();
    assert!(
        app.get("/dev/mails/erased-normal-en/text")
            .await
            .1
            .ends_with("Your data was erased, at last.")
    );
    std::fs::write(&file, "{{ t(").unwrap();
    let (status, trouble) = app.get("/dev/mails").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        trouble.contains("emails/erased/body.txt: line 1"),
        "{trouble}"
    );
    app.stop().await;

    let app = Setup::new().without_workers().start(&database).await;
    assert_eq!(app.get("/dev/mails").await.0, StatusCode::NOT_FOUND);
    app.stop().await;
}
