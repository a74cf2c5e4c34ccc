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
        Dialect::TimescaledbApache => timescaledb(out, table, false),
        _ => timescaledb(out, table, true),
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

/// With compression and jobs of its own only where the vendor's licence is accepted. Source of the statements:
/// <https://www.tigerdata.com/docs/api/latest/hypercore/alter_table/>.
fn timescaledb(out: &mut String, table: &Table, accepts_licence: bool) -> fmt::Result {
    let (name, time) = (&table.name, time(table));
    let mut lines = lines(table, |column| if column.null { "" } else { " NOT NULL" });
    let key = [series(table), vec![time]].concat().join(", ");
    lines.push(format!("  PRIMARY KEY ({key})"));
    writeln!(
        out,
        "\n-- {}\nCREATE TABLE {name} (\n{}\n);\nSELECT create_hypertable('{name}', by_range('{time}', INTERVAL '1 day'));",
        table.about,
        lines.join(",\n")
    )?;
    if accepts_licence {
        writeln!(
            out,
            "-- Days older than a week are compressed. Needs TimescaleDB 2.18 or later; set a period of your own for deletion.\n\
             ALTER TABLE {name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '{}',\n  timescaledb.orderby = '{time} DESC');\n\
             CALL add_columnstore_policy('{name}', after => INTERVAL '7 days');\n\
             SELECT add_retention_policy('{name}', INTERVAL '13 months');",
            series(table).join(", ")
        )
    } else {
        writeln!(
            out,
            "-- Run this every day, with a period of your own.\n\
             SELECT drop_chunks('{name}', older_than => INTERVAL '13 months');"
        )
    }
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
