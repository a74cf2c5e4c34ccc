//! Reports and deliveries.

use chrono::TimeDelta;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::ids::ReportId;
use stackmatch::report::{self, Meta};
use stackmatch::store::*;

use super::{MESSAGES, MODEL, answers, insert_lead, now, recommend};
use crate::support::on_both_databases;

on_both_databases! {
    async fn reports_are_replaced_and_return_every_format(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        assert!(db.report(lead).await.unwrap().is_none() && db.report_pdf(lead).await.unwrap().is_none());
        let answers = answers(&content);
        let meta = Meta { reference: "SM-1".into(), created_at: now(), prepared_for: None, base_url: "https://example.com".into() };
        let document = report::document(&content, &MODEL, MESSAGES.english(), &answers, &recommend(&MODEL, &answers), &meta);
        for (article, pdf) in [("<article>1</article>", None), ("<article>2</article>", Some(&b"%PDF \0\xff"[..]))] {
            let mut tx = db.begin().await.unwrap();
            let contents = ReportContents::new(&document, article, "# 1", pdf.map(<[u8]>::to_vec)).unwrap();
            tx.upsert_report(&NewReport { id: lead.into(), lead_id: lead, version: 1, contents: &contents, now: now() }).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(db.report_pdf(lead).await.unwrap().unwrap().pdf.as_deref(), pdf);
        }
        assert_eq!(db.report(lead).await.unwrap().unwrap().document, document);
        assert_eq!(db.report_text(lead, ReportFormat::Article).await.unwrap().as_deref(), Some("<article>2</article>"));
        assert_eq!(db.report_text(lead, ReportFormat::Markdown).await.unwrap().as_deref(), Some("# 1"));
        // A correction is the next version; the previous one is kept.
        let second = ReportId::from_u128(2);
        for article in ["<article>3</article>", "<article>4</article>"] {
            let mut tx = db.begin().await.unwrap();
            let contents = ReportContents::new(&document, article, "# 2", Some(b"%PDF 2".to_vec())).unwrap();
            tx.upsert_report(&NewReport { id: second, lead_id: lead, version: 2, contents: &contents, now: now() }).await.unwrap();
            tx.commit().await.unwrap();
        }
        let versions: Vec<_> = db.report_versions(lead).await.unwrap().into_iter().map(|report| (report.id, report.version)).collect();
        assert_eq!(versions, [(lead.into(), 1), (second, 2)]);
        assert_eq!(db.report_text(lead, ReportFormat::Article).await.unwrap().as_deref(), Some("<article>4</article>"));
        let latest = db.report_pdf(lead).await.unwrap().unwrap();
        assert_eq!((latest.id, latest.pdf.as_deref()), (second, Some(&b"%PDF 2"[..])));
        for (id, pdf) in [(lead.into(), &b"%PDF \0\xff"[..]), (second, b"%PDF 2")] {
            assert_eq!(db.report_by_id(id).await.unwrap().unwrap().document, document);
            assert_eq!(db.report_pdf_by_id(id).await.unwrap().unwrap().pdf.as_deref(), Some(pdf));
        }
        assert!(db.report_by_id(ReportId::nil()).await.unwrap().is_none() && db.report_pdf_by_id(ReportId::nil()).await.unwrap().is_none());
        db.close().await;
    }

    async fn a_pdf_is_deleted_after_its_time_and_leaves_its_hash(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let answers = answers(&content);
        let meta = Meta { reference: "SM-1".into(), created_at: now(), prepared_for: None, base_url: "https://example.com".into() };
        let document = report::document(&content, &MODEL, MESSAGES.english(), &answers, &recommend(&MODEL, &answers), &meta);
        let pdf = b"%PDF \0\xff".to_vec();
        let contents = ReportContents::new(&document, "<article/>", "# 1", Some(pdf.clone())).unwrap();
        let id = ReportId::from(lead);
        let mut tx = db.begin().await.unwrap();
        tx.upsert_report(&NewReport { id, lead_id: lead, version: 1, contents: &contents, now: now() }).await.unwrap();
        tx.commit().await.unwrap();
        let later = now() + TimeDelta::days(1);
        let due = async |before| (db.reports_with_pdf_before(before, 5).await.unwrap(), db.count_reports_with_pdf_before(before).await.unwrap());
        assert_eq!((due(now()).await, due(later).await), ((vec![], 0), (vec![id], 1)));

        let mut tx = db.begin().await.unwrap();
        tx.delete_pdf(id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due(later).await, (vec![], 0));
        let stored = db.report_pdf(lead).await.unwrap().unwrap();
        assert_eq!(stored.pdf, None);
        assert!(stored.is_original(&pdf) && !stored.is_original(b"%PDF"));
        assert_eq!(db.report(lead).await.unwrap().unwrap().document, document);

        // Made again, it is kept for as long, and the hash remains that of the first.
        let mut tx = db.begin().await.unwrap();
        tx.store_pdf(id, b"%PDF again", later).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((due(later).await, due(later + TimeDelta::seconds(1)).await), ((vec![], 0), (vec![id], 1)));
        let stored = db.report_pdf_by_id(id).await.unwrap().unwrap();
        assert_eq!((stored.pdf.as_deref(), stored.is_original(&pdf)), (Some(&b"%PDF again"[..]), true));
        db.close().await;
    }

    async fn a_delivery_is_claimed_until_it_is_sent(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let key = DeliveryKey::mail(EventKind::LeadQualified, lead.into());
        let hook = |name: &str| DeliveryKey::webhook(EventKind::LeadQualified, lead.into(), name);
        let mut tx = db.begin().await.unwrap();
        for message_id in ["1@example.com", "2@example.com"] {
            tx.insert_delivery(Clock::System.new_id(), &key, lead.into(), message_id, now()).await.unwrap();
        }
        assert_eq!(tx.claim_delivery(&key).await.unwrap().as_deref(), Some("1@example.com"), "one row for each event, channel and target");
        tx.mark_delivery(&key, DeliveryStatus::Retry, Some("451"), now()).await.unwrap();
        assert!(tx.claim_delivery(&key).await.unwrap().is_some());
        assert!(tx.claim_delivery(&key).await.unwrap().is_some(), "its worker died while sending");
        tx.mark_delivery(&key, DeliveryStatus::Sent, None, now()).await.unwrap();
        tx.mark_delivery(&key, DeliveryStatus::Dead, Some("late"), now()).await.unwrap();
        assert_eq!(tx.claim_delivery(&key).await.unwrap(), None);
        assert_eq!(tx.claim_delivery(&hook("crm")).await.unwrap(), None);
        for name in ["crm", "chat"] {
            tx.insert_delivery(Clock::System.new_id(), &hook(name), lead.into(), name, now()).await.unwrap();
        }
        assert_eq!(tx.claim_delivery(&hook("crm")).await.unwrap().as_deref(), Some("crm"));
        tx.commit().await.unwrap();
        assert_eq!(db.delivery_by_key(&hook("chat")).await.unwrap().map(|row| (row.key(), row.subject)), Some((hook("chat"), lead.into())));
        assert!(db.delivery_by_key(&hook("pager")).await.unwrap().is_none());
        let rows = db.deliveries(lead.into()).await.unwrap();
        assert_eq!((rows.len(), rows[0].status, rows[0].tries, rows[0].possible_duplicates, rows[0].sent_at), (3, DeliveryStatus::Sent, 3, 1, Some(now())));
        assert_eq!((rows[1].key(), rows[1].status, rows[2].key(), rows[2].status), (hook("crm"), DeliveryStatus::Sending, hook("chat"), DeliveryStatus::Queued));
        assert_eq!(db.delivery_counts().await.unwrap(), [("queued".to_owned(), 1), ("sending".to_owned(), 1)]);
        db.close().await;
    }
}
