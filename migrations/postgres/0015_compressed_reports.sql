-- Recommendations are stored compressed, and so are documents and their text formats, together. What is here keeps its
-- JSON, and is told apart by it. The PDF is deleted after some time; its hash remains, by which the program knows whether one that is
-- made again is the same.
alter table reports
    add column contents bytea,
    add column pdf_sha256 bytea,
    add column pdf_made_at timestamptz;
update reports set
    contents = convert_to(json_build_object('document', document, 'article', article, 'markdown', markdown)::text, 'UTF8'),
    pdf_made_at = created_at;
alter table reports
    alter column contents set not null,
    alter column pdf_made_at set not null,
    drop column document,
    drop column article,
    drop column markdown;
create index reports_pdf_made on reports (pdf_made_at) where pdf is not null;

alter table leads alter column recommendation type bytea using convert_to(recommendation::text, 'UTF8');
alter table leads alter column recommendation set default '';
alter table lead_revisions alter column recommendation type bytea using convert_to(recommendation::text, 'UTF8');
alter table lead_revisions alter column recommendation set default '';

-- Compressing them again would take time and save nothing.
alter table reports
    alter column contents set storage external,
    alter column pdf set storage external;
alter table leads alter column recommendation set storage external;
alter table lead_revisions alter column recommendation set storage external;

-- PDFs that the retention rules deleted.
alter table retention_runs add column pdfs bigint not null default 0;
