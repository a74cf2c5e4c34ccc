//! What a stop ends and what it lets finish.

use super::*;

on_both_databases! {
    async fn event_streams_are_limited_and_a_stop_ends_them_and_incomplete_requests(database) {
        let app = Setup::new().set("--max-event-streams", 1).without_workers().start(&database).await;
        let token = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let events = || app.request(Method::GET, "/ops/events").basic_auth("x", Some(&token)).send();
        let mut first = events().await.unwrap();
        assert_eq!(first.status(), StatusCode::OK);
        assert!(first.chunk().await.unwrap().is_some(), "it says how things are");
        let second = events().await.unwrap();
        assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(metric(&app, "http_event_streams 1\n").await);
        let mut half = sending("127.0.0.1", &app.base, HALF).await;
        // Connections are accepted in order: once this one is answered, the previous one was accepted.
        client().get(format!("{}/robots.txt", app.base)).send().await.unwrap();
        let begin = Instant::now();
        app.stop().await;
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        while let Some(chunk) = first.chunk().await.expect("a stream that ends is not an error") {
            assert!(!chunk.is_empty());
        }
        assert_eq!(rest(&mut half).await, "");
    }
}

#[tokio::test]
async fn the_monitoring_server_of_a_worker_ends_incomplete_requests() {
    let (_database, app) = quiet(Setup::new()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (base, stop) = (
        format!("http://{}", listener.local_addr().unwrap()),
        http::Stop::default(),
    );
    let (serving, stopped) = ((*app).clone(), stop.clone());
    let server =
        tokio::spawn(
            async move { stackmatch::server::watched(&serving, listener, &stopped).await },
        );
    let mut kept = sending(
        "127.0.0.1",
        &base,
        b"HEAD /health/live HTTP/1.1\r\nhost: x\r\n\r\n",
    )
    .await;
    assert!(head(&mut kept).await.starts_with("HTTP/1.1 200"));
    let mut half = sending("127.0.0.1", &base, HALF).await;
    until("it is known", async || {
        metric(&app, "http_connections 2\n").await
    })
    .await;
    stop.begin();
    tokio::time::timeout(Duration::from_secs(5), server)
        .await
        .expect("it stops at once")
        .unwrap();
    assert_eq!(rest(&mut half).await, "");
    app.stop().await;
}

#[tokio::test]
async fn a_second_signal_ends_a_stop_at_once() {
    let database = Database::sqlite().await;
    let server = MailServer::plain(Behaviour::Silent);
    let url = format!("smtp://127.0.0.1:{}?tls=none", server.port);
    let flags = [
        "--smtp-url",
        &url,
        "--mail-from",
        "hello@acme.example",
        "--sales-to",
        "sales@acme.example",
        "--log",
        "info",
    ];
    let process = Process::start(&database, "serve", &flags);
    crate::crash::submit(&process.base).await;
    until("both mails are on their way", async || server.asked() >= 2).await;
    let mut slow = sending(
        "127.0.0.1",
        &process.base,
        b"POST /api/v1/intakes HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{",
    )
    .await;
    let mut idle = sending(
        "127.0.0.1",
        &process.base,
        b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n",
    )
    .await;
    head(&mut idle).await;
    process.signal();
    assert_eq!(rest(&mut idle).await, "", "the stop has begun");
    let begin = Instant::now();
    process.signal();
    assert_eq!(rest(&mut slow).await, "");
    assert_eq!(
        process.wait(),
        Some(1),
        "the exit code reports that something was cut off"
    );
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
}
