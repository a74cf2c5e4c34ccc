//! Complete reports of different prospects.

use chrono::{TimeZone, Utc};
use stackmatch::i18n::Messages;
use stackmatch::recommendation::embedded;
use stackmatch::report;
use stackmatch::web::prospects;

/// After an intended change, run `INSTA_UPDATE=always tests/run blueprint` and read `git diff`.
#[test]
fn reports_of_six_different_prospects_match_the_reviewed_snapshots() {
    let (content, model) = embedded().unwrap();
    let messages = Messages::embedded().unwrap();
    for prospect in prospects(&content, None).unwrap() {
        let made = Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap();
        let document = report::sample(
            &content,
            &model,
            messages.english(),
            &prospect.answers,
            "https://stackmatch.example",
            made,
        );
        insta::assert_snapshot!(prospect.name, report::markdown::render(&document));
    }
}
