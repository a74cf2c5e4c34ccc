-- Drafts expire by the time of their last change, but those that exist now are kept for 30 days from this upgrade.
alter table intakes add column grace_ends_at text;
update intakes set grace_ends_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '+30 days') where status = 'open';

-- A request to mail the link of a draft. The address is deleted once the mail is out, unless a reminder was agreed to,
-- in the words that stood beside the box; a keyed hash of it remains.
create table resume_requests (
    id blob not null primary key,
    intake_id blob not null references intakes (id) on delete cascade,
    email text,
    address blob not null,
    reminder_wording text,
    created_at text not null,
    reminded_at text
) strict;
create index resume_requests_intake on resume_requests (intake_id);
create index resume_requests_to_remind on resume_requests (created_at) where reminder_wording is not null and reminded_at is null and email is not null;

-- Addresses that want no reminders, as keyed hashes.
create table suppressed_addresses (
    address blob not null primary key,
    suppressed_at text not null
) strict;

-- Links mailed to the owner of a report: each opens one session, within its time.
create table owner_links (
    id blob not null primary key,
    lead_id blob not null references leads (id) on delete cascade,
    created_at text not null,
    expires_at text not null,
    used_at text
) strict;
create index owner_links_lead on owner_links (lead_id, created_at);

-- Sessions in which an owner can correct, share, export and erase.
create table owner_sessions (
    id blob not null primary key,
    lead_id blob not null references leads (id) on delete cascade,
    created_at text not null,
    expires_at text not null,
    ended_at text
) strict;
create index owner_sessions_lead on owner_sessions (lead_id);

-- Links for reading that the owner gave to somebody.
create table report_shares (
    id blob not null primary key,
    lead_id blob not null references leads (id) on delete cascade,
    name text not null,
    created_at text not null,
    revoked_at text
) strict;
create index report_shares_lead on report_shares (lead_id);

-- What each version of a report is based on, once a lead was corrected. The first one has the id of the lead.
create table lead_revisions (
    report_id blob not null primary key,
    lead_id blob not null references leads (id) on delete cascade,
    version integer not null check (version > 0),
    answers text not null,
    recommendation text not null,
    created_at text not null,
    unique (lead_id, version)
) strict;

-- Erasures that are under way; the row is deleted with the data.
create table erasures (
    lead_id blob not null primary key references leads (id) on delete cascade,
    reason text not null check (reason in ('owner', 'retention')),
    requested_at text not null
) strict;

-- Files of the outbox to delete: the mail that confirms an erasure is the last thing that is kept of a person.
create table outbox_removals (
    delivery_id blob not null primary key,
    remove_at text not null
) strict;

-- What the retention rules deleted, or would have deleted.
create table retention_runs (
    id blob not null primary key,
    ran_at text not null,
    rules text not null,
    is_trial integer not null,
    drafts integer not null,
    leads integer not null,
    jobs integer not null
) strict;
