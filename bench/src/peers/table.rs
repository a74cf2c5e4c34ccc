//! The rounds of the program and of one stand-in as figures with ratios.

use super::round::Round;
use crate::figures::{Figure, Section, figure, median};

struct Metric {
    /// Names in the JSON file: the program, the stand-in, their ratio.
    ids: [&'static str; 3],
    /// The program and the stand-in.
    labels: [&'static str; 2],
    decimals: usize,
    of: fn(&Round) -> f64,
    /// Whether less is better.
    is_time: bool,
}

const PARTS: [(&str, &[Metric]); 3] = [
    (
        "Matchup page, 32 connections",
        &[
            Metric {
                ids: ["page.rate", "page.peer", "page.ratio"],
                labels: ["Stackmatch, requests/s", "stand-in, requests/s"],
                decimals: 0,
                of: |round| round.page,
                is_time: false,
            },
            Metric {
                ids: ["page.gzip.rate", "page.gzip.peer", "page.gzip.ratio"],
                labels: [
                    "compressed: Stackmatch, requests/s",
                    "compressed: stand-in, requests/s",
                ],
                decimals: 0,
                of: |round| round.packed_page,
                is_time: false,
            },
        ],
    ),
    (
        "Saving one step",
        &[
            Metric {
                ids: ["save.p50", "save.peer.p50", "save.p50.ratio"],
                labels: [
                    "one client: Stackmatch, p50 ms",
                    "one client: stand-in, p50 ms",
                ],
                decimals: 3,
                of: |round| round.save,
                is_time: true,
            },
            Metric {
                ids: ["save.rate", "save.peer.rate", "save.rate.ratio"],
                labels: [
                    "sixteen clients: Stackmatch, saves/s",
                    "sixteen clients: stand-in, saves/s",
                ],
                decimals: 0,
                of: |round| round.saves,
                is_time: false,
            },
        ],
    ),
    (
        "Submit until mails are delivered",
        &[
            Metric {
                ids: ["alert.p50", "alert.peer.p50", "alert.p50.ratio"],
                labels: [
                    "mail to sales: Stackmatch, median ms",
                    "mail to sales: stand-in, median ms",
                ],
                decimals: 1,
                of: |round| round.alert,
                is_time: true,
            },
            Metric {
                ids: ["submit.p50", "submit.peer.p50", "submit.p50.ratio"],
                labels: [
                    "both mails: Stackmatch, median ms",
                    "both mails: stand-in, median ms",
                ],
                decimals: 1,
                of: |round| round.submit,
                is_time: true,
            },
            Metric {
                ids: ["burst.rate", "burst.peer.rate", "burst.ratio"],
                labels: ["burst: Stackmatch, leads/s", "burst: stand-in, leads/s"],
                decimals: 1,
                of: |round| round.burst,
                is_time: false,
            },
        ],
    ),
];

/// The medians of both, and how many times as fast the program is.
pub fn sections(ours: &[Round], theirs: &[Round]) -> Vec<Section> {
    let sections = PARTS.iter().map(|(title, metrics)| Section {
        title,
        figures: metrics
            .iter()
            .flat_map(|metric| metric.figures(ours, theirs))
            .collect(),
    });
    sections.collect()
}

impl Metric {
    fn figures(&self, ours: &[Round], theirs: &[Round]) -> [Figure; 3] {
        let values = |rounds: &[Round]| -> Vec<f64> { rounds.iter().map(self.of).collect() };
        let (ours, theirs) = (values(ours), values(theirs));
        // Both sides of a ratio are of the same round.
        let ratios: Vec<f64> = ours
            .iter()
            .zip(&theirs)
            .map(|(ours, theirs)| match self.is_time {
                true => theirs / ours,
                false => ours / theirs,
            })
            .collect();
        let ([ours_id, theirs_id, ratio_id], [ours_label, theirs_label]) = (self.ids, self.labels);
        [
            figure(ours_id, ours_label, self.decimals, median(&ours)),
            figure(theirs_id, theirs_label, self.decimals, median(&theirs)),
            figure(ratio_id, "  times as fast", 2, median(&ratios)).range_of(&ratios),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(saves: f64, submit: f64) -> Round {
        Round {
            page: 1.0,
            packed_page: 1.0,
            save: 1.0,
            saves,
            alert: 1.0,
            submit,
            burst: 1.0,
        }
    }

    fn ratio(sections: &[Section], id: &str) -> Option<(f64, Option<(f64, f64)>)> {
        let mut figures = sections.iter().flat_map(|section| &section.figures);
        let figure = figures.find(|figure| figure.id == id)?;
        Some((figure.value, figure.range))
    }

    #[test]
    fn a_ratio_is_the_median_of_the_ratios_of_the_rounds() {
        let ours = [round(30.0, 5.0), round(10.0, 10.0), round(20.0, 10.0)];
        let theirs = [round(10.0, 10.0), round(10.0, 40.0), round(10.0, 30.0)];
        let sections = sections(&ours, &theirs);
        assert_eq!(
            ratio(&sections, "save.rate.ratio"),
            Some((2.0, Some((1.0, 3.0))))
        );
        // Less time is faster.
        assert_eq!(
            ratio(&sections, "submit.p50.ratio"),
            Some((3.0, Some((2.0, 4.0))))
        );
    }
}
