-- Drafts expire by the time of their last change, but those that exist now are kept for 30 days from this upgrade.
alter table intakes add column grace_ends_at timestamptz;
update intakes set grace_ends_at = now() + interval '30 days' where status = 'open';

-- A request to mail the link of a draft. The address is deleted once the mail is out, unless a reminder was agreed to,
-- in the words that stood beside the box; a keyed hash of it remains.
create table resume_requests (
    id uuid not null primary key,
    intake_id uuid not null references intakes (id) on delete cascade,
    email text,
    address bytea not null,
    reminder_wording text,
    created_at timestamptz not null,
    reminded_at timestamptz
);
create index resume_requests_intake on resume_requests (intake_id);
create index resume_requests_to_remind on resume_requests (created_at) where reminder_wording is not null and reminded_at is null and email is not null;

-- Addresses that want no reminders, as keyed hashes.
create table suppressed_addresses (
    address bytea not null primary key,
    suppressed_at timestamptz not null
);

-- Links mailed to the owner of a report: each opens one session, within its time.
create table owner_links (
    id uuid not null primary key,
    lead_id uuid not null references leads (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index owner_links_lead on owner_links (lead_id, created_at);

-- Sessions in which an owner can correct, share, export and erase.
create table owner_sessions (
    id uuid not null primary key,
    lead_id uuid not null references leads (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index owner_sessions_lead on owner_sessions (lead_id);

-- Links for reading that the owner gave to somebody.
create table report_shares (
    id uuid not null primary key,
    lead_id uuid not null references leads (id) on delete cascade,
    name text not null,
    created_at timestamptz not null,
    revoked_at timestamptz
);
create index report_shares_lead on report_shares (lead_id);

-- What each version of a report is based on, once a lead was corrected. The first one has the id of the lead.
create table lead_revisions (
    report_id uuid not null primary key,
    lead_id uuid not null references leads (id) on delete cascade,
    version bigint not null check (version > 0),
    answers jsonb not null,
    recommendation jsonb not null,
    created_at timestamptz not null,
    unique (lead_id, version)
);

-- Erasures that are under way; the row is deleted with the data.
create table erasures (
    lead_id uuid not null primary key references leads (id) on delete cascade,
    reason text not null check (reason in ('owner', 'retention')),
    requested_at timestamptz not null
);

-- Files of the outbox to delete: the mail that confirms an erasure is the last thing that is kept of a person.
create table outbox_removals (
    delivery_id uuid not null primary key,
    remove_at timestamptz not null
);

-- What the retention rules deleted, or would have deleted.
create table retention_runs (
    id uuid not null primary key,
    ran_at timestamptz not null,
    rules jsonb not null,
    is_trial boolean not null,
    drafts bigint not null,
    leads bigint not null,
    jobs bigint not null
);
