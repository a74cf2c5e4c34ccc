//! A choice and its runner-up in points, criterion by criterion. Bars are labelled, and their colours differ in
//! brightness as well.

use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::i18n::Locale;
use crate::recommendation::{Compared, Layer, Points};
use crate::text::{signed_thousands, without_parentheses};

use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle};
use crate::t;

const WIDTH: u32 = 720;
/// Where labels end and bars begin.
const LEFT: u32 = 236;
/// Where bars end and values begin.
const RIGHT: u32 = 600;
/// The number of criteria with separate bars; all others share one row.
pub(super) const MAX_CRITERIA: usize = 6;

/// Two bars per criterion: the choice and its runner-up. The bars of each add up to its score.
pub(crate) fn comparison(
    content: &Content,
    locale: &Locale,
    info: &LayerInfo,
    layer: &Layer,
) -> Option<Drawing> {
    const STEP: u32 = 26;
    let (name, compared) = (layer.product_name()?, layer.compared.as_ref()?);
    let rival = layer.alternatives.first();
    let rival = rival.map_or(compared.name.as_str(), |rival| rival.product_name());
    let rows = rows(content, locale, compared);
    let count = u32::try_from(rows.len()).ok()?;
    let most = rows
        .iter()
        .flat_map(|(_, points)| [points.choice, points.rival])
        .map(i64::abs)
        .max()
        .filter(|most| *most > 0)?;
    let below = rows
        .iter()
        .any(|(_, points)| points.choice < 0 || points.rival < 0);
    let axis = if below { LEFT + 90 } else { LEFT };
    let length = |points: i64| {
        let room = if points < 0 {
            axis - LEFT
        } else {
            RIGHT - axis
        };
        u32::try_from(i64::from(room) * points.abs() / most)
            .unwrap_or_default()
            .min(room)
    };
    let (mine, other) = (without_parentheses(name), without_parentheses(rival));
    let mut drawing = Drawing {
        title: t!(
            locale,
            "report-comparison",
            layer = &info.label,
            choice = &mine,
            rival = &other
        ),
        width: WIDTH,
        height: 34 + count * STEP,
        text: in_words(
            locale,
            &rows,
            (&mine, layer.score),
            (&other, compared.score),
        ),
        ..Drawing::default()
    };
    drawing.rect([LEFT, 4, 12, 12], BoxStyle::Choice);
    drawing.text(
        [LEFT + 18, 14],
        Anchor::Start,
        TextStyle::Label,
        score(locale, &mine, layer.score),
    );
    drawing.rect([LEFT + 242, 4, 12, 12], BoxStyle::Rival);
    drawing.text(
        [LEFT + 260, 14],
        Anchor::Start,
        TextStyle::Label,
        score(locale, &other, compared.score),
    );
    for (row, (label, points)) in (0u32..).zip(&rows) {
        let top = 30 + row * STEP;
        drawing.text([LEFT - 12, top + 14], Anchor::End, TextStyle::Label, label);
        for (upper, points, style) in [
            (top, points.choice, BoxStyle::Choice),
            (top + 11, points.rival, BoxStyle::Rival),
        ] {
            let long = length(points);
            let left = if points < 0 { axis - long } else { axis };
            drawing.rect([left, upper, long.max(1), 10], style);
            let end = if points < 0 { axis } else { left + long };
            drawing.text(
                [end + 6, upper + 8],
                Anchor::Start,
                TextStyle::Label,
                signed_thousands(points),
            );
        }
    }
    drawing.line(
        vec![[axis, 28], [axis, 30 + count * STEP]],
        LineStyle::Limit,
    );
    Some(drawing)
}

fn score(locale: &Locale, name: &str, score: i64) -> String {
    t!(
        locale,
        "report-comparison-score",
        technology = name,
        score = signed_thousands(score)
    )
}

/// The criteria that separate the two most, by name, and the sum of all others.
pub(super) fn rows(
    content: &Content,
    locale: &Locale,
    compared: &Compared,
) -> Vec<(String, Points)> {
    let label = |id: &str| match id {
        "fit" => t!(locale, "report-comparison-fit"),
        "together" => t!(locale, "report-comparison-together"),
        "veto" => t!(locale, "report-comparison-veto"),
        id => {
            let criterion = content
                .catalogue
                .criteria
                .iter()
                .find(|criterion| criterion.id == id);
            criterion.map_or_else(|| id.to_owned(), |criterion| criterion.name.clone())
        }
    };
    let (shown, rest) = compared
        .criteria
        .split_at(MAX_CRITERIA.min(compared.criteria.len()));
    let mut rows: Vec<_> = shown
        .iter()
        .map(|points| (label(&points.criterion), points.clone()))
        .collect();
    if !rest.is_empty() {
        let rest = Points {
            choice: rest.iter().map(|points| points.choice).sum(),
            criterion: String::new(),
            rival: rest.iter().map(|points| points.rival).sum(),
        };
        rows.push((t!(locale, "report-comparison-rest"), rest));
    }
    rows
}

fn in_words(
    locale: &Locale,
    rows: &[(String, Points)],
    choice: (&str, i64),
    rival: (&str, i64),
) -> String {
    let row = |(label, points): &(String, Points)| {
        t!(
            locale,
            "report-comparison-criterion",
            criterion = label,
            choice_points = signed_thousands(points.choice),
            rival_points = signed_thousands(points.rival)
        )
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    t!(
        locale,
        "report-comparison-text",
        choice = choice.0,
        rival = rival.0,
        criteria = rows.join("; "),
        choice_score = signed_thousands(choice.1),
        rival_score = signed_thousands(rival.1)
    )
}
