//! Work that must not block the threads of others.

use super::*;

/// H17: code that blocks a worker's thread stops its heartbeats, and its jobs run twice. This test has one thread, so a
/// blocking call would stop all other tasks.
#[tokio::test]
async fn typesetting_a_report_does_not_block_the_thread() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let lead = app
        .db
        .lead(body["lead_id"].as_str().unwrap().parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let document = stackmatch::services::document(&app, &lead, &lead.recommendation);
    let (shared, mut turns) = ((*app).clone(), 0);
    let mut printing = std::pin::pin!(stackmatch::services::print(&shared, &document));
    let rendered = loop {
        tokio::select! {
            biased;
            rendered = &mut printing => break rendered.unwrap(),
            () = tokio::task::yield_now() => turns += 1,
        }
    };
    assert!(rendered.pdf.is_some() && turns > 100, "{turns} turns");
    app.stop().await;
}

/// The same for advice, which takes tens of milliseconds: previews of an intake and of any answers, and a submission. The
/// advice for an intake is computed once per version.
#[tokio::test]
async fn advice_does_not_block_the_thread_and_is_cached_while_answers_are_unchanged() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = Visitor::arrive(&app).await;
    visitor.answer_all(&app, &Visitor::grace()).await;
    // Other answers than those whose advice was prepared when the last one came.
    let mut answers = Visitor::grace();
    answers["goals"] = serde_json::json!(["low_cost"]);
    visitor.answer(&app, "product", &answers).await;
    let row = flow::resume(&app, &visitor.token).await.unwrap();
    let (shared, mut turns) = ((*app).clone(), 0);
    let mut advising = std::pin::pin!(flow::advice(&shared, &row, flow::QueueLimit::Bounded));
    let advice = loop {
        tokio::select! {
            biased;
            advice = &mut advising => break advice.unwrap(),
            () = tokio::task::yield_now() => turns += 1,
        }
    };
    assert!(turns > 100, "{turns} turns");
    let again = flow::advice(&app, &row, flow::QueueLimit::Unbounded)
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&advice, &again), "computed once");
    // The person changes nothing.
    answers["contact"]["name"] = "Ada".into();
    visitor.answer(&app, "you", &answers).await;
    let later = flow::resume(&app, &visitor.token).await.unwrap();
    assert!(later.version > row.version);
    let later_advice = flow::advice(&app, &later, flow::QueueLimit::Bounded)
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&advice, &later_advice), "computed once");

    // Through requests: while one waits for its advice, the same thread answers many others.
    let preview = format!("/api/v1/intakes/{}/recommendation", visitor.intake);
    let review = format!(
        "{}/review",
        visitor
            .resume_url
            .strip_prefix(&app.config.base_url())
            .unwrap()
    );
    let recommend = "/api/v1/recommendations".to_owned();
    let body = serde_json::json!({ "answers": { "product": "b2b_saas" } });
    for (method, path, goal) in [
        (reqwest::Method::GET, preview, "speed"),
        (reqwest::Method::GET, review, "reliability"),
        (reqwest::Method::POST, recommend, "maintainability"),
    ] {
        answers["goals"] = serde_json::json!([goal]);
        visitor.answer(&app, "product", &answers).await;
        let mut request = app
            .request(method.clone(), &path)
            .bearer_auth(&visitor.token);
        if method == reqwest::Method::POST {
            request = request.json(&body);
        }
        let mut advised = std::pin::pin!(request.send());
        let mut lives = 0;
        let answer = loop {
            tokio::select! {
                biased;
                answer = &mut advised => break answer.unwrap(),
                live = app.get("/health/live") => lives += usize::from(live.0 == 200),
            }
        };
        assert_eq!(
            answer.status(),
            200,
            "{path}: {}",
            answer.text().await.unwrap()
        );
        // A thread that computes answers the one that it has begun, at most.
        assert!(lives > 2, "{path}: {lives} others were answered");
    }
    app.stop().await;
}
