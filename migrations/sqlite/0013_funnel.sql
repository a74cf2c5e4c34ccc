-- How often each point on the way to a report was reached, by day (days since 1970, UTC). No row is about one visitor.
create table funnel_counts (
    day integer not null,
    event text not null,
    item text not null,
    matchup text not null,
    campaign_name text not null,
    path text not null,
    count integer not null,
    primary key (day, event, item, matchup, campaign_name, path)
) strict;

-- When an open intake was counted as left. Those that exist at the upgrade are not counted.
alter table intakes add column left_at text;
update intakes set left_at = updated_at where status = 'open';
create index intakes_to_count_as_left on intakes (updated_at) where status = 'open' and left_at is null;
