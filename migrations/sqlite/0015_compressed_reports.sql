-- Recommendations are stored compressed, and so are documents and their text formats, together. What is here keeps its
-- JSON, and is told apart by it. The PDF is deleted after some time; its hash remains, by which the program knows whether one that is
-- made again is the same.
create table new_reports (
    id blob not null primary key,
    lead_id blob not null references leads (id),
    version integer not null check (version > 0),
    contents blob not null,
    pdf blob,
    pdf_sha256 blob,
    pdf_made_at text not null,
    created_at text not null,
    unique (lead_id, version)
) strict;
insert into new_reports (id, lead_id, version, contents, pdf, pdf_made_at, created_at)
select id, lead_id, version, cast(json_object('document', json(document), 'article', article, 'markdown', markdown) as blob), pdf, created_at, created_at from reports;
drop table reports;
alter table new_reports rename to reports;
create index reports_pdf_made on reports (pdf_made_at) where pdf is not null;

alter table leads add column packed blob not null default x'';
update leads set packed = cast(recommendation as blob);
alter table leads drop column recommendation;
alter table leads rename column packed to recommendation;

alter table lead_revisions add column packed blob not null default x'';
update lead_revisions set packed = cast(recommendation as blob);
alter table lead_revisions drop column recommendation;
alter table lead_revisions rename column packed to recommendation;

-- PDFs that the retention rules deleted.
alter table retention_runs add column pdfs integer not null default 0;
