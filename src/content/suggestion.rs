//! When somebody mistypes an id, in a content file or in an answer: which known id was probably meant.

/// The known name nearest to `name`, if one is near enough to be worth suggesting.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(64).collect();
    let allowed = (wanted.len() / 3).max(1);
    let near = known
        .into_iter()
        .map(|candidate| (distance(&wanted, candidate), candidate));
    near.filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?`, or nothing when no known name is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest(name, known)
        .map(|candidate| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// Edit distance where swapping two neighbours counts once.
fn distance(wanted: &[char], candidate: &str) -> usize {
    let candidate: Vec<char> = candidate.to_lowercase().chars().collect();
    let mut rows = vec![(0..=candidate.len()).collect::<Vec<usize>>()];
    for (i, letter) in wanted.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in candidate.iter().enumerate() {
            let mut best = (rows[i][j] + usize::from(letter != other))
                .min(rows[i][j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && wanted[i - 1] == *other && candidate[j - 1] == *letter {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[wanted.len()][candidate.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["product", "stage", "goals"];
        assert_eq!(closest("prodcut", known), Some("product"));
        assert_eq!(closest("Goal", known), Some("goals"));
        assert_eq!(did_you_mean("stag", known), "; did you mean `stage`?");
    }

    #[test]
    fn a_stranger_gets_no_suggestion() {
        assert_eq!(closest("zeppelin", ["product", "stage"]), None);
        assert_eq!(did_you_mean("", ["product"]), "");
        assert_eq!(closest("x", []), None);
    }
}
