//! Compression, keep-alive, other protocols.

use super::*;

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
async fn a_connection_is_kept_for_further_requests() {
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
async fn request_heads_are_limited_and_other_protocols_refused() {
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
