-- Which installation this database belongs to: one row, and the fingerprint of the key that its links are made with.
create table installation (
    only_row integer not null primary key check (only_row = 1),
    id blob not null,
    key_fingerprint text not null,
    created_at text not null
) strict;

-- One row that is written to learn whether the database can be written.
create table health_probe (
    only_row integer not null primary key check (only_row = 1),
    written_at text not null,
    payload text not null
) strict;
insert into health_probe values (1, '1970-01-01T00:00:00.000000+00:00', '');
