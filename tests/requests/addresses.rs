//! Query parameters and slashes.

use super::*;

#[tokio::test]
async fn an_unknown_query_parameter_is_refused_by_every_operation() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let admin = app.staff(Role::Admin).await;
    for operation in operations(&app).await {
        let path = operation
            .path
            .replace("{order}", "pause")
            .replace("{id}", "00000000-0000-7000-8000-000000000000");
        let request = app
            .request(operation.method.clone(), &format!("{path}?nonsense=1"))
            .bearer_auth(&admin);
        let (status, problem) = app.json(request).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            status == StatusCode::BAD_REQUEST && detail.contains("\"nonsense\""),
            "{}: {problem}",
            operation.id
        );
    }
    let (_, problem) = app.get_json("/api/v1/leads?grde=A", &admin).await;
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("did you mean `grade`?"),
        "{problem}"
    );
    for limit in ["0", "201", "-1"] {
        let (status, problem) = app
            .get_json(&format!("/api/v1/leads?limit={limit}"), &admin)
            .await;
        assert!(
            status == StatusCode::BAD_REQUEST
                && problem["detail"].as_str().unwrap().contains("limit"),
            "{problem}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn a_trailing_slash_redirects_to_the_page() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    for (path, target) in [
        ("/matchups/nodejs-vs-django/", "/matchups/nodejs-vs-django"),
        ("/intake/?utm_source=x", "/intake?utm_source=x"),
        ("/ops/", "/ops"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let response = app.request(method, path).send().await.unwrap();
            assert_eq!(
                (
                    response.status(),
                    response.headers()["location"].to_str().unwrap()
                ),
                (StatusCode::MOVED_PERMANENTLY, target)
            );
        }
    }
    assert_eq!(
        app.request(Method::POST, "/intake/")
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(app.get("/").await.0, StatusCode::OK);
    // A protocol-relative URL of another site, which the test client would normalise.
    assert_eq!(raw_status(&app, "//evil.example/").await, 404);
    app.stop().await;
}

/// The status of `GET` for a request target exactly as given.
async fn raw_status(app: &TestApp, target: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(app.base.trim_start_matches("http://"))
        .await
        .unwrap();
    stream
        .write_all(
            format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text.split(' ').nth(1).unwrap().parse().unwrap()
}
