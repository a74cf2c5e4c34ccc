-- The edition of the questionnaire that an intake answers: it is finished under the edition under which it began.
alter table intakes add column edition bigint not null default 1;

-- What a person agreed to when a lead was submitted, in the words that stood beside the box. No row: the box was empty.
create table consents (
    lead_id uuid not null references leads (id) on delete cascade,
    purpose text not null check (purpose in ('contact', 'news')),
    wording text not null,
    edition bigint not null,
    given_at timestamptz not null,
    primary key (lead_id, purpose)
);
