//! A table of measurements in the store for time series.

use std::fmt::{self, Write};

use crate::content::plan::{Dialect, Type};
use crate::plan::schema::{Column, Table};

/// The column that says when a measurement arrived.
const RECEIVED: &str = "received_at";

pub(super) fn table(out: &mut String, dialect: Dialect, table: &Table) -> fmt::Result {
    match dialect {
        Dialect::Influxdb => measurement(out, table),
        Dialect::Clickhouse => clickhouse(out, table),
        Dialect::Cassandra => cassandra(out, table),
        _ => timescaledb(out, table),
    }
}

/// The column with the time of a measurement.
fn time(table: &Table) -> &str {
    table.partition.as_deref().unwrap_or("recorded_at")
}

/// What identifies a series: its tenant, and the key without the time.
fn series(table: &Table) -> Vec<&str> {
    let tenant = table.column("tenant_id").map(|column| column.name.as_str());
    let key = table.key.iter().map(String::as_str);
    tenant
        .into_iter()
        .chain(key.filter(|name| *name != time(table)))
        .collect()
}

fn lines(table: &Table, suffix: impl Fn(&Column) -> &'static str) -> Vec<String> {
    let width = table.columns.iter().map(|column| column.name.len()).max();
    let width = width.unwrap_or(0);
    table
        .columns
        .iter()
        .map(|column| {
            format!(
                "  {:width$}  {}{}",
                column.name,
                column.sql_type,
                suffix(column)
            )
        })
        .collect()
}

fn timescaledb(out: &mut String, table: &Table) -> fmt::Result {
    let (name, time) = (&table.name, time(table));
    let mut lines = lines(table, |column| if column.null { "" } else { " NOT NULL" });
    let key = [series(table), vec![time]].concat().join(", ");
    lines.push(format!("  PRIMARY KEY ({key})"));
    writeln!(
        out,
        "\n-- {}\nCREATE TABLE {name} (\n{}\n);\nSELECT create_hypertable('{name}', by_range('{time}'));\n\
         -- Run this every day, with a period of your own; the Community Edition has add_retention_policy for it.\n\
         SELECT drop_chunks('{name}', older_than => INTERVAL '13 months');",
        table.about,
        lines.join(",\n")
    )
}

fn clickhouse(out: &mut String, table: &Table) -> fmt::Result {
    let (name, time) = (&table.name, time(table));
    let mut columns = table.clone();
    for column in columns.columns.iter_mut().filter(|column| column.null) {
        column.sql_type = format!("Nullable({})", column.sql_type);
    }
    let key = [series(table), vec![time]].concat().join(", ");
    let version = table.column(RECEIVED).map_or("", |_| RECEIVED);
    writeln!(
        out,
        "\n-- {}\n-- A repeated row disappears when parts are merged; until then, read with FINAL. Set a period of your own in TTL.\n\
         CREATE TABLE {name} (\n{}\n)\nENGINE = ReplacingMergeTree({version})\nPARTITION BY toYYYYMM({time})\n\
         ORDER BY ({key})\nTTL toDateTime({time}) + INTERVAL 13 MONTH\nSETTINGS ttl_only_drop_parts = 1;",
        table.about,
        lines(&columns, |_| "").join(",\n")
    )
}

/// A partition is one series on one day, so that none grows without limit.
fn cassandra(out: &mut String, table: &Table) -> fmt::Result {
    let (name, time) = (&table.name, time(table));
    let mut lines = lines(table, |_| "");
    lines.push("  day  date".to_owned());
    lines.push(format!(
        "  PRIMARY KEY (({}, day), {time})",
        series(table).join(", ")
    ));
    writeln!(
        out,
        "\n-- {}\n-- Rows expire after 13 months, in seconds; set a period of your own.\n\
         CREATE TABLE {name} (\n{}\n) WITH CLUSTERING ORDER BY ({time} DESC)\n  AND default_time_to_live = 34214400;",
        table.about,
        lines.join(",\n")
    )
}

fn measurement(out: &mut String, table: &Table) -> fmt::Result {
    let (time, tags) = (time(table), series(table));
    let fields = table.columns.iter().filter(|column| {
        column.name != time && column.kind != Type::Time && !tags.contains(&column.name.as_str())
    });
    let fields: Vec<String> = fields
        .map(|column| format!("{}: {}", column.name, column.sql_type))
        .collect();
    writeln!(
        out,
        "\n# {}\n{}:\n  tags: [{}]\n  fields: {{{}}}\n  time: {time}\n  retention: 13 months  # set a period of your own",
        table.about,
        table.name,
        tags.join(", "),
        fields.join(", ")
    )
}
