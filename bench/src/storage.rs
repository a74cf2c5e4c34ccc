//! What a lead takes in the database, beside the PDF that is deleted after some time.

use anyhow::ensure;

use crate::database::Place;
use crate::figures::{Aim, Section, figure};

const KB: f64 = 1e3;

/// The size of a database, in bytes.
#[derive(Clone, Copy)]
pub struct Size {
    all: f64,
    /// Of this, what goes when the PDFs are deleted.
    pdfs: f64,
    leads: f64,
}

impl Size {
    pub async fn of(place: &Place) -> anyhow::Result<Self> {
        Ok(Self {
            all: place.number(place.kind.size()).await?,
            pdfs: place.number(place.kind.pdfs()).await?,
            leads: place.number("select count(*) from leads").await?,
        })
    }
}

/// All that the leads between the two have added, with their intake, deliveries and jobs.
pub fn section(before: Size, after: Size) -> anyhow::Result<Section> {
    let leads = after.leads - before.leads;
    ensure!(leads > 0.0, "no lead was stored");
    let pdfs = after.pdfs - before.pdfs;
    let others = after.all - before.all - pdfs;
    let figures = vec![
        figure(
            "stored.lead",
            "of a lead beside its PDF, kB",
            1,
            others / leads / KB,
        )
        .aim(Aim::AtMost(60.0)),
        figure("stored.pdf", "of its PDF, kB", 1, pdfs / leads / KB),
    ];
    Ok(Section {
        title: "Stored",
        figures,
    })
}
