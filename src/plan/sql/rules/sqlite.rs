//! Triggers of SQLite, which checks each statement at once: an entry is written, then posted if it balances.

use std::fmt::{self, Write};

use super::{POSTED, append_only, balanced, fixed, unbalanced};
use crate::plan::schema::Schema;

pub(super) fn rules(out: &mut String, schema: &Schema) -> fmt::Result {
    for (child, sum, parent) in balanced(schema) {
        let above = &parent.name;
        let changed: Vec<String> = fixed(parent)
            .map(|name| format!("NEW.{name} IS NOT OLD.{name}"))
            .collect();
        let changed = changed.join(" OR ");
        refuse(
            out,
            &format!("{}_open", child.name),
            &format!("INSERT ON {}", child.name),
            Some(format!(
                "(SELECT {POSTED} FROM {above} WHERE id = NEW.{}) IS NOT NULL",
                sum.by
            )),
            &format!("the {above} is posted"),
        )?;
        refuse(
            out,
            &format!("{above}_begins_open"),
            &format!("INSERT ON {above}"),
            Some(format!("NEW.{POSTED} IS NOT NULL")),
            &format!("{above} is posted by an update"),
        )?;
        refuse(
            out,
            &format!("{above}_fixed"),
            &format!("UPDATE ON {above}"),
            Some(format!(
                "OLD.{POSTED} IS NOT NULL OR NEW.{POSTED} IS NULL OR {changed}"
            )),
            &format!("table {above} is append-only"),
        )?;
        refuse(
            out,
            &format!("{above}_balances"),
            &format!("UPDATE ON {above}"),
            Some(unbalanced(child, sum, "NEW.id")),
            &format!("{above} does not add up to zero"),
        )?;
        refuse(
            out,
            &format!("{above}_kept"),
            &format!("DELETE ON {above}"),
            None,
            &format!("table {above} is append-only"),
        )?;
    }
    for table in append_only(schema) {
        let name = &table.name;
        for (verb, trigger) in [("UPDATE", "fixed"), ("DELETE", "kept")] {
            refuse(
                out,
                &format!("{name}_{trigger}"),
                &format!("{verb} ON {name}"),
                None,
                &format!("table {name} is append-only"),
            )?;
        }
    }
    Ok(())
}

fn refuse(
    out: &mut String,
    name: &str,
    event: &str,
    when: Option<String>,
    message: &str,
) -> fmt::Result {
    write!(out, "\nCREATE TRIGGER {name} BEFORE {event}")?;
    if let Some(when) = when {
        write!(out, "\n  WHEN {when}")?;
    }
    writeln!(out, "\nBEGIN SELECT RAISE(ABORT, '{message}'); END;")
}
