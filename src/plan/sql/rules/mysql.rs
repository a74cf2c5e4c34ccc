//! Triggers of MySQL and MariaDB, which check each statement at once: an entry is written, then posted if it balances.

use std::fmt::{self, Write};

use super::{POSTED, append_only, balanced, fixed, unbalanced};
use crate::plan::schema::Schema;

pub(super) fn rules(out: &mut String, schema: &Schema) -> fmt::Result {
    for (child, sum, parent) in balanced(schema) {
        let above = &parent.name;
        let changed: Vec<String> = fixed(parent)
            .map(|name| format!("NOT (NEW.{name} <=> OLD.{name})"))
            .collect();
        let changed = changed.join("\n    OR ");
        writeln!(out, "\nDELIMITER //")?;
        refuse(
            out,
            &format!("{}_open", child.name),
            &format!("INSERT ON {}", child.name),
            &format!(
                "(SELECT {POSTED} FROM {above} WHERE id = NEW.{}) IS NOT NULL",
                sum.by
            ),
            &format!("the {above} is posted"),
        )?;
        refuse(
            out,
            &format!("{above}_begins_open"),
            &format!("INSERT ON {above}"),
            &format!("NEW.{POSTED} IS NOT NULL"),
            &format!("{above} is posted by an update"),
        )?;
        refuse(
            out,
            &format!("{above}_fixed"),
            &format!("UPDATE ON {above}"),
            &format!("OLD.{POSTED} IS NOT NULL OR NEW.{POSTED} IS NULL\n    OR {changed}"),
            &format!("table {above} is append-only"),
        )?;
        refuse(
            out,
            &format!("{above}_balances"),
            &format!("UPDATE ON {above}"),
            &unbalanced(child, sum, "NEW.id"),
            &format!("{above} does not add up to zero"),
        )?;
        writeln!(out, "DELIMITER ;")?;
        always(out, above, "DELETE", "kept")?;
    }
    for table in append_only(schema) {
        for (verb, trigger) in [("UPDATE", "fixed"), ("DELETE", "kept")] {
            always(out, &table.name, verb, trigger)?;
        }
    }
    Ok(())
}

fn refuse(out: &mut String, name: &str, event: &str, when: &str, message: &str) -> fmt::Result {
    writeln!(
        out,
        "CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW\nBEGIN\n  IF {when} THEN\n    \
         SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{message}';\n  END IF;\nEND//"
    )
}

fn always(out: &mut String, table: &str, verb: &str, trigger: &str) -> fmt::Result {
    writeln!(
        out,
        "CREATE TRIGGER {table}_{trigger} BEFORE {verb} ON {table} FOR EACH ROW\n  \
         SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'table {table} is append-only';"
    )
}
