//! Triggers and security policy of SQL Server, which checks each statement at once: an entry is written, then posted if
//! it balances.

use std::fmt::{self, Write};

use super::{POSTED, append_only, balanced, fixed, unbalanced};
use crate::plan::schema::{Schema, Sum, Table};

pub(super) fn rules(out: &mut String, schema: &Schema) -> fmt::Result {
    for (child, sum, parent) in balanced(schema) {
        post(out, child, sum, parent)?;
    }
    for table in append_only(schema) {
        writeln!(
            out,
            "GO\nCREATE TRIGGER {0}_append_only ON {0} INSTEAD OF UPDATE, DELETE AS\n  \
             THROW 51000, 'table {0} is append-only', 1;",
            table.name
        )?;
    }
    policy(out, schema)?;
    writeln!(out, "GO")
}

fn post(out: &mut String, child: &Table, sum: &Sum, parent: &Table) -> fmt::Result {
    let (name, above, by) = (&child.name, &parent.name, &sum.by);
    let columns = |of: &str| {
        let columns: Vec<String> = fixed(parent).map(|name| format!("{of}.{name}")).collect();
        columns.join(", ")
    };
    let (new, old) = (columns("i"), columns("d"));
    let triggers = [
        (
            format!("{name}_open ON {name} AFTER INSERT"),
            format!(
                "EXISTS (SELECT 1 FROM inserted AS i JOIN {above} AS p ON p.id = i.{by} WHERE p.{POSTED} IS NOT NULL)"
            ),
            format!("the {above} is posted"),
        ),
        (
            format!("{above}_begins_open ON {above} AFTER INSERT"),
            format!("EXISTS (SELECT 1 FROM inserted WHERE {POSTED} IS NOT NULL)"),
            format!("{above} is posted by an update"),
        ),
        (
            format!("{above}_fixed ON {above} AFTER UPDATE"),
            format!(
                "EXISTS (SELECT 1 FROM deleted AS d WHERE NOT EXISTS (\n    \
                 SELECT 1 FROM inserted AS i WHERE i.id = d.id AND d.{POSTED} IS NULL AND i.{POSTED} IS NOT NULL\n    \
                 AND NOT EXISTS (SELECT {new} EXCEPT SELECT {old})))"
            ),
            format!("table {above} is append-only"),
        ),
        (
            format!("{above}_balances ON {above} AFTER UPDATE"),
            format!(
                "EXISTS (SELECT 1 FROM inserted AS i WHERE {})",
                unbalanced(child, sum, "i.id")
            ),
            format!("{above} does not add up to zero"),
        ),
    ];
    for (event, when, message) in triggers {
        writeln!(
            out,
            "GO\nCREATE TRIGGER {event} AS\nBEGIN\n  IF {when}\n  BEGIN\n    ;THROW 51000, '{message}', 1;\n  END;\nEND;"
        )?;
    }
    writeln!(
        out,
        "GO\nCREATE TRIGGER {above}_kept ON {above} INSTEAD OF DELETE AS\n  \
         THROW 51000, 'table {above} is append-only', 1;"
    )
}

/// One policy for all tables of tenants: the session context names the tenant.
fn policy(out: &mut String, schema: &Schema) -> fmt::Result {
    let own: Vec<String> = schema
        .tables
        .iter()
        .filter(|table| table.row_security)
        .map(|table| {
            format!(
                "  ADD FILTER PREDICATE dbo.own_client(tenant_id) ON dbo.{0},\n  \
                 ADD BLOCK PREDICATE dbo.own_client(tenant_id) ON dbo.{0}",
                table.name
            )
        })
        .collect();
    if own.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "GO\nCREATE FUNCTION dbo.own_client(@tenant_id uniqueidentifier) RETURNS TABLE WITH SCHEMABINDING AS\n  \
         RETURN SELECT 1 AS is_own WHERE @tenant_id = CAST(SESSION_CONTEXT(N'tenant_id') AS uniqueidentifier);\n\
         GO\nCREATE SECURITY POLICY own_clients\n{}\n  WITH (STATE = ON);",
        own.join(",\n")
    )
}
