//! Limits of connections and of requests in flight.

use super::*;

#[tokio::test]
async fn connections_are_limited_and_idle_ones_are_evicted() {
    let (_database, app) = quiet(Setup::new().set("--max-connections", 8)).await;
    let mut held = vec![];
    for _ in 0..30 {
        held.push(sending("127.0.0.1", &app.base, HALF).await);
    }
    assert_eq!(app.get("/robots.txt").await.0, StatusCode::OK);
    until("there is room", async || {
        metric(&app, "http_connections 8\n").await
    })
    .await;
    assert!(metric(&app, "http_connections_closed_total{reason=\"evicted\"} 23").await);
    app.stop().await;
}

#[tokio::test]
async fn connections_per_address_are_limited_and_trusted_proxies_exempt() {
    let setup = Setup::new()
        .set("--max-connections-per-address", 2)
        .set("--trusted-proxies", "127.0.0.2,10.0.0.0/8");
    let (_database, app) = quiet(setup).await;
    let mut held = vec![];
    for _ in 0..2 {
        let mut stream = sending(
            "127.0.0.3",
            &app.base,
            b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n",
        )
        .await;
        assert!(head(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    let refused = rest(&mut sending("127.0.0.3", &app.base, b"").await).await;
    assert!(
        refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after"),
        "{refused}"
    );
    assert!(metric(&app, "http_connections_refused_total{reason=\"address\"} 1").await);
    for _ in 0..5 {
        let mut stream = sending(
            "127.0.0.2",
            &app.base,
            b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n",
        )
        .await;
        assert!(head(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    app.stop().await;
}

#[tokio::test]
async fn ipv6_visitors_share_the_limit_of_their_network() {
    let Ok(listener) = TcpListener::bind("[::1]:0").await else {
        eprintln!("not tested: this machine has no IPv6");
        return;
    };
    let setup = Setup::new()
        .set("--max-connections-per-address", 1)
        .set("--trusted-proxies", "127.0.0.1");
    let (_database, app) = quiet(setup).await;
    let (base, stop) = (
        format!("http://{}", listener.local_addr().unwrap()),
        http::Stop::default(),
    );
    let (serving, stopped) = ((*app).clone(), stop.clone());
    let server = tokio::spawn(async move {
        stackmatch::server::serve(&serving, listener, &stopped)
            .await
            .unwrap()
    });
    let mut first = connect(&base).await;
    first
        .write_all(b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(head(&mut first).await.starts_with("HTTP/1.1 200"));
    assert!(
        rest(&mut connect(&base).await)
            .await
            .starts_with("HTTP/1.1 503")
    );
    stop.begin();
    server.await.unwrap();
    app.stop().await;
}

#[tokio::test]
async fn requests_in_flight_are_limited_except_for_monitoring() {
    let (_database, app) = quiet(Setup::new().set("--max-requests-in-flight", 1)).await;
    // A transaction that holds SQLite's only writer delays the writing request.
    let writing = app.db.begin().await.unwrap();
    let slow = tokio::spawn(app.request(Method::POST, "/api/v1/intakes").send());
    // A request whose body has not arrived occupies no slot.
    let request = b"POST /api/v1/intakes HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
    let _dripping = sending("127.0.0.1", &app.base, request).await;
    until("the place is taken", async || {
        app.get("/robots.txt").await.0 == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;
    let prepared = app.get("/matchups").await;
    assert_eq!(prepared.0, StatusCode::OK, "it takes no place");
    let page = app
        .request(Method::GET, "/matchups?q=node")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (page.status(), &page.headers()["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"5".parse().unwrap())
    );
    assert!(
        page.text().await.unwrap().contains("<html"),
        "a visitor gets a page"
    );
    let (status, problem) = app.json(app.request(Method::GET, "/api/v1/matchups")).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Some("/problems/unavailable")
        )
    );
    assert_eq!(app.get("/health/live").await.0, StatusCode::OK);
    assert!(metric(&app, "http_requests_refused_total{reason=\"in_flight\"}").await);
    drop(writing);
    assert_eq!(slow.await.unwrap().unwrap().status(), StatusCode::CREATED);
    assert_eq!(app.get("/robots.txt").await.0, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_thousand_incomplete_requests_do_not_block_other_clients() {
    rlimit::increase_nofile_limit(4096).unwrap();
    // The soft limit is raised to the hard one; at the hard limit, idle connections are evicted.
    for limits in [(1024, 4096), (1024, 1024)] {
        let database = Database::sqlite().await;
        let process = Process::start_with_files(
            limits,
            &database,
            "serve",
            &["--no-worker", "--log", "debug,sqlx=info"],
        );
        let mut held = vec![];
        for _ in 0..1000 {
            held.push(sending("127.0.0.1", &process.base, HALF).await);
        }
        let port = held[0].local_addr().unwrap().port();
        let answer = client()
            .get(format!("{}/robots.txt", process.base))
            .timeout(SOON)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{limits:?}");
        let begin = Instant::now();
        assert!(process.terminate());
        assert!(
            begin.elapsed() < Duration::from_secs(5),
            "a stop does not wait for them: {:?}",
            begin.elapsed()
        );
        let text = std::fs::read_to_string(log(&database)).unwrap();
        assert!(
            !text.contains(&format!("127.0.0.1:{port}")),
            "the log names no client:\n{text}"
        );
        assert_eq!(
            text.contains("fewer connections than --max-connections"),
            limits.1 == 1024,
            "{text}"
        );
        assert!(!text.contains("failed to accept connections"), "{text}");
    }
}
