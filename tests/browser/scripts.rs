//! The scripts of the pages.

use serde_json::json;

use crate::support::{Browser, Database, Setup, Visitor};

/// The policy of the page allows our scripts only, and the viewer of the specification works under it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_is_documented_by_a_page_that_runs_no_inline_script() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let browser = Browser::open().await;
    browser
        .read(&format!("{}/docs", app.base), "Begin an intake")
        .await;
    let colour = "return getComputedStyle(document.querySelector('.opblock-summary-method')).backgroundColor";
    let colour = browser.client.execute(colour, vec![]).await.unwrap();
    assert_eq!(
        colour,
        json!("rgb(97, 175, 254)"),
        "the stylesheet is in use"
    );
    browser.close().await;
    app.stop().await;
}

/// Loads every script as a module on a page; a syntax error fails its import.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_script_parses_and_the_questionnaire_uses_its_own() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = Visitor::arrive(&app).await;
    let browser = Browser::open().await;
    browser
        .read(&format!("{}/matchups", app.base), "Technology matchups")
        .await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web/static/js");
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let import = "const [address, done] = arguments; import(address).then(() => done(null), (error) => done(error.name));";
        let address = json!(format!("/static/js/{name}"));
        let error = browser
            .client
            .execute_async(import, vec![address])
            .await
            .unwrap();
        // A script for another page may miss its elements.
        assert!(
            [json!(null), json!("TypeError")].contains(&error),
            "{name}: {error}"
        );
    }

    // At most two goals; an exclusive option clears the others.
    let step = |id: &str| format!("{}/intake/{}/{id}", app.base, visitor.token);
    browser
        .read(&step("product"), "Which of these comes closest")
        .await;
    let check = "const box = document.getElementById(arguments[0]); box.click(); const full = box.closest('fieldset').querySelector('[data-full]'); return [box.checked, box.closest('fieldset').querySelectorAll('input:disabled').length > 0 && full.textContent.startsWith('Two chosen')];";
    let check = async |id: &str| {
        browser
            .client
            .execute(check, vec![json!(id)])
            .await
            .unwrap()
    };
    assert_eq!(check("goals-1").await, json!([true, false]));
    assert_eq!(
        check("goals-2").await,
        json!([true, true]),
        "the other boxes are disabled"
    );
    assert_eq!(check("goals-2").await, json!([false, false]));
    browser
        .read(&step("rules"), "Which rules must you follow")
        .await;
    let exclusive = "return document.querySelector('#question-compliance [data-exclusive]').id";
    let exclusive = browser.client.execute(exclusive, vec![]).await.unwrap();
    assert_eq!(check("compliance-2").await, json!([true, false]));
    check(exclusive.as_str().unwrap()).await;
    let checked = "return [...document.querySelectorAll('#question-compliance :checked')].map((box) => box.id)";
    let checked = browser.client.execute(checked, vec![]).await.unwrap();
    assert_eq!(checked, json!([exclusive]));

    // The private link can be copied.
    browser.read(&step("saved"), "Copy the link").await;
    browser.close().await;
    app.stop().await;
}
