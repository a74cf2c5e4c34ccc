//! The schema of a database, in terms that both databases share.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use sqlx::{FromRow, PgConnection, SqliteConnection};

/// A schema without apalis's tables and the records of migrations.
#[derive(Debug, Default)]
pub struct Schema {
    pub tables: BTreeMap<String, Table>,
    /// The tokens of each definition, from `create` on, by name.
    pub indexes: BTreeMap<String, Vec<String>>,
    /// The columns, by name.
    pub views: BTreeMap<String, Vec<String>>,
}

/// A table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: BTreeMap<String, Column>,
    pub primary_key: Vec<String>,
    /// The columns of each unique constraint.
    pub uniques: BTreeSet<Vec<String>>,
    /// Column, referenced table and column, action on delete.
    pub foreign_keys: BTreeSet<[String; 4]>,
    /// The tokens of each check.
    pub checks: BTreeSet<Vec<String>>,
}

/// A column. A type that only one database has is mapped to its counterpart on the other.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub is_nullable: bool,
    pub kind: &'static str,
    pub default: Option<String>,
}

#[derive(FromRow)]
struct ConstraintRow {
    kind: String,
    columns: Vec<String>,
    target: Option<String>,
    target_columns: Vec<String>,
    on_delete: String,
    definition: String,
}

#[derive(FromRow)]
struct ColumnRow {
    name: String,
    declared: String,
    is_nullable: bool,
    default_value: Option<String>,
}

fn column(row: ColumnRow) -> (String, Column) {
    let kind = match row.declared.to_lowercase().as_str() {
        "blob" | "uuid" | "bytea" => "bytes",
        "text" | "jsonb" | "timestamp with time zone" => "text",
        "integer" | "bigint" | "boolean" => "integer",
        other => panic!(
            "{}: a type that the schemas do not share: {other}",
            row.name
        ),
    };
    let default = row.default_value.map(|value| match value.as_str() {
        "false" => "0".to_owned(),
        "true" => "1".to_owned(),
        "'\\x'::bytea" => "x''".to_owned(),
        value => value.trim_end_matches("::text").to_owned(),
    });
    let column = Column {
        is_nullable: row.is_nullable,
        kind,
        default,
    };
    (row.name, column)
}

/// The tokens of an SQL text, without PostgreSQL's additions: parentheses, casts, its form of `in`.
fn words(sql: &str) -> Vec<String> {
    let sql = sql.to_lowercase().replace("::text", "");
    let mut words = vec![];
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => rest[1..].find('\'').unwrap() + 2,
            _ if first.is_alphanumeric() || first == '_' => rest
                .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    let noise = [
        "(", ")", "[", "]", ",", ".", "=", "any", "array", "in", "public", "apalis", "using",
        "btree",
    ];
    words.retain(|word| !noise.contains(&word.as_str()));
    words
}

impl Schema {
    pub async fn of_sqlite(db: &mut SqliteConnection) -> Self {
        let objects: Vec<(String, String, String, String)> = sqlx::query_as("select type, name, tbl_name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%'")
            .fetch_all(&mut *db).await.unwrap();
        let mut schema = Self::default();
        for (kind, name, table, sql) in objects {
            let is_apalis = ["Jobs", "Workers"].contains(&table.as_str());
            match kind.as_str() {
                "table" if !is_apalis && !name.ends_with("_migrations") => {
                    let table = sqlite_table(db, &name, &sql).await;
                    schema.tables.insert(name, table);
                }
                // Our indexes are named after the table, apalis's are not.
                "index" if !is_apalis || name.starts_with("jobs_") => {
                    schema.indexes.insert(name, words(&sql));
                }
                "view" => {
                    let columns = sqlx::query_scalar("select name from pragma_table_info($1)");
                    let columns = columns.bind(&name).fetch_all(&mut *db).await.unwrap();
                    schema.views.insert(name, columns);
                }
                _ => {}
            }
        }
        schema
    }

    pub async fn of_postgres(db: &mut PgConnection) -> Self {
        let mut schema = Self::default();
        let names: Vec<String> = sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public' and tablename <> '_sqlx_migrations'")
            .fetch_all(&mut *db).await.unwrap();
        for name in names {
            let table = postgres_table(db, &name).await;
            schema.tables.insert(name, table);
        }
        let indexes: Vec<(String, String)> = sqlx::query_as("select i.indexname::text, i.indexdef from pg_indexes i
             where (i.schemaname = 'public' and i.tablename <> '_sqlx_migrations' or i.schemaname = 'apalis' and i.indexname like 'jobs\\_%' and i.indexname <> 'jobs_pkey')
               and not exists (select 1 from pg_constraint c where c.conname = i.indexname)")
            .fetch_all(&mut *db).await.unwrap();
        for (name, sql) in indexes {
            schema.indexes.insert(name, words(&sql));
        }
        let views: Vec<(String, Vec<String>)> = sqlx::query_as("select v.viewname::text, array(select column_name::text from information_schema.columns where table_schema = 'public' and table_name = v.viewname order by ordinal_position) from pg_views v where v.schemaname = 'public'")
            .fetch_all(&mut *db).await.unwrap();
        schema.views.extend(views);
        schema
    }
}

async fn sqlite_table(db: &mut SqliteConnection, name: &str, sql: &str) -> Table {
    let is_strict: bool =
        sqlx::query_scalar("select strict from pragma_table_list where name = $1")
            .bind(name)
            .fetch_one(&mut *db)
            .await
            .unwrap();
    assert!(is_strict, "{name} is not strict");
    let columns: Vec<ColumnRow> = sqlx::query_as("select name, type as declared, \"notnull\" = 0 as is_nullable, dflt_value as default_value from pragma_table_info($1)")
        .bind(name).fetch_all(&mut *db).await.unwrap();
    let primary_key =
        sqlx::query_scalar("select name from pragma_table_info($1) where pk > 0 order by pk")
            .bind(name)
            .fetch_all(&mut *db)
            .await
            .unwrap();
    let uniques: Vec<String> = sqlx::query_scalar("select (select group_concat(c.name, ' ') from (select name from pragma_index_info(i.name) order by seqno) c) from pragma_index_list($1) i where i.origin = 'u'")
        .bind(name).fetch_all(&mut *db).await.unwrap();
    let foreign_keys: Vec<(String, String, String, String)> = sqlx::query_as(
        "select \"from\", \"table\", \"to\", on_delete from pragma_foreign_key_list($1)",
    )
    .bind(name)
    .fetch_all(&mut *db)
    .await
    .unwrap();
    Table {
        columns: columns.into_iter().map(column).collect(),
        primary_key,
        uniques: uniques
            .iter()
            .map(|columns| columns.split(' ').map(str::to_owned).collect())
            .collect(),
        foreign_keys: foreign_keys
            .into_iter()
            .map(|(from, table, to, on_delete)| [from, table, to, on_delete])
            .collect(),
        checks: checks(sql),
    }
}

async fn postgres_table(db: &mut PgConnection, name: &str) -> Table {
    let columns: Vec<ColumnRow> = sqlx::query_as("select column_name::text as name, data_type::text as declared, is_nullable = 'YES' as is_nullable, column_default::text as default_value from information_schema.columns where table_schema = 'public' and table_name = $1")
        .bind(name).fetch_all(&mut *db).await.unwrap();
    let constraints: Vec<ConstraintRow> = sqlx::query_as(
        "select c.contype::text as kind,
                array(select a.attname::text from unnest(c.conkey) with ordinality k (n, o) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.o) as columns,
                (select relname::text from pg_class where oid = c.confrelid) as target,
                array(select a.attname::text from unnest(c.confkey) with ordinality k (n, o) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.n order by k.o) as target_columns,
                case c.confdeltype when 'c' then 'CASCADE' when 'a' then 'NO ACTION' else c.confdeltype::text end as on_delete,
                pg_get_constraintdef(c.oid) as definition
         from pg_constraint c where c.conrelid = $1::regclass")
        .bind(name).fetch_all(&mut *db).await.unwrap();
    let mut table = Table {
        columns: columns.into_iter().map(column).collect(),
        ..Table::default()
    };
    for row in constraints {
        match row.kind.as_str() {
            "p" => table.primary_key = row.columns,
            "u" => {
                table.uniques.insert(row.columns);
            }
            "f" => {
                let target = row.target.unwrap();
                for (from, to) in row.columns.into_iter().zip(row.target_columns) {
                    let key = [from, target.clone(), to, row.on_delete.clone()];
                    table.foreign_keys.insert(key);
                }
            }
            "c" => table.checks.extend(checks(&row.definition)),
            // `not null`, a separate constraint since PostgreSQL 18.
            "n" => {}
            other => panic!("{name}: a constraint of the kind {other}"),
        }
    }
    table
}

/// The words of each check in a definition.
fn checks(sql: &str) -> BTreeSet<Vec<String>> {
    let sql = sql.to_lowercase();
    let parts = sql.split("check (").skip(1).map(|rest| {
        let mut depth = 1;
        let end = rest.find(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth == 0
        });
        words(&rest[..end.unwrap()])
    });
    parts.collect()
}

/// The SQL in a Rust file: arguments of query functions, and every other literal that begins like SQL.
pub fn statements(rust: &str) -> Vec<String> {
    let mut found = vec![];
    collect(rust.parse().unwrap(), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        // A doc comment is an attribute.
        let is_attribute = index > 0
            && matches!(&tokens[index - 1], TokenTree::Punct(sign) if ['#', '!'].contains(&sign.as_char()))
            && matches!(token, TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Bracket);
        match token {
            TokenTree::Group(group) if !is_attribute => collect(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) {
                    let sql = text.value();
                    let first = sql.split_whitespace().next().unwrap_or_default();
                    let verbs = ["select", "insert", "update", "delete", "with"];
                    if verbs.contains(&first) && sql.trim().contains(' ') {
                        found.push(sql);
                    }
                }
            }
            _ => {}
        }
    }
}
