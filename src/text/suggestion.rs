//! Suggestions for mistyped ids, in content files and in answers.

use strsim::osa_distance;

/// Longer names are cut to this number of characters, which bounds the work for untrusted ones.
const MAX_LENGTH: usize = 64;

/// The known name nearest to `name`, if it is near enough to suggest. Case does not count.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: String = name.to_lowercase().chars().take(MAX_LENGTH).collect();
    let max_distance = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (osa_distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= max_distance)
        .min()
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?`, or nothing if no known name is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest(name, known)
        .map(|candidate| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_gets_a_suggestion() {
        let known = ["product", "stage", "goals"];
        assert_eq!(closest("prodcut", known), Some("product"));
        assert_eq!(closest("Goal", known), Some("goals"));
        assert_eq!(did_you_mean("stag", known), "; did you mean `stage`?");
    }

    #[test]
    fn an_unrelated_name_gets_no_suggestion() {
        assert_eq!(closest("zeppelin", ["product", "stage"]), None);
        assert_eq!(did_you_mean("", ["product"]), "");
        assert_eq!(closest("x", []), None);
    }
}
