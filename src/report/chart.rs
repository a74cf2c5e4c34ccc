//! Numbers of the engine as bars. Each bar is labelled, and dark and light differ in grey as well.

use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::recommendation::{CLEAR, CLOSE, Compared, Layer, Points, Recommendation, Stability};

use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle, short};
use super::layer::in_order;
use super::practical::grouped;
use super::{Words, changes};

const WIDTH: u32 = 720;
/// Where labels end and bars begin.
const LEFT: u32 = 236;
/// Where bars end and values begin.
const RIGHT: u32 = 600;
/// So many criteria have bars of their own; the rest is one.
const CRITERIA: usize = 6;

/// How often each choice survives other weights.
pub(super) fn robustness(
    content: &Content,
    words: &Words,
    recommendation: &Recommendation,
) -> Drawing {
    const STEP: u32 = 20;
    let chosen: Vec<_> = in_order(content, recommendation)
        .filter(|(_, layer)| layer.choice.is_some())
        .collect();
    let rows = u32::try_from(chosen.len()).unwrap_or_default();
    let mut drawing = Drawing {
        title: words.robustness.clone(),
        width: WIDTH,
        height: 30 + rows * STEP,
        text: chosen
            .iter()
            .map(|(info, layer)| kept(words, &info.label, layer))
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
            share(words, layer),
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

fn share(words: &Words, layer: &Layer) -> String {
    format!(
        "{} %, {}",
        layer.stability_percent,
        changes::stability(words, layer)
    )
}

fn kept(words: &Words, label: &str, layer: &Layer) -> String {
    format!("{label}: {}.", share(words, layer))
}

/// The choice of a layer beside its runner-up, criterion by criterion; both columns sum to their scores.
pub(super) fn comparison(
    content: &Content,
    words: &Words,
    info: &LayerInfo,
    layer: &Layer,
) -> Option<Drawing> {
    const STEP: u32 = 26;
    let (name, compared) = (layer.name.as_deref()?, layer.compared.as_ref()?);
    let rows = rows(content, words, compared);
    let count = u32::try_from(rows.len()).ok()?;
    let most = rows
        .iter()
        .flat_map(|(_, one)| [one.choice, one.rival])
        .map(i64::abs)
        .max()
        .filter(|most| *most > 0)?;
    let below = rows.iter().any(|(_, one)| one.choice < 0 || one.rival < 0);
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
    let (mine, other) = (short(name), short(&compared.name));
    let mut drawing = Drawing {
        title: format!("{}: {mine} {} {other}", info.label, words.beside),
        width: WIDTH,
        height: 34 + count * STEP,
        text: in_words(words, &rows, (&mine, layer.score), (&other, compared.score)),
        ..Drawing::default()
    };
    drawing.rect([LEFT, 4, 12, 12], BoxStyle::Choice);
    drawing.text(
        [LEFT + 18, 14],
        Anchor::Start,
        TextStyle::Label,
        score(words, &mine, layer.score),
    );
    drawing.rect([LEFT + 242, 4, 12, 12], BoxStyle::Rival);
    drawing.text(
        [LEFT + 260, 14],
        Anchor::Start,
        TextStyle::Label,
        score(words, &other, compared.score),
    );
    for (row, (label, one)) in (0u32..).zip(&rows) {
        let top = 30 + row * STEP;
        drawing.text([LEFT - 12, top + 14], Anchor::End, TextStyle::Label, label);
        for (upper, points, style) in [
            (top, one.choice, BoxStyle::Choice),
            (top + 11, one.rival, BoxStyle::Rival),
        ] {
            let long = length(points);
            let left = if points < 0 { axis - long } else { axis };
            drawing.rect([left, upper, long.max(1), 10], style);
            let end = if points < 0 { axis } else { left + long };
            drawing.text(
                [end + 6, upper + 8],
                Anchor::Start,
                TextStyle::Label,
                grouped(points),
            );
        }
    }
    drawing.line(
        vec![[axis, 28], [axis, 30 + count * STEP]],
        LineStyle::Limit,
    );
    Some(drawing)
}

fn score(words: &Words, name: &str, score: i64) -> String {
    format!("{name}, {} {}", grouped(score), words.points)
}

/// The criteria that tell the two apart most, by name, and all others as one.
fn rows(content: &Content, words: &Words, compared: &Compared) -> Vec<(String, Points)> {
    let label = |id: &str| match id {
        "fit" => words.fits_situation.clone(),
        "together" => words.together.clone(),
        "veto" => words.veto.clone(),
        id => {
            let known = content
                .catalogue
                .criteria
                .iter()
                .find(|criterion| criterion.id == id);
            known.map_or_else(|| id.to_owned(), |criterion| criterion.name.clone())
        }
    };
    let (shown, rest) = compared
        .criteria
        .split_at(CRITERIA.min(compared.criteria.len()));
    let mut rows: Vec<_> = shown
        .iter()
        .map(|one| (label(&one.criterion), one.clone()))
        .collect();
    if !rest.is_empty() {
        let rest = Points {
            choice: rest.iter().map(|one| one.choice).sum(),
            criterion: String::new(),
            rival: rest.iter().map(|one| one.rival).sum(),
        };
        rows.push((words.everything_else.clone(), rest));
    }
    rows
}

fn in_words(
    words: &Words,
    rows: &[(String, Points)],
    mine: (&str, i64),
    other: (&str, i64),
) -> String {
    let row = |(label, one): &(String, Points)| {
        format!("{label} {} : {}", grouped(one.choice), grouped(one.rival))
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    format!(
        "{} : {}. {}. {} {} : {}.",
        mine.0,
        other.0,
        rows.join("; "),
        words.in_all,
        grouped(mine.1),
        grouped(other.1)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::drawing::{Shape, tests::assert_in_order};
    use crate::report::engine_tests::written;

    #[test]
    fn every_chosen_layer_has_a_bar_and_its_number() {
        let (content, _, recommendation, document) = written();
        let drawing = robustness(&content, &document.words, &recommendation);
        assert_in_order(&drawing);
        for layer in recommendation
            .layers
            .values()
            .filter(|layer| layer.choice.is_some())
        {
            let value = format!("{} %", layer.stability_percent);
            let told = |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text.starts_with(&value));
            assert!(drawing.shapes.iter().any(told), "{value}");
        }
    }

    #[test]
    fn the_bars_of_a_comparison_add_up_to_both_scores() {
        let (content, _, recommendation, document) = written();
        let mut seen = 0;
        for (info, layer) in in_order(&content, &recommendation) {
            let Some(compared) = &layer.compared else {
                continue;
            };
            let rows = rows(&content, &document.words, compared);
            assert!(rows.len() <= CRITERIA + 1);
            assert_eq!(
                rows.iter().map(|(_, one)| one.choice).sum::<i64>(),
                layer.score
            );
            assert_eq!(
                rows.iter().map(|(_, one)| one.rival).sum::<i64>(),
                compared.score
            );
            let drawing = comparison(&content, &document.words, info, layer).unwrap();
            assert_in_order(&drawing);
            assert!(
                drawing.text.contains(&grouped(layer.score)),
                "{}",
                drawing.text
            );
            seen += 1;
        }
        assert!(seen > 3);
    }
}
