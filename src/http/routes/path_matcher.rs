//! Finds the value of a path pattern that a path matches, with the precedence of the router.

/// Values by path pattern: `:name` matches one segment, `*name` the rest.
#[derive(Debug)]
pub struct PathMatcher<T> {
    /// A literal segment comes before a placeholder in its place.
    entries: Vec<(Vec<Segment>, T)>,
}

/// The order of the variants is the precedence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    One,
    Rest,
}

impl<T> Default for PathMatcher<T> {
    fn default() -> Self {
        Self { entries: vec![] }
    }
}

impl<T: Default> PathMatcher<T> {
    /// The value of this pattern, made if it is new. The names of placeholders do not distinguish patterns.
    pub fn entry(&mut self, pattern: &str) -> &mut T {
        let segments: Vec<_> = segments(pattern).map(Segment::read).collect();
        let found = self
            .entries
            .binary_search_by(|(existing, _)| existing.cmp(&segments));
        let index = found.unwrap_or_else(|index| {
            self.entries.insert(index, (segments, T::default()));
            index
        });
        &mut self.entries[index].1
    }
}

impl<T> PathMatcher<T> {
    /// The value of the pattern that the path matches.
    pub fn find(&self, path: &str) -> Option<&T> {
        let given = first_segment(path);
        // The entries are sorted, so those before this one begin with another literal.
        let start = self.entries.partition_point(|(pattern, _)| {
            matches!(pattern.first(), Some(Segment::Literal(first)) if first.as_str() < given)
        });
        self.entries[start..]
            .iter()
            .find(|(pattern, _)| matches(pattern, path))
            .map(|(_, value)| value)
    }

    /// All values, by pattern.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, value)| value)
    }
}

impl Segment {
    fn read(text: &str) -> Self {
        match text.chars().next() {
            Some(':') => Self::One,
            Some('*') => Self::Rest,
            _ => Self::Literal(text.to_owned()),
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// The first segment of a path; empty for the root.
pub(super) fn first_segment(path: &str) -> &str {
    segments(path).next().unwrap_or_default()
}

fn matches(pattern: &[Segment], path: &str) -> bool {
    let mut given = segments(path).peekable();
    for segment in pattern {
        let Some(text) = given.next() else {
            return false;
        };
        let fits = match segment {
            Segment::Rest => return true,
            Segment::Literal(literal) => literal == text,
            // As in the router, a placeholder matches nothing after a trailing slash.
            Segment::One => !text.is_empty() || given.peek().is_some(),
        };
        if !fits {
            return false;
        }
    }
    given.next().is_none()
}
