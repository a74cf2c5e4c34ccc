//! Clients that send or read too slowly.

use super::*;

#[tokio::test]
async fn slow_clients_are_disconnected() {
    let setup = Setup::new()
        .set("--header-timeout", 1)
        .set("--keepalive-timeout", 1)
        .set("--request-timeout", 1);
    let (_database, app) = quiet(setup).await;
    let mut silent = connect(&app.base).await;
    let mut half = sending("127.0.0.1", &app.base, HALF).await;
    assert_eq!(
        (
            rest(&mut silent).await.as_str(),
            rest(&mut half).await.as_str()
        ),
        ("", "")
    );
    assert!(
        metric(
            &app,
            "http_connections_closed_total{reason=\"header_timeout\"} 2"
        )
        .await
    );

    let mut kept = sending("127.0.0.1", &app.base, PAGE).await;
    let answer = rest(&mut kept).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.contains("Sitemap:"),
        "{answer}"
    );
    assert!(
        metric(
            &app,
            "http_connections_closed_total{reason=\"keepalive_timeout\"} 1"
        )
        .await
    );

    // Single bytes extend no deadline.
    let mut dripping = connect(&app.base).await;
    let begin = Instant::now();
    while dripping.write_all(b"x").await.is_ok() {
        assert!(
            begin.elapsed() < SOON,
            "a head sent byte by byte is cut off"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let request =
        b"POST /api/v1/intakes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let answer = rest(&mut sending("127.0.0.1", &app.base, request).await).await;
    assert!(
        answer.starts_with("HTTP/1.1 503") && answer.contains("/problems/unavailable"),
        "{answer}"
    );
    until("all are closed", async || {
        metric(&app, "http_connections 0\n").await
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn a_client_that_stops_reading_is_disconnected_and_one_that_reads_gets_the_whole_response() {
    let (_database, app) = quiet(Setup::new().set("--send-timeout", 1)).await;
    let unread = sending("127.0.0.1", &app.base, LARGE).await;
    until("it is cut off", async || {
        metric(
            &app,
            "http_connections_closed_total{reason=\"send_timeout\"} 1",
        )
        .await
    })
    .await;
    drop(unread);

    let (status, text) = app.get("/docs/swagger-ui-bundle.js").await;
    let file = include_str!("../../vendor/swagger-ui/swagger-ui-bundle.js");
    assert!(
        status == StatusCode::OK && text == file,
        "{status}: {} bytes of {}",
        text.len(),
        file.len()
    );
    app.stop().await;
}

#[tokio::test]
async fn unread_responses_take_no_memory() {
    let database = Database::sqlite().await;
    let process = Process::start(
        &database,
        "serve",
        &["--no-worker", "--metrics-token", METRICS_TOKEN],
    );
    let pipelined = [LARGE, b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n"]
        .concat()
        .repeat(10);
    // The first response of each kind allocates what later ones share.
    let _warm = sending("127.0.0.1", &process.base, &pipelined).await;
    let before = process.resident();
    let mut held = vec![];
    for _ in 0..400 {
        held.push(sending("127.0.0.1", &process.base, &pipelined).await);
    }
    until("all are being answered", async || {
        let metrics = client()
            .get(format!("{}/metrics", process.base))
            .bearer_auth(METRICS_TOKEN);
        let metrics = metrics.send().await.unwrap().text().await.unwrap();
        let answered = metrics.lines().find_map(|line| {
            line.strip_prefix("stackmatch_http_requests_total{part=\"Ops\",status=\"200\"} ")
        });
        answered.is_some_and(|count| count.parse::<u32>().unwrap() >= 400)
    })
    .await;
    let grown = process.resident().saturating_sub(before);
    println!(
        "400 connections with 8,000 unread requests for 7.7 GB: {} kB",
        grown / 1024
    );
    assert!(grown < 48 * 1024 * 1024, "{grown} bytes");
    process.kill();
}
