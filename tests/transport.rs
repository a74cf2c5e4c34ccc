//! Clients that keep a server waiting, fill its memory or hold its connections, and what it does about them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use stackmatch::http;
use stackmatch::store::Role;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::{
    Database, METRICS_TOKEN, MailServer, Mood, Process, Setup, TestApp, Visitor, client, log,
    on_both_databases, until,
};

const HALF: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n";
const PAGE: &[u8] = b"GET /robots.txt HTTP/1.1\r\nhost: x\r\n\r\n";
/// 1.7 MB, where nobody asks for it compressed.
const LARGE: &[u8] = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n";

/// More than any of these tests should take where a limit holds, and less than the limits that they must not wait for.
const SOON: Duration = Duration::from_secs(15);

fn address(base: &str) -> SocketAddr {
    base.trim_start_matches("http://").parse().unwrap()
}

async fn connect(base: &str) -> TcpStream {
    TcpStream::connect(address(base)).await.unwrap()
}

/// A connection from this address that has sent `bytes`. It takes little into its own buffer.
async fn sending(from: &str, base: &str, bytes: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket
        .bind(SocketAddr::new(from.parse().unwrap(), 0))
        .unwrap();
    let mut stream = socket.connect(address(base)).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// Everything until the server closes the connection, which it has to do soon.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = vec![];
    let end = tokio::time::timeout(SOON, stream.read_to_end(&mut all))
        .await
        .expect("the server closes the connection");
    // A server that closes with something unread resets the connection.
    end.map(|_| ())
        .or_else(|error| {
            (error.kind() == std::io::ErrorKind::ConnectionReset)
                .then_some(())
                .ok_or(error)
        })
        .unwrap();
    String::from_utf8(all).unwrap()
}

/// The answer to one request without a body, on a connection that stays open.
async fn head(stream: &mut TcpStream) -> String {
    let mut all = vec![];
    while !all.ends_with(b"\r\n\r\n") {
        all.push(
            tokio::time::timeout(SOON, stream.read_u8())
                .await
                .expect("an answer")
                .unwrap(),
        );
    }
    String::from_utf8(all).unwrap()
}

async fn metric(app: &TestApp, line: &str) -> bool {
    let seen = stackmatch::health::operations(&app.app, Duration::ZERO).await;
    app.app.metrics.render(&seen, &[]).unwrap().contains(line)
}

async fn quiet(setup: Setup) -> (Database, TestApp) {
    let database = Database::sqlite().await;
    let app = setup.without_workers().start(&database).await;
    (database, app)
}

#[tokio::test]
async fn clients_that_keep_the_server_waiting_are_cut_off() {
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

    // A byte now and then buys no time.
    let mut dripping = connect(&app.base).await;
    let begin = Instant::now();
    while dripping.write_all(b"x").await.is_ok() {
        assert!(
            begin.elapsed() < SOON,
            "a head that comes byte by byte is cut off"
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
async fn a_client_that_does_not_read_its_answer_is_cut_off_and_one_that_reads_gets_all_of_it() {
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
    let file = include_str!("../vendor/swagger-ui/swagger-ui-bundle.js");
    assert!(
        status == StatusCode::OK && text == file,
        "{status}: {} bytes of {}",
        text.len(),
        file.len()
    );
    app.stop().await;
}

#[tokio::test]
async fn the_specification_and_its_page_are_compressed_and_cached() {
    let (_database, app) = quiet(Setup::new()).await;
    let page = app.get("/docs").await.1;
    let script = page
        .split('"')
        .find(|part| part.contains("swagger-ui-bundle.js"))
        .unwrap();
    for path in ["/openapi.json", "/docs", &format!("/{script}")] {
        let packed = app
            .request(Method::GET, path)
            .header("accept-encoding", "gzip")
            .send()
            .await
            .unwrap();
        assert_eq!(
            (packed.status(), &packed.headers()["content-encoding"]),
            (StatusCode::OK, &"gzip".parse().unwrap())
        );
        assert_eq!(
            packed.headers()["cache-control"]
                .to_str()
                .unwrap()
                .contains("immutable"),
            path.contains(script)
        );
        let again = app
            .request(Method::GET, path)
            .header("accept-encoding", "gzip");
        let again = again
            .header("if-none-match", &packed.headers()["etag"])
            .send()
            .await
            .unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn requests_follow_each_other_on_one_connection() {
    let (_database, app) = quiet(Setup::new()).await;
    let mut stream = sending("127.0.0.1", &app.base, &PAGE.repeat(3)).await;
    stream
        .write_all(b"HEAD /docs HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    stream
        .write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let answers = rest(&mut stream).await;
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 5, "{answers}");
    assert_eq!(answers.matches("Sitemap:").count(), 3, "{answers}");
    assert!(answers.ends_with("}"), "{answers}");
    until("it is closed", async || {
        metric(&app, "http_connections 0\n").await
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn a_head_has_a_limit_and_other_protocols_are_refused() {
    let (_database, app) = quiet(Setup::new()).await;
    let long = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n",
        "x".repeat(20_000)
    );
    assert!(
        rest(&mut sending("127.0.0.1", &app.base, long.as_bytes()).await)
            .await
            .starts_with("HTTP/1.1 431")
    );
    let answer =
        rest(&mut sending("127.0.0.1", &app.base, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await).await;
    assert!(!answer.contains("200"), "HTTP/2 is not spoken: {answer}");
    app.stop().await;
}

#[tokio::test]
async fn connections_in_all_are_limited_and_who_asks_for_nothing_makes_room() {
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
async fn one_address_has_its_share_of_connections_and_a_trusted_proxy_has_no_limit() {
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
async fn visitors_over_ipv6_are_served_and_share_the_limit_of_their_network() {
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
    let (serving, stopped) = (app.app.clone(), stop.clone());
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
async fn requests_in_flight_are_limited_and_those_who_watch_are_answered_all_the_same() {
    let (_database, app) = quiet(Setup::new().set("--max-requests-in-flight", 1)).await;
    // Whoever holds the one writer of SQLite holds up the request that wants to write.
    let writing = app.app.db.begin().await.unwrap();
    let slow = tokio::spawn(app.request(Method::POST, "/api/v1/intakes").send());
    // A body that does not arrive takes no place.
    let request = b"POST /api/v1/intakes HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
    let _dripping = sending("127.0.0.1", &app.base, request).await;
    until("the place is taken", async || {
        app.get("/robots.txt").await.0 == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;
    let page = app.request(Method::GET, "/matchups").send().await.unwrap();
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

on_both_databases! {
    async fn event_streams_are_limited_and_end_with_a_stop_as_do_half_requests(database) {
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
        // Connections are accepted in turn: once this one is answered, the one before it is known.
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
async fn the_small_server_of_a_worker_ends_half_requests_too() {
    let (_database, app) = quiet(Setup::new()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (base, stop) = (
        format!("http://{}", listener.local_addr().unwrap()),
        http::Stop::default(),
    );
    let (serving, stopped) = (app.app.clone(), stop.clone());
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
async fn a_thousand_half_requests_shut_nobody_out() {
    rlimit::increase_nofile_limit(4096).unwrap();
    // With a hard limit above it the soft one is raised; without, those who ask for nothing make room.
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

#[tokio::test]
async fn answers_that_nobody_reads_take_no_memory() {
    let database = Database::sqlite().await;
    let process = Process::start(
        &database,
        "serve",
        &["--no-worker", "--metrics-token", METRICS_TOKEN],
    );
    let pipelined = [LARGE, b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n"]
        .concat()
        .repeat(10);
    // The first of each kind pays for what is made once.
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

#[tokio::test]
async fn a_second_signal_ends_a_stop_at_once() {
    let database = Database::sqlite().await;
    let server = MailServer::plain(Mood::Silent);
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
        "the exit code tells that something was cut off"
    );
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
}
