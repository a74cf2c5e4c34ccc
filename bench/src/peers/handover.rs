//! What the stand-ins get of the program, so that they answer, store and send as many bytes.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use hyper::StatusCode;

use super::contestant::Contestant;
use crate::client::Client;
use crate::installation::SALES;
use crate::sink::Arrival;

#[derive(Default)]
pub struct Handover {
    /// The bodies of the page, plain and compressed.
    page: Vec<u8>,
    packed_page: Vec<u8>,
    /// Files with these bodies, and one as large as the PDF of a report.
    pub page_file: PathBuf,
    pub packed_page_file: PathBuf,
    pub attachment_file: PathBuf,
    attachment_bytes: usize,
    /// The size of a report without the PDF.
    pub report_bytes: usize,
    /// The sizes of the mails.
    pub sales_mail: usize,
    prospect_mail: usize,
}

impl Handover {
    /// Reads all of it from the program after its first lead.
    pub async fn of(ours: &Contestant, folder: &Path) -> anyhow::Result<Self> {
        let mut client = Client::connect(ours.site()).await?;
        let page = client.page(ours.who.page(), false).await?;
        let page = page.expect(StatusCode::OK)?.body.to_vec();
        let packed_page = client.page(ours.who.page(), true).await?;
        let packed_page = packed_page.expect(StatusCode::OK)?.body.to_vec();
        ensure!(
            packed_page.starts_with(&[0x1f, 0x8b]),
            "the page is not compressed"
        );

        let attachment_bytes = ours.number("select octet_length(pdf) from reports").await?;
        let report_bytes = ours
            .number("select octet_length(contents) from reports")
            .await?;
        // Random, so that nothing on the way can make it smaller.
        let attachment: Vec<u8> = (0..attachment_bytes).map(|_| fastrand::u8(..)).collect();

        let mails = ours.sink.arrivals();
        let size = |to_sales: bool| {
            let mail = mails.iter().find(|mail| (mail.to == SALES) == to_sales);
            mail.map(|mail| mail.bytes).context("a mail is missing")
        };
        let handover = Self {
            page,
            packed_page,
            page_file: folder.join("page"),
            packed_page_file: folder.join("page.gz"),
            attachment_file: folder.join("attachment"),
            attachment_bytes,
            report_bytes,
            sales_mail: size(true)?,
            prospect_mail: size(false)?,
        };
        std::fs::write(&handover.page_file, &handover.page)?;
        std::fs::write(&handover.packed_page_file, &handover.packed_page)?;
        std::fs::write(&handover.attachment_file, &attachment)?;
        Ok(handover)
    }

    pub fn body(&self, gzip: bool) -> &[u8] {
        if gzip { &self.packed_page } else { &self.page }
    }

    /// The size of a prospect's mail without the attachment, which is sent as base64 in lines of 76 characters.
    pub fn prospect_text(&self) -> usize {
        let attached = self.attachment_bytes.div_ceil(57) * 78;
        self.prospect_mail.saturating_sub(attached)
    }

    /// Fails unless a mail is about as large as the program's.
    pub fn check(&self, mail: &Arrival) -> anyhow::Result<()> {
        let size = match mail.to == SALES {
            true => self.sales_mail,
            false => self.prospect_mail,
        };
        ensure!(
            mail.bytes.abs_diff(size) < size / 10,
            "a mail to {} has {} bytes instead of {size}",
            mail.to,
            mail.bytes
        );
        Ok(())
    }
}
