//! What must be on in every contestant: security headers, validation, and a limit of writes.

use std::net::SocketAddr;

use anyhow::ensure;
use hyper::StatusCode;
use serde_json::json;

use super::who::Who;
use crate::client::Client;

/// The limit of writes per client and minute while it is checked.
pub const CHECKED_LIMIT: u32 = 10;

/// Fails unless a contestant that was started with [`CHECKED_LIMIT`] has all of them.
pub async fn check(who: Who, site: SocketAddr) -> anyhow::Result<()> {
    let page = Client::connect(site).await?.page(who.page(), false).await?;
    let page = page.expect(StatusCode::OK)?;
    for (name, values) in [
        ("x-content-type-options", ["nosniff", "nosniff"]),
        ("x-frame-options", ["DENY", "SAMEORIGIN"]),
    ] {
        let value = page.header(name).unwrap_or_default();
        ensure!(values.contains(&value), "the page has {name}: {value:?}");
    }

    let mut visitor = who.arrival(site).await?;
    let mut answers =
        json!({ "product": "crm_erp_portal", "stage": "idea", "goals": ["maintainability"] });
    visitor.answer("product", &answers).await?;
    answers["product"] = json!("no_such_product");
    let refused = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
    let wrong = visitor.try_answer("product", &answers).await?;
    wrong.expect_any(&refused)?;
    answers["product"] = json!("crm_erp_portal");
    for _ in 0..CHECKED_LIMIT {
        let saved = visitor.try_answer("product", &answers).await?;
        if saved.status == StatusCode::TOO_MANY_REQUESTS {
            return Ok(());
        }
    }
    anyhow::bail!("no limit of {CHECKED_LIMIT} writes per minute")
}
