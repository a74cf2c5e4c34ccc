//! Who and what is outside the system: for the drawing.

use crate::content::questionnaire::Questionnaire;
use crate::i18n::Locale;
use crate::intake::Answers;
use crate::report::charts::architecture::Outside;
use crate::report::charts::boxes::Place;
use crate::t;

/// Answers that name nothing.
const NOTHING: [&str; 2] = ["none", "not_sure"];

/// People, programs and systems around the product, as far as the answers name them. `place_of` gives the place of the
/// choice of a layer, if it has one.
pub(super) fn outside(
    locale: &Locale,
    questionnaire: &Questionnaire,
    answers: &Answers,
    place_of: impl Fn(&str) -> Option<Place>,
) -> Outside {
    let is_chosen = |layer: &str| place_of(layer).is_some();
    let audience = answers.one("audience").unwrap_or_default();
    let programs = match answers.one("api_consumers") {
        Some(who @ ("partners" | "public_devs")) => {
            Some(t!(locale, "report-diagram-programs", who = who))
        }
        _ => None,
    };
    let labels = |question: &str| {
        let known = questionnaire.question(question);
        let given = answers.many(question).unwrap_or_default().iter();
        let given = given.filter(|option| !NOTHING.contains(&option.as_str()));
        // A payment provider that is chosen has a box of its own, and so have devices that report.
        let drawn = |option: &str| match option {
            "payments" => is_chosen("payments"),
            "iot_protocols" => is_chosen("device_ingress"),
            _ => false,
        };
        let given = given.filter(|option| !drawn(option));
        let choice = |option: &String| {
            let choice = known?.choice(option)?;
            Some(choice.label_in(None).to_owned())
        };
        given.filter_map(choice).collect::<Vec<String>>()
    };
    let in_use = ["live_mvp", "scaling", "legacy_replace"];
    let has_old = in_use.iter().any(|stage| answers.has("stage", stage));
    let old = if has_old {
        labels("legacy_stack")
    } else {
        Vec::new()
    };
    let has_pages = place_of("web") == Some(Place::Application);
    let devices = is_chosen("device_ingress") && !is_chosen("device_firmware");
    Outside {
        people: t!(locale, "report-diagram-people", audience = audience),
        browser: has_pages.then(|| t!(locale, "report-diagram-browser")),
        programs,
        devices: devices.then(|| t!(locale, "report-diagram-devices")),
        systems: labels("integrations"),
        old_system: old,
        ..Outside::default()
    }
}
