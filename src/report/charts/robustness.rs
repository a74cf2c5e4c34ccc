//! How often each choice survives other weights, as a bar chart.

use crate::content::Content;
use crate::recommendation::{CLEAR, CLOSE, Recommendation, Stability};

use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle};
use crate::i18n::Locale;
use crate::report::layers::in_order;
use crate::report::report_text::ReportText;
use crate::t;

const WIDTH: u32 = 720;
/// Where labels end and bars begin.
const LEFT: u32 = 236;
/// Where bars end and values begin.
const RIGHT: u32 = 600;

/// A bar per chosen layer that had a choice: in how many percent of the trials it stays the same.
pub(crate) fn robustness(
    content: &Content,
    locale: &Locale,
    text: &ReportText,
    recommendation: &Recommendation,
) -> Drawing {
    const STEP: u32 = 20;
    let chosen: Vec<_> = in_order(content, recommendation)
        .filter(|(_, layer)| layer.choice.is_some() && layer.stability != Stability::Only)
        .collect();
    let rows = u32::try_from(chosen.len()).unwrap_or_default();
    let mut drawing = Drawing {
        title: t!(locale, "report-robustness"),
        width: WIDTH,
        height: 30 + rows * STEP,
        text: chosen
            .iter()
            .map(|(info, layer)| {
                t!(
                    locale,
                    "report-robustness-row",
                    layer = &info.label,
                    percent = layer.stability_percent,
                    stability = text.stability(layer)
                )
            })
            .collect::<Vec<_>>()
            .join(" "),
        ..Drawing::default()
    };
    let at = |percent: u32| LEFT + (RIGHT - LEFT) * percent / 100;
    for (row, (info, layer)) in (0u32..).zip(&chosen) {
        let top = 24 + row * STEP;
        let percent = u32::from(layer.stability_percent);
        drawing.text(
            [LEFT - 12, top + 14],
            Anchor::End,
            TextStyle::Label,
            &info.label,
        );
        drawing.rect([LEFT, top + 4, RIGHT - LEFT, 11], BoxStyle::Track);
        let firm = layer.stability == Stability::Clear;
        drawing.rect(
            [LEFT, top + 4, at(percent) - LEFT, 11],
            if firm {
                BoxStyle::Choice
            } else {
                BoxStyle::Rival
            },
        );
        drawing.text(
            [RIGHT + 10, top + 14],
            Anchor::Start,
            TextStyle::Label,
            t!(
                locale,
                "report-robustness-share",
                percent = layer.stability_percent,
                stability = text.stability(layer)
            ),
        );
    }
    for limit in [CLOSE, CLEAR]
        .map(u32::from)
        .into_iter()
        .filter(|_| rows > 0)
    {
        drawing.line(
            vec![[at(limit), 18], [at(limit), 24 + rows * STEP]],
            LineStyle::Limit,
        );
        drawing.text(
            [at(limit), 12],
            Anchor::Middle,
            TextStyle::Label,
            t!(locale, "report-robustness-limit", percent = limit),
        );
    }
    drawing
}
