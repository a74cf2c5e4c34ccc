-- Documents, recommendations and the text formats of reports are stored compressed. What is here keeps its bytes, and is
-- told apart by them. The PDF is deleted after some time; its hash remains, by which the program knows whether one that is
-- made again is the same.
alter table reports
    alter column document type bytea using convert_to(document::text, 'UTF8'),
    alter column article type bytea using convert_to(article, 'UTF8'),
    alter column markdown type bytea using convert_to(markdown, 'UTF8'),
    add column pdf_sha256 bytea,
    add column pdf_made_at timestamptz;
update reports set pdf_made_at = created_at;
alter table reports alter column pdf_made_at set not null;
create index reports_pdf_made on reports (pdf_made_at) where pdf is not null;

alter table leads alter column recommendation type bytea using convert_to(recommendation::text, 'UTF8');
alter table leads alter column recommendation set default '';
alter table lead_revisions alter column recommendation type bytea using convert_to(recommendation::text, 'UTF8');
alter table lead_revisions alter column recommendation set default '';

-- Compressing them again would take time and save nothing.
alter table reports
    alter column document set storage external,
    alter column article set storage external,
    alter column markdown set storage external,
    alter column pdf set storage external;
alter table leads alter column recommendation set storage external;
alter table lead_revisions alter column recommendation set storage external;

-- PDFs that the retention rules deleted.
alter table retention_runs add column pdfs bigint not null default 0;
