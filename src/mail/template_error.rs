//! Errors of mail templates.

/// A mistake in a mail template, with the name of its file.
#[derive(Debug, thiserror::Error)]
#[error("emails/{file}: {text}")]
pub struct TemplateError {
    file: String,
    text: String,
}

impl TemplateError {
    pub(super) fn new(file: impl Into<String>, text: impl ToString) -> Self {
        Self {
            file: file.into(),
            text: text.to_string(),
        }
    }

    pub(super) fn template(file: &str, error: &minijinja::Error) -> Self {
        let line = error
            .line()
            .map(|line| format!("line {line}: "))
            .unwrap_or_default();
        Self::new(file, format!("{line}{error:#}"))
    }
}
