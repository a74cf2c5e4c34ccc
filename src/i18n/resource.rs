//! One file of messages: its text, and which variables each message takes.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};

use super::MessageError;

/// What a message or term takes and refers to.
#[derive(Debug, Clone, Default)]
pub(super) struct Signature {
    /// Line of its definition, counted from 1.
    pub line: usize,
    /// Variables that it takes itself.
    pub variables: BTreeSet<String>,
    /// Messages, and terms as `-term`, that it refers to.
    pub references: BTreeSet<String>,
}

/// A parsed file.
pub(super) struct Resource {
    /// For the bundle.
    pub parsed: FluentResource,
    /// By id; terms as `-term`.
    pub signatures: BTreeMap<String, Signature>,
}

/// Parses a file.
///
/// # Errors
/// Every syntax error, and every id that is defined twice.
pub(super) fn parse(file: &str, text: &str) -> Result<Resource, Vec<MessageError>> {
    let error = |offset: usize, message: String| MessageError {
        file: file.to_owned(),
        line: line_of(text, offset),
        message,
    };
    let parsed = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
        errors
            .iter()
            .map(|problem| error(problem.pos.start, problem.kind.to_string()))
            .collect::<Vec<_>>()
    })?;
    let mut signatures: BTreeMap<String, Signature> = BTreeMap::new();
    let mut errors = Vec::new();
    for entry in parsed.entries() {
        let (id, pattern) = match entry {
            Entry::Message(message) => (message.id.name.to_owned(), message.value.as_ref()),
            Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value)),
            _ => continue,
        };
        let offset = definition(text, &id);
        let mut signature = Signature {
            line: line_of(text, offset),
            ..Signature::default()
        };
        match pattern {
            Some(pattern) => visit_pattern(pattern, &mut signature),
            None => errors.push(error(offset, format!("`{id}` has no text"))),
        }
        if signatures.insert(id.clone(), signature).is_some() {
            errors.push(error(offset, format!("`{id}` is defined twice")));
        }
    }
    if errors.is_empty() {
        Ok(Resource { parsed, signatures })
    } else {
        Err(errors)
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

/// The offset of a definition; an id is at the start of a line.
fn definition(text: &str, id: &str) -> usize {
    let is_definition = |line: &str| {
        line.strip_prefix(id)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if is_definition(line) {
            return offset;
        }
        offset += line.len();
    }
    0
}

fn visit_pattern(pattern: &Pattern<&str>, signature: &mut Signature) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            visit(expression, signature);
        }
    }
}

fn visit(expression: &Expression<&str>, signature: &mut Signature) {
    match expression {
        Expression::Inline(inline) => visit_inline(inline, signature),
        Expression::Select { selector, variants } => {
            visit_inline(selector, signature);
            for variant in variants {
                visit_pattern(&variant.value, signature);
            }
        }
    }
}

fn visit_inline(inline: &InlineExpression<&str>, signature: &mut Signature) {
    match inline {
        InlineExpression::VariableReference { id } => {
            signature.variables.insert(id.name.to_owned());
        }
        InlineExpression::MessageReference { id, .. } => {
            signature.references.insert(id.name.to_owned());
        }
        InlineExpression::TermReference { id, arguments, .. } => {
            signature.references.insert(format!("-{}", id.name));
            arguments
                .iter()
                .for_each(|arguments| visit_arguments(arguments, signature));
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            visit_arguments(arguments, signature);
        }
        InlineExpression::Placeable { expression } => visit(expression, signature),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
    }
}

fn visit_arguments(arguments: &CallArguments<&str>, signature: &mut Signature) {
    for positional in &arguments.positional {
        visit_inline(positional, signature);
    }
    for named in &arguments.named {
        visit_inline(&named.value, signature);
    }
}
