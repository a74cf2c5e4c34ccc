//! A matchup page compared with a bare hyper server with the same bytes, alternately, plain and compressed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use hyper::StatusCode;
use hyper::header::{CONTENT_LENGTH, DATE, HeaderMap};
use tokio::time::sleep;

use crate::Plan;
use crate::client::Client;
use crate::database::Database;
use crate::figures::{Aim, Figure, Section, figure, median};
use crate::installation::free_address;
use crate::load::Load;
use crate::program::Program;

pub const PAGE: &str = "/matchups/nodejs-vs-django";

pub async fn measure(
    program: &Program,
    database: &Database,
    plan: Plan,
    load: Load,
) -> anyhow::Result<Section> {
    let folder = &database.folder;
    let plain = compare(program.site, folder, false, plan, load).await?;
    let gzip = compare(program.site, folder, true, plan, load).await?;
    let figures = vec![
        figure("page.bytes", "body, bytes", 0, plain.bytes),
        figure("page.rate", "requests/s", 0, plain.program),
        figure("page.bare", "bare hyper server, requests/s", 0, plain.bare),
        ratio("page.ratio", "ratio", &plain),
        figure("page.gzip.bytes", "compressed body, bytes", 0, gzip.bytes),
        figure("page.gzip.rate", "compressed, requests/s", 0, gzip.program),
        figure(
            "page.gzip.bare",
            "bare hyper server, requests/s",
            0,
            gzip.bare,
        ),
        ratio("page.gzip.ratio", "ratio", &gzip),
    ];
    Ok(Section {
        title: "Matchup page, 32 connections",
        figures,
    })
}

struct Comparison {
    bytes: f64,
    program: f64,
    bare: f64,
}

fn ratio(id: &'static str, label: &'static str, rates: &Comparison) -> Figure {
    figure(id, label, 2, rates.program / rates.bare).aim(Aim::AtLeast(0.8))
}

async fn compare(
    site: SocketAddr,
    folder: &Path,
    gzip: bool,
    plan: Plan,
    load: Load,
) -> anyhow::Result<Comparison> {
    let page = Client::connect(site).await?.page(PAGE, gzip).await?;
    let page = page.expect(StatusCode::OK)?;
    let packed = page.body.starts_with(&[0x1f, 0x8b]);
    ensure!(packed == gzip, "the page came compressed: {packed}");
    let file = folder.join("page");
    std::fs::write(&file, &page.body)?;
    let bare = Bare::start(&file, page.headers()).await?;
    let same = Client::connect(bare.site).await?.page(PAGE, gzip).await?;
    ensure!(same.body == page.body, "the bare server serves other bytes");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for site in [site, bare.site] {
        load.rate(site, PAGE, gzip, 1).await?;
    }
    for _ in 0..plan.rounds {
        for (site, rates) in [(site, &mut ours), (bare.site, &mut theirs)] {
            rates.push(load.rate(site, PAGE, gzip, plan.page_seconds).await?);
        }
    }
    Ok(Comparison {
        bytes: page.body.len() as f64,
        program: median(&ours),
        bare: median(&theirs),
    })
}

/// The bare server: a second process of this binary.
struct Bare {
    child: Child,
    site: SocketAddr,
}

impl Bare {
    async fn start(body: &Path, headers: &HeaderMap) -> anyhow::Result<Self> {
        let site = free_address()?;
        // hyper adds these itself.
        let own = [CONTENT_LENGTH, DATE];
        let headers = headers.iter().filter(|(name, _)| !own.contains(name));
        let headers = headers.flat_map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            ["--header".to_owned(), format!("{name}: {value}")]
        });
        let child = Command::new(std::env::current_exe()?)
            .args(["bare", "--port", &site.port().to_string(), "--body"])
            .arg(body)
            .args(headers)
            .stdin(Stdio::null())
            .spawn()
            .context("starting the bare server")?;
        let bare = Self { child, site };
        for _ in 0..500 {
            if Client::connect(site).await.is_ok() {
                return Ok(bare);
            }
            sleep(Duration::from_millis(10)).await;
        }
        anyhow::bail!("the bare server does not answer on {site}")
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
