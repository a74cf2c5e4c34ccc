//! The function `t` of templates: `{{ t("intake-minutes", minutes=5) }}`.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

use super::Locale;

/// Adds `t` to an environment. The text is escaped like any value; an unknown message or a missing argument is an error.
pub fn add_to_templates(environment: &mut Environment<'_>, locale: &Locale) {
    let locale = locale.clone();
    environment.add_function("t", move |id: &str, arguments: Kwargs| {
        format(&locale, id, &arguments)
    });
}

fn format(locale: &Locale, id: &str, arguments: &Kwargs) -> Result<String, Error> {
    let mut values = FluentArgs::new();
    for name in arguments.args() {
        values.set(name.to_owned(), argument(name, &arguments.get(name)?)?);
    }
    locale
        .try_format(id, &values)
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, error))
}

/// Numbers choose plural forms; everything else is text.
fn argument(name: &str, value: &Value) -> Result<FluentValue<'static>, Error> {
    match value.kind() {
        ValueKind::Number => i64::try_from(value.clone())
            .map(FluentValue::from)
            .or_else(|_| f64::try_from(value.clone()).map(FluentValue::from)),
        ValueKind::Undefined | ValueKind::None => Err(Error::new(
            ErrorKind::UndefinedError,
            format!("the argument `{name}` of `t` has no value"),
        )),
        _ => Ok(FluentValue::from(value.to_string())),
    }
}
