-- A mail that is held back, why, and from when on it may go. It is held while its delivery is queued and it was not released.
create table held_deliveries (
    delivery_id uuid not null primary key references deliveries (id) on delete cascade,
    reason text not null,
    held_at timestamptz not null,
    release_at timestamptz,
    released_at timestamptz,
    released_by text
);
create index held_deliveries_open on held_deliveries (delivery_id) where released_at is null;

-- The deliveries with those that are held marked as such.
create view delivery_states as
select d.id, d.lead_id, d.kind, d.target, case when h.delivery_id is null then d.status else 'held' end as status, d.tries,
       d.maybe_twice, d.message_id, d.last_error, d.created_at, d.sent_at, h.reason as hold_reason, h.release_at as hold_until
from deliveries d left join held_deliveries h on h.delivery_id = d.id and h.released_at is null and d.status = 'queued';

-- For whom a mail was counted: keyed hashes of the recipient, the recipient's domain and the visitor's network.
create table counted_mails (
    counter bytea not null,
    delivery_id uuid not null,
    counted_at timestamptz not null,
    primary key (counter, delivery_id)
);
create index counted_mails_recent on counted_mails (counter, counted_at);
create index counted_mails_old on counted_mails (counted_at);

-- From which network, as a keyed hash, a lead was submitted; kept for as long as its mails and bytes are counted.
create table lead_clients (
    lead_id uuid not null primary key references leads (id) on delete cascade,
    client bytea not null,
    created_at timestamptz not null
);
create index lead_clients_old on lead_clients (created_at);

-- Bytes that visitors of a network, by its keyed hash, have stored on a day, in days since 1970, UTC.
create table storage_usage (
    client bytea not null,
    day bigint not null,
    bytes bigint not null,
    primary key (client, day)
);
create index storage_usage_old on storage_usage (day);
