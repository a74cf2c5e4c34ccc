//! Triggers and policies of PostgreSQL.

use std::fmt::{self, Write};

use super::{append_only, balanced};
use crate::plan::schema::{Schema, Sum, Table};

pub(super) fn rules(out: &mut String, schema: &Schema) -> fmt::Result {
    for (child, sum, parent) in balanced(schema) {
        balance(out, child, sum, parent)?;
    }
    let mut kept = append_only(schema).peekable();
    if kept.peek().is_some() {
        writeln!(
            out,
            "\nCREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  \
             RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;\nEND $$;"
        )?;
    }
    for table in kept {
        let name = &table.name;
        writeln!(
            out,
            "CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name}\n  \
             FOR EACH ROW EXECUTE FUNCTION append_only();\n\
             CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name}\n  \
             FOR EACH STATEMENT EXECUTE FUNCTION append_only();"
        )?;
    }
    for table in schema.tables.iter().filter(|table| table.row_security) {
        policy(out, table)?;
    }
    months(out, schema)?;
    if schema.statements.is_empty() {
        Ok(())
    } else {
        writeln!(out, "\n{}", schema.statements)
    }
}

/// The check waits for the end of the transaction, when all rows of an entry are there. By then the session may be that of
/// another tenant, whose policy would hide them; `SET` gives the setting of the session back.
fn balance(out: &mut String, child: &Table, sum: &Sum, parent: &Table) -> fmt::Result {
    let Sum {
        amount, by, per, ..
    } = sum;
    let (scope, own) = if child.row_security {
        (
            " SET app.tenant_id = ''",
            "  PERFORM set_config('app.tenant_id', NEW.tenant_id::text, true);\n",
        )
    } else {
        ("", "")
    };
    let (child, above) = (&child.name, &parent.name);
    write!(
        out,
        "\nCREATE FUNCTION {child}_balances() RETURNS trigger LANGUAGE plpgsql{scope} AS $$\nBEGIN\n{own}"
    )?;
    if parent.column("created_at").is_some_and(|column| column.now) {
        writeln!(
            out,
            "  IF (SELECT created_at FROM {above} WHERE id = NEW.{by}) <> now() THEN\n    \
             RAISE EXCEPTION '{above} % is closed', NEW.{by};\n  END IF;"
        )?;
    }
    writeln!(
        out,
        "  IF EXISTS (SELECT 1 FROM {child} WHERE {by} = NEW.{by} GROUP BY {per} HAVING sum({amount}) <> 0) THEN\n    \
         RAISE EXCEPTION '{above} % does not add up to zero', NEW.{by};\n  END IF;\n  RETURN NULL;\nEND $$;\n\
         CREATE CONSTRAINT TRIGGER {child}_balances AFTER INSERT ON {child}\n  \
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {child}_balances();\n\n\
         CREATE FUNCTION {above}_has_{child}() RETURNS trigger LANGUAGE plpgsql{scope} AS $$\nBEGIN\n{own}  \
         IF NOT EXISTS (SELECT 1 FROM {child} WHERE {by} = NEW.id) THEN\n    \
         RAISE EXCEPTION '{above} % has no {child}', NEW.id;\n  END IF;\n  RETURN NULL;\nEND $$;\n\
         CREATE CONSTRAINT TRIGGER {above}_has_{child} AFTER INSERT ON {above}\n  \
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {above}_has_{child}();"
    )
}

/// Partitions of a month each, so that old rows are dropped whole; the default one catches what is outside them.
fn months(out: &mut String, schema: &Schema) -> fmt::Result {
    let tables = schema.tables.iter();
    let mut parted = tables.filter(|table| table.partition.is_some()).peekable();
    if parted.peek().is_some() {
        writeln!(
            out,
            "\n-- A job calls this ahead of time, and drops the partition of a month at the end of its retention.\n\
             CREATE FUNCTION add_month(parent text, month date) RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$\n\
             DECLARE\n  part text := parent || to_char(month, '_YYYY_MM');\nBEGIN\n  \
             EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',\n    \
             part, parent, month, month + interval '1 month');\n  \
             IF (SELECT relrowsecurity FROM pg_class WHERE oid = parent::regclass) THEN\n    \
             EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);\n  END IF;\nEND $$;"
        )?;
    }
    for table in parted {
        writeln!(
            out,
            "SELECT add_month('{}', (date_trunc('month', now()) + n * interval '1 month')::date) FROM generate_series(0, 2) AS n;",
            table.name
        )?;
    }
    Ok(())
}

fn policy(out: &mut String, table: &Table) -> fmt::Result {
    let name = &table.name;
    let own = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid";
    writeln!(
        out,
        "\nALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\nCREATE POLICY own_client ON {name} USING ({own});"
    )?;
    if table.partition.is_some() {
        // Direct access to the partition shows no rows; access through the table uses its policy.
        writeln!(out, "ALTER TABLE {name}_default ENABLE ROW LEVEL SECURITY;")?;
    }
    Ok(())
}
