//! The types of columns in each dialect.

use crate::content::plan::{Dialect, Type};
use crate::plan::schema::Table;

/// Writes the type of each column in a dialect.
pub(in crate::plan) fn write(tables: &mut [Table], dialect: Dialect) {
    for table in tables {
        let listed: Vec<String> = table
            .unique
            .iter()
            .chain(&table.indexes)
            .flatten()
            .chain(&table.key)
            .cloned()
            .collect();
        for column in &mut table.columns {
            let is_searched = column.unique || listed.contains(&column.name);
            column.sql_type = name(dialect, column.kind, is_searched).to_owned();
        }
    }
}

/// The type of an embedding where PostgreSQL has pgvector.
pub(super) const EMBEDDING_TYPE: &str = "vector(1024)";

/// Gives embeddings the type of pgvector.
pub(in crate::plan) fn use_pgvector(tables: &mut [Table]) {
    let columns = tables.iter_mut().flat_map(|table| &mut table.columns);
    for column in columns.filter(|column| column.kind == Type::Vector) {
        column.sql_type = EMBEDDING_TYPE.to_owned();
    }
}

/// The name of a type. A text that is part of a key or an index is short where long texts cannot be.
fn name(dialect: Dialect, kind: Type, is_searched: bool) -> &'static str {
    match dialect {
        Dialect::Postgresql
        | Dialect::PostgresqlCompatible
        | Dialect::Timescaledb
        | Dialect::TimescaledbApache => postgresql(kind),
        Dialect::Mysql => mysql(kind, is_searched),
        Dialect::Sqlserver => sqlserver(kind, is_searched),
        Dialect::Sqlite => sqlite(kind),
        Dialect::Clickhouse => clickhouse(kind, is_searched),
        Dialect::Cassandra => cassandra(kind),
        Dialect::Documents | Dialect::Partitions | Dialect::Influxdb => outline(kind),
    }
}

fn postgresql(kind: Type) -> &'static str {
    match kind {
        Type::Text | Type::Choice => "text",
        Type::Smallint => "smallint",
        Type::Int => "integer",
        Type::Bigint => "bigint",
        Type::Bool => "boolean",
        Type::Time => "timestamptz",
        Type::Date => "date",
        Type::Json => "jsonb",
        Type::Number => "numeric(18,4)",
        Type::Float => "double precision",
        Type::Bytes => "bytea",
        Type::Uuid => "uuid",
        Type::Inet => "inet",
        Type::Vector => "real[]",
        Type::Currency => "char(3)",
    }
}

fn mysql(kind: Type, is_searched: bool) -> &'static str {
    match kind {
        Type::Text if is_searched => "varchar(190)",
        Type::Text => "text",
        Type::Choice => "varchar(40)",
        Type::Smallint => "smallint",
        Type::Int => "int",
        Type::Bigint => "bigint",
        Type::Bool => "boolean",
        Type::Time => "datetime(6)",
        Type::Date => "date",
        Type::Json | Type::Vector => "json",
        Type::Number => "decimal(18,4)",
        Type::Float => "double",
        Type::Bytes => "longblob",
        Type::Uuid => "binary(16)",
        Type::Inet => "varbinary(16)",
        Type::Currency => "char(3)",
    }
}

fn sqlserver(kind: Type, is_searched: bool) -> &'static str {
    match kind {
        Type::Text if is_searched => "nvarchar(190)",
        Type::Text | Type::Json | Type::Vector => "nvarchar(max)",
        Type::Choice => "varchar(40)",
        Type::Smallint => "smallint",
        Type::Int => "int",
        Type::Bigint => "bigint",
        Type::Bool => "bit",
        Type::Time => "datetime2(6)",
        Type::Date => "date",
        Type::Number => "decimal(18,4)",
        Type::Float => "float",
        Type::Bytes => "varbinary(max)",
        Type::Uuid => "uniqueidentifier",
        Type::Inet => "varchar(45)",
        Type::Currency => "char(3)",
    }
}

fn sqlite(kind: Type) -> &'static str {
    match kind {
        Type::Smallint | Type::Int | Type::Bigint | Type::Bool => "integer",
        Type::Number | Type::Float => "real",
        Type::Bytes => "blob",
        Type::Text
        | Type::Choice
        | Type::Time
        | Type::Date
        | Type::Json
        | Type::Uuid
        | Type::Inet
        | Type::Vector
        | Type::Currency => "text",
    }
}

fn clickhouse(kind: Type, is_searched: bool) -> &'static str {
    match kind {
        Type::Text if is_searched => "LowCardinality(String)",
        Type::Choice => "LowCardinality(String)",
        Type::Text | Type::Json | Type::Bytes => "String",
        Type::Smallint => "Int16",
        Type::Int => "Int32",
        Type::Bigint => "Int64",
        Type::Bool => "Bool",
        Type::Time => "DateTime64(6, 'UTC')",
        Type::Date => "Date",
        Type::Number => "Decimal(18, 4)",
        Type::Float => "Float64",
        Type::Uuid => "UUID",
        Type::Inet => "IPv6",
        Type::Vector => "Array(Float32)",
        Type::Currency => "FixedString(3)",
    }
}

fn cassandra(kind: Type) -> &'static str {
    match kind {
        Type::Smallint => "smallint",
        Type::Int => "int",
        Type::Bigint => "bigint",
        Type::Bool => "boolean",
        Type::Time => "timestamp",
        Type::Date => "date",
        Type::Number => "decimal",
        Type::Float => "double",
        Type::Bytes => "blob",
        Type::Uuid => "uuid",
        Type::Inet => "inet",
        Type::Vector => "list<float>",
        Type::Text | Type::Choice | Type::Json | Type::Currency => "text",
    }
}

fn outline(kind: Type) -> &'static str {
    match kind {
        Type::Text | Type::Choice | Type::Inet | Type::Currency => "text",
        Type::Smallint | Type::Int | Type::Bigint => "integer",
        Type::Bool => "boolean",
        Type::Time => "time",
        Type::Date => "date",
        Type::Json => "object",
        Type::Number => "decimal",
        Type::Float => "float",
        Type::Bytes => "bytes",
        Type::Uuid => "uuid",
        Type::Vector => "list of floats",
    }
}
