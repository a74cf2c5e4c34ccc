//! How far visitors come: counted by day, without cookies and without a row about anyone.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::USER_AGENT;
use reqwest::{Method, StatusCode};
use stackmatch::store::Role;

use crate::support::{Setup, TestApp, Visitor, on_both_databases, residue};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The counts that sales reads, by event, item and group.
async fn funnel(app: &TestApp, query: &str) -> BTreeMap<(String, String, String), i64> {
    let token = app.staff(Role::Sales).await;
    let path = format!("/api/v1/analytics/funnel{query}");
    let (status, sums) = app.get_json(&path, &token).await;
    assert_eq!(status, StatusCode::OK, "{sums}");
    let items = sums["items"].as_array().unwrap().iter();
    let sums = items.map(|item| {
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        (
            (text("event"), text("item"), text("group")),
            item["count"].as_i64().unwrap(),
        )
    });
    sums.collect()
}

async fn read_as(app: &TestApp, path: &str, headers: &[(&str, &str)]) {
    let mut request = app.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    assert!(
        response.status().is_success(),
        "{path}: {}",
        response.status()
    );
}

on_both_databases! {
    async fn the_way_from_a_page_to_a_report_is_counted(database) {
        let app = Setup::new().fixed_clock().start(&database).await;
        let person = [(USER_AGENT.as_str(), FIREFOX)];
        for path in ["/", "/matchups/nodejs-vs-django", "/matchups/nodejs-vs-django", "/sample-report", "/intake"] {
            read_as(&app, path, &person).await;
        }
        // Neither a crawler, nor a program, nor a page that is fetched ahead of time.
        read_as(&app, "/", &[(USER_AGENT.as_str(), "Mozilla/5.0 (compatible; Googlebot/2.1)")]).await;
        read_as(&app, "/", &[]).await;
        read_as(&app, "/", &[person[0], ("sec-purpose", "prefetch")]).await;

        let form = [("matchup", "nodejs-vs-django"), ("utm_campaign", "spring")];
        let begun = app.request(Method::POST, "/intake").form(&form).send().await.unwrap();
        let address = begun.headers()["location"].to_str().unwrap().to_owned();
        let token = address.split('/').nth(2).unwrap().to_owned();
        read_as(&app, &format!("/intake/{token}/about"), &person).await;
        let step = app.request(Method::POST, &format!("/intake/{token}/about"));
        step.form(&[("asked", "role"), ("role", "cto_vp_eng")]).send().await.unwrap();
        // What is answered already is not shown for the first time.
        read_as(&app, &format!("/intake/{token}/about"), &person).await;

        let by_matchup = funnel(&app, "?by=matchup").await;
        let count = |event: &str, item: &str, group: &str| {
            let key = (event.to_owned(), item.to_owned(), group.to_owned());
            by_matchup.get(&key).copied().unwrap_or_default()
        };
        let matchup = "nodejs-vs-django";
        assert_eq!(count("view", "home", ""), 1);
        assert_eq!(count("view", "matchup", matchup), 2);
        assert_eq!(count("view", "sample_report", ""), 1);
        assert_eq!(count("view", "start", ""), 1);
        assert_eq!(count("start", "", matchup), 1);
        assert_eq!(count("step", "about", matchup), 1, "{by_matchup:#?}");
        assert_eq!(count("seen", "role", matchup), 1);
        assert_eq!(count("answered", "role", matchup), 1);
        let by_campaign = funnel(&app, "?by=campaign").await;
        assert_eq!(by_campaign[&("start".into(), String::new(), "spring".into())], 1);
        let by_path = funnel(&app, "?by=path").await;
        assert_eq!(by_path[&("answered".into(), "role".into(), "full".into())], 1);

        // Another prospect finishes within the hour; this one leaves.
        let (_, _) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.advance(Duration::from_secs(25 * 3_600)).await;
        app.settle().await;
        let all = funnel(&app, "").await;
        let count = |event: &str, item: &str| {
            let key = (event.to_owned(), item.to_owned(), String::new());
            all.get(&key).copied().unwrap_or_default()
        };
        assert_eq!(count("submitted", ""), 1);
        assert_eq!(count("minutes", "5"), 1);
        let left: i64 = all.iter().filter(|((event, _, _), _)| event == "left").map(|(_, count)| count).sum();
        assert_eq!(left, 1, "{all:#?}");
        // Sums are by day: yesterday has the views, and a future day has nothing.
        assert!(funnel(&app, "?from=2100-01-01&to=2100-01-02").await.is_empty());

        let metrics = app.metrics().await;
        assert!(metrics.contains("funnel_events_total{event=\"submitted\"} 1"), "{metrics}");
        app.stop().await;
    }

    async fn no_count_names_a_visitor(database) {
        let app = TestApp::start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let all = funnel(&app, "").await;
        assert!(all.len() > 10, "every question of grace is counted");
        app.settle().await;
        // No column of the table could hold an id, an address or a time of day.
        let counts = app.app.db.funnel(app.clock.now(), app.clock.now()).await.unwrap();
        for count in &counts {
            for text in [&count.item, &count.matchup, &count.campaign, &count.path] {
                assert!(!text.contains('@') && text.len() < 36, "{count:?}");
            }
        }
        let token = app.staff(Role::Operator).await;
        assert_eq!(app.get_json("/api/v1/analytics/funnel?by=visitor", &token).await.0, StatusCode::BAD_REQUEST);
        assert!(!residue(&app, &["grace@navyyard.example"]).await.iter().any(|place| place.contains("funnel")));
        app.stop().await;
    }
}
