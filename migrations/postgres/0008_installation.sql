-- Which installation this database belongs to: one row, and the fingerprint of the key that its links are made with.
create table installation (
    only_row bigint not null primary key check (only_row = 1),
    id uuid not null,
    key_fingerprint text not null,
    created_at timestamptz not null
);

-- The same beside the job tables, which are in a schema of their own whatever the search path says.
create table if not exists apalis.stackmatch_installation (
    only_row bigint not null primary key check (only_row = 1),
    id uuid not null,
    schema_name text not null
);

-- One row that is written to learn whether the database can be written.
create table health_probe (
    only_row bigint not null primary key check (only_row = 1),
    written_at timestamptz not null,
    payload text not null
);
insert into health_probe values (1, '1970-01-01T00:00:00Z', '');
