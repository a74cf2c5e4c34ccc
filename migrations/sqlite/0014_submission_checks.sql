-- Submissions that look as if a program sent them: their report is mailed once the browser has sent a proof of work, or the
-- address was confirmed.
create table submission_checks (
    lead_id blob not null primary key references leads (id) on delete cascade,
    signals text not null,
    created_at text not null,
    held_at text,
    passed_at text,
    passed_by text check (passed_by in ('proof', 'link'))
) strict;
create index submission_checks_open on submission_checks (created_at) where passed_at is null;
create index lead_clients_recent on lead_clients (client, created_at);

-- Addresses whose owners opened a link that was mailed to them, as keyed hashes.
create table confirmed_addresses (
    address blob not null primary key,
    confirmed_at text not null
) strict;
