//! Letter case and punctuation.

/// The text with a full stop, unless it already ends a sentence.
#[must_use]
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    // A closing quotation mark ends a sentence if the quotation does.
    let said = text.trim_end_matches('”');
    if said.is_empty() || said.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// The text with an upper-case first letter.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The text with a lower-case first letter, unless it starts with an abbreviation: `CRM or ERP` stays.
#[must_use]
pub fn lowercase_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The text with a lower-case article, for the middle of a sentence: `A hosted shop` becomes `a hosted shop`.
#[must_use]
pub fn lowercase_article(text: &str) -> String {
    if text.starts_with("A ") || text.starts_with("An ") {
        lowercase_first(text)
    } else {
        text.to_owned()
    }
}

/// The name without parentheses and their content: `Containers (ECS) by the hour` becomes `Containers by the hour`.
#[must_use]
pub fn without_parentheses(name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0u32;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 && !(c == ' ' && out.ends_with(' ')) => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// The name before its first parenthesis, and what follows after the opening one: `a (b)` is `("a", "b)")`.
#[must_use]
pub fn split_parentheses(name: &str) -> (&str, &str) {
    name.split_once(" (").unwrap_or((name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_once() {
        assert_eq!(sentence("MIT"), "MIT.");
        assert_eq!(sentence("MIT. "), "MIT.");
        assert_eq!(sentence("Why?"), "Why?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn letter_case_changes_only_the_first_letter() {
        assert_eq!(capitalised("élan Vital"), "Élan Vital");
        assert_eq!(capitalised(""), "");
        assert_eq!(lowercase_first("Customer Portal"), "customer Portal");
        assert_eq!(lowercase_first("CRM or ERP"), "CRM or ERP");
        assert_eq!(lowercase_first(""), "");
        assert_eq!(lowercase_article("A hosted shop"), "a hosted shop");
        assert_eq!(lowercase_article("An existing ERP"), "an existing ERP");
        assert_eq!(lowercase_article("Apache Solr"), "Apache Solr");
    }

    #[test]
    fn parentheses_are_removed_wherever_they_are() {
        assert_eq!(
            without_parentheses("Managed containers (Cloud Run, ECS) by the hour"),
            "Managed containers by the hour"
        );
        assert_eq!(without_parentheses("a (b (c)) d)"), "a d");
        assert_eq!(split_parentheses("Go (net/http)"), ("Go", "net/http)"));
        assert_eq!(split_parentheses("Go"), ("Go", ""));
    }
}
