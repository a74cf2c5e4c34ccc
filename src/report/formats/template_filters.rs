//! Finds unknown filters in templates. The template engine reports them only when it renders that part of the
//! template, which samples may never do.

use minijinja::{Environment, ErrorKind};

/// The first unknown filter of a template and its line, from 1.
#[must_use]
pub fn unknown_filter(environment: &Environment<'_>, template: &str) -> Option<(usize, String)> {
    filters(template)
        .into_iter()
        .find(|(_, name)| is_unknown(environment, name))
}

fn is_unknown(environment: &Environment<'_>, name: &str) -> bool {
    let expression = format!("''|{name}");
    let result = environment
        .compile_expression(&expression)
        .and_then(|compiled| compiled.eval(()));
    result.is_err_and(|error| error.kind() == ErrorKind::UnknownFilter)
}

/// The names of all filters with their lines.
fn filters(template: &str) -> Vec<(usize, String)> {
    let mut found = vec![];
    let mut line = 1;
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        line += rest[..start].matches('\n').count();
        rest = &rest[start..];
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
                in_tag(tag).map(|(index, name)| {
                    (line + tag[..index].matches('\n').count(), name.to_owned())
                }),
            );
        }
        line += tag.matches('\n').count();
        rest = &rest[tag.len()..];
    }
    found
}

/// The names after each `|` outside of quotes, with the position of the `|`.
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
    pipes.filter_map(|(index, _)| {
        let name = tag[index + 1..].trim_start();
        let end = name
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(name.len());
        (end > 0).then(|| (index, &name[..end]))
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
