-- Submissions that look as if a program sent them: their report is mailed once the browser has sent a proof of work, or the
-- address was confirmed.
create table submission_checks (
    lead_id uuid not null primary key references leads (id) on delete cascade,
    signals jsonb not null,
    created_at timestamptz not null,
    held_at timestamptz,
    passed_at timestamptz,
    passed_by text check (passed_by in ('proof', 'link'))
);
create index submission_checks_open on submission_checks (created_at) where passed_at is null;
create index lead_clients_recent on lead_clients (client, created_at);

-- Addresses whose owners opened a link that was mailed to them, as keyed hashes.
create table confirmed_addresses (
    address bytea not null primary key,
    confirmed_at timestamptz not null
);
