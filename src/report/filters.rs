//! Filters that a template asks for and that do not exist. The template engine would
//! notice only when that part of the template is rendered, which samples may never do.

use minijinja::{Environment, ErrorKind};

/// The first filter in a template that does not exist, with the line it is on (from 1).
#[must_use]
pub fn unknown_filter(environment: &Environment<'_>, template: &str) -> Option<(usize, String)> {
    filters(template)
        .into_iter()
        .find(|(_, name)| is_unknown(environment, name))
}

fn is_unknown(environment: &Environment<'_>, name: &str) -> bool {
    let expression = format!("''|{name}");
    let asked = environment
        .compile_expression(&expression)
        .and_then(|compiled| compiled.eval(()));
    asked.is_err_and(|error| error.kind() == ErrorKind::UnknownFilter)
}

/// Every filter that is asked for, with its line.
fn filters(template: &str) -> Vec<(usize, String)> {
    let mut found = vec![];
    let mut line = 1;
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        line += rest[..at].matches('\n').count();
        rest = &rest[at..];
        let end = match rest.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                rest = &rest[1..];
                continue;
            }
        };
        let tag = &rest[..rest.find(end).unwrap_or(rest.len())];
        if end != "#}" {
            found.extend(
                in_tag(tag)
                    .map(|(at, name)| (line + tag[..at].matches('\n').count(), name.to_owned())),
            );
        }
        line += tag.matches('\n').count();
        rest = &rest[tag.len()..];
    }
    found
}

/// The names after each `|` of a tag that is not inside quotes, with their place.
fn in_tag(tag: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut quote = None;
    let pipes = tag.char_indices().filter(move |(_, letter)| {
        match (quote, *letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(*letter),
            (None, '|') => return true,
            _ => {}
        }
        false
    });
    pipes.filter_map(|(at, _)| {
        let name = tag[at + 1..].trim_start();
        let end = name
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(name.len());
        (end > 0).then(|| (at, &name[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_found_wherever_they_are_rendered_or_not() {
        let environment = Environment::new();
        let template = "{# a|comment #}{ {{ name|upper|default('|quoted') }}\n{% if never %}\n{{ name|uper }}{% endif %}";
        let names: Vec<String> = filters(template)
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        assert_eq!(names, ["upper", "default", "uper"]);
        assert_eq!(
            unknown_filter(&environment, template),
            Some((3, "uper".to_owned()))
        );
        assert_eq!(unknown_filter(&environment, "{{ name|upper }} a|b"), None);
    }
}
