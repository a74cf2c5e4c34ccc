//! How often each choice survives other weights, as a bar chart.

use crate::content::Content;
use crate::recommendation::{CLEAR, CLOSE, Layer, Recommendation, Stability};

use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle};
use crate::report::layers::in_order;
use crate::report::report_text::ReportText;

const WIDTH: u32 = 720;
/// Where labels end and bars begin.
const LEFT: u32 = 236;
/// Where bars end and values begin.
const RIGHT: u32 = 600;

/// A bar per chosen layer: in how many percent of the trials its choice stays the same.
pub(crate) fn robustness(
    content: &Content,
    text: &ReportText,
    recommendation: &Recommendation,
) -> Drawing {
    const STEP: u32 = 20;
    let chosen: Vec<_> = in_order(content, recommendation)
        .filter(|(_, layer)| layer.choice.is_some())
        .collect();
    let rows = u32::try_from(chosen.len()).unwrap_or_default();
    let mut drawing = Drawing {
        title: text.robustness.clone(),
        width: WIDTH,
        height: 30 + rows * STEP,
        text: chosen
            .iter()
            .map(|(info, layer)| sentence(text, &info.label, layer))
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
            share(text, layer),
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
            format!("{limit} %"),
        );
    }
    drawing
}

fn share(text: &ReportText, layer: &Layer) -> String {
    format!("{} %, {}", layer.stability_percent, text.stability(layer))
}

fn sentence(text: &ReportText, label: &str, layer: &Layer) -> String {
    format!("{label}: {}.", share(text, layer))
}
