//! Refusals by stage and code, with the cause that standards and large providers give them.

use super::*;

/// Stage, code, enhanced code, cause and source, one case per line.
const CASES: &str = include_str!("cases.txt");

fn stage(name: &str) -> Stage {
    match name {
        "Greeting" => Stage::Greeting,
        "Hello" => Stage::Hello,
        "Tls" => Stage::Tls,
        "Auth" => Stage::Auth,
        "Mail" => Stage::Mail,
        "Rcpt" => Stage::Rcpt,
        "Data" => Stage::Data,
        "Message" => Stage::Message,
        _ => panic!("{name} is not a stage"),
    }
}

#[test]
fn refusals_have_the_cause_that_the_standards_give() {
    let mut count = 0;
    for case in CASES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let mut columns = case.split_whitespace();
        let mut next = || columns.next().unwrap();
        let (stage, code, enhanced, cause) = (stage(next()), next(), next(), next());
        let parsed = Enhanced::parse(enhanced);
        assert_eq!(parsed.is_some(), enhanced != "-", "{case}");
        let found = classify(stage, code.parse().unwrap(), parsed);
        assert_eq!(format!("{found:?}"), cause, "{case}");
        count += 1;
    }
    assert_eq!(count, 76);
}

#[test]
fn before_the_recipient_only_the_size_is_final() {
    for stage in [
        Stage::Connect,
        Stage::Greeting,
        Stage::Hello,
        Stage::Tls,
        Stage::Auth,
        Stage::Mail,
    ] {
        for code in 400..600 {
            for enhanced in [
                None,
                Enhanced::parse("5.1.1"),
                Enhanced::parse("5.7.1"),
                Enhanced::parse("5.6.0"),
            ] {
                let cause = classify(stage, code, enhanced);
                let size = stage == Stage::Mail && code == 552;
                assert!(
                    size || matches!(cause, Cause::Unreachable | Cause::Refused),
                    "{stage:?} {code} {enhanced:?}"
                );
            }
        }
    }
}

#[test]
fn the_text_decides_where_codes_are_vague() {
    for (words, enhanced, ours) in [
        ("relay not permitted", "", true),
        (
            "Administrative prohibition: please authenticate first",
            "",
            true,
        ),
        (
            "Service unavailable; Client host [203.0.113.1] blocked using zen.spamhaus.org",
            "5.7.1",
            true,
        ),
        (
            "sorry, that domain isn't in my list of allowed rcpthosts",
            "",
            true,
        ),
        ("Unrouteable address", "", false),
        ("No such user here", "5.1.1", false),
        ("relaying denied, no such user", "5.1.1", false),
        (
            "Message rejected as spam by Content Filtering.",
            "5.7.1",
            false,
        ),
        ("description of correspondence in a verbal form", "", false),
    ] {
        assert_eq!(
            blames_sender(words, Enhanced::parse(enhanced)),
            ours,
            "{words}"
        );
    }
}
