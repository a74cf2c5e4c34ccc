//! A page as people and screen readers perceive it: titles, headings, links, buttons, fields by label.

use scraper::{ElementRef, Html, Selector};

/// A parsed page.
pub struct Page(Html);

impl Page {
    pub fn parse(html: &str) -> Self {
        Self(Html::parse_document(html))
    }

    /// All elements of a CSS selector.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    /// The texts of all elements of a CSS selector.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text).collect()
    }

    /// The only element of a CSS selector.
    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        match self.all(selector).as_slice() {
            [only] => *only,
            found => panic!("{} elements match {selector}", found.len()),
        }
    }

    pub fn title(&self) -> String {
        text(self.one("title"))
    }

    /// The text of the page without header and footer.
    pub fn main_text(&self) -> String {
        text(self.one("main"))
    }

    /// The texts of `h1` to `h4`, in order.
    pub fn headings(&self) -> Vec<String> {
        self.texts("h1, h2, h3, h4")
    }

    /// The addresses of all links, in order.
    pub fn links(&self) -> Vec<&str> {
        let links = self.all("a[href]");
        links.iter().filter_map(|link| link.attr("href")).collect()
    }

    /// The texts of all buttons, in order.
    pub fn buttons(&self) -> Vec<String> {
        self.texts("button")
    }

    /// The form with this action.
    pub fn form(&self, action: &str) -> ElementRef<'_> {
        self.one(&format!("form[method=post][action='{action}']"))
    }

    /// The field with this label.
    pub fn field(&self, label: &str) -> ElementRef<'_> {
        let labels = self.all("label[for]");
        let id = labels
            .iter()
            .find(|element| text(**element).starts_with(label))
            .and_then(|element| element.attr("for"))
            .unwrap_or_else(|| panic!("no field is labelled {label:?}"));
        self.one(&format!("[id='{id}']"))
    }

    /// The text of the live region with this role.
    pub fn role(&self, role: &str) -> String {
        text(self.one(&format!("[role={role}]")))
    }

    /// The texts of the table cells in the row that is headed by `head`, by the label of their column.
    pub fn cell(&self, head: &str, label: &str) -> String {
        let rows = self.all("tr");
        let row = rows.iter().find(|row| {
            let heads = Selector::parse("th[scope=row]").unwrap();
            row.select(&heads).any(|cell| text(cell) == head)
        });
        let cells = Selector::parse(&format!("td[data-label='{label}']")).unwrap();
        let cell = row.and_then(|row| row.select(&cells).next());
        text(cell.unwrap_or_else(|| panic!("no cell {label:?} in the row {head:?}")))
    }

    /// Fails if the page contains executable content: scripts that are not files of the site, event handlers, script URLs.
    pub fn assert_runs_nothing(&self) {
        for element in self.all("*") {
            let (name, value) = (element.value().name(), element.value());
            let is_own_script = value
                .attr("src")
                .is_some_and(|src| src.starts_with("/static/"))
                || value.attr("type") == Some("application/ld+json");
            assert!(name != "script" || is_own_script, "{}", element.html());
            for (attribute, content) in value.attrs() {
                let runs =
                    attribute.starts_with("on") || content.trim_start().starts_with("javascript:");
                assert!(!runs, "{}", element.html());
            }
            assert!(
                !["iframe", "object", "embed", "base"].contains(&name),
                "{}",
                element.html()
            );
        }
    }

    /// Fails if two elements have the same id: labels and links would lead to the first only.
    pub fn assert_ids_are_unique(&self) {
        let elements = self.all("[id]");
        let mut ids: Vec<_> = elements
            .iter()
            .filter_map(|element| element.attr("id"))
            .collect();
        ids.sort_unstable();
        for pair in ids.windows(2) {
            assert_ne!(pair[0], pair[1], "two elements have the same id");
        }
    }
}

/// The text of an element, with single spaces.
pub fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text contains a word as a whole. Random ids and tokens contain every short word now and then.
pub fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(|one| one == word)
}
