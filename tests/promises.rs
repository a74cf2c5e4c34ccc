//! What pages and consents promise, and what keeps each promise.

use std::collections::BTreeSet;
use std::path::Path;

use stackmatch::http::routes::ROUTES;
use stackmatch::jobs::JobKind;

/// What keeps a promise.
enum Kept {
    /// A route of the site, as `METHOD /path`.
    Route(&'static str),
    /// A kind of job.
    Job(&'static str),
    /// A person, whom the words name.
    Person,
}

use Kept::{Job, Person, Route};

/// The file, words of the promise, and what keeps it.
const PROMISES: &[(&str, &str, Kept)] = &[
    // The consents.
    (
        "content/questionnaire.yaml",
        "to send the report that you ask for",
        Job("send_report"),
    ),
    (
        "content/questionnaire.yaml",
        "you can withdraw either at any time: reply to any of our emails",
        Person,
    ),
    (
        "locales/en/intake.ftl",
        "Remind me once by email",
        Job("send_reminder"),
    ),
    (
        "locales/en/intake.ftl",
        "deleted afterwards unless you want a reminder",
        Job("send_resume_link"),
    ),
    (
        "locales/en/intake.ftl",
        "we delete your answers on",
        Job("tidy_up"),
    ),
    (
        "locales/en/intake.ftl",
        "we will not remind you again",
        Route("POST /unsubscribe/:token"),
    ),
    (
        "locales/en/report-pages.ftl",
        "we email you a link within two minutes, and send the report once you have opened it",
        Job("send_confirmation"),
    ),
    // The page of privacy.
    (
        "content/pages/privacy.md",
        "we send the report only once your browser has done a small calculation by itself, or you have opened a link that we email to you",
        Route("POST /reports/:token/confirm/:link"),
    ),
    (
        "content/pages/privacy.md",
        "You can read the report on its page meanwhile",
        Route("GET /reports/:token"),
    ),
    (
        "content/pages/privacy.md",
        "You can correct, export and erase them yourself",
        Route("GET /reports/:token/manage"),
    ),
    (
        "content/pages/privacy.md",
        "are deleted {{ retention.drafts_days }} days after your last change",
        Job("tidy_up"),
    ),
    (
        "content/pages/privacy.md",
        "then we delete the address",
        Job("send_resume_link"),
    ),
    (
        "content/pages/privacy.md",
        "a link that ends reminders for good",
        Route("POST /unsubscribe/:token"),
    ),
    (
        "content/pages/privacy.md",
        "You can withdraw a consent at any time",
        Person,
    ),
    (
        "content/pages/privacy.md",
        "you can revoke it",
        Route("POST /reports/:token/shares/:share"),
    ),
    (
        "content/pages/privacy.md",
        "until you erase them, at most {{ retention.leads_days }} days",
        Job("tidy_up"),
    ),
    (
        "content/pages/privacy.md",
        "until you erase them or ask us to",
        Route("POST /reports/:token/erase"),
    ),
    (
        "content/pages/privacy.md",
        "On the page of your report you can ask for a link by email",
        Route("POST /reports/:token/owner"),
    ),
    (
        "content/pages/privacy.md",
        "**correct** an answer",
        Route("POST /reports/:token/answers/:question"),
    ),
    (
        "content/pages/privacy.md",
        "**export** all that we keep about you",
        Route("GET /reports/:token/export"),
    ),
    (
        "content/pages/privacy.md",
        "**share** the report by a link that you can revoke",
        Route("POST /reports/:token/shares"),
    ),
    (
        "content/pages/privacy.md",
        "**erase** your answers",
        Job("erase_lead"),
    ),
    (
        "content/pages/privacy.md",
        "Software connected to this site is told to erase them too",
        Job("call_webhook"),
    ),
    (
        "content/pages/privacy.md",
        "until you ask us to delete them",
        Person,
    ),
    (
        "content/pages/privacy.md",
        "or you ask us to delete them",
        Person,
    ),
    (
        "content/pages/privacy.md",
        "You can also ask us for all of this",
        Person,
    ),
    (
        "content/pages/privacy.md",
        "you can complain to the data protection authority",
        Person,
    ),
    (
        "content/pages/privacy.md",
        "You can read everything on this site without telling us who you are",
        Route("GET /matchups/:slug"),
    ),
    (
        "content/pages/privacy.md",
        "you can reply to any email of ours",
        Person,
    ),
    (
        "content/pages/privacy.md",
        "you can ask us to restrict the use of your data, object to it, or withdraw a consent",
        Person,
    ),
    // The page of a report, and its owner's.
    (
        "locales/en/report-pages.ftl",
        "You can correct it and get a new version",
        Job("build_report"),
    ),
    (
        "locales/en/report-pages.ftl",
        "You can also share the report, export your data or erase it",
        Route("GET /reports/:token/manage"),
    ),
    (
        "locales/en/report-pages.ftl",
        "We can send you another",
        Route("POST /reports/:token/owner"),
    ),
    (
        "locales/en/report-pages.ftl",
        "until you revoke it",
        Route("POST /reports/:token/shares/:share"),
    ),
    (
        "locales/en/report-pages.ftl",
        "First we confirm it by email",
        Job("erase_lead"),
    ),
    (
        "locales/en/report-pages.ftl",
        "You get a confirmation by email",
        Job("erase_lead"),
    ),
    (
        "locales/en/report-pages.ftl",
        "You get a new version of the report by email",
        Job("send_report"),
    ),
    (
        "locales/en/report-pages.ftl",
        "tell the person who looks after your request",
        Job("alert_sales"),
    ),
];

/// Words with which a sentence of the page of privacy promises something.
const MARKS: [&str; 6] = ["you can", "delete", "erase", "revoke", "withdraw", "export"];

fn text(file: &str) -> String {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_promise_stands_where_it_is_said_and_is_kept_by_something_that_exists() {
    let routes: BTreeSet<String> = ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    for (file, words, kept) in PROMISES {
        assert!(text(file).contains(words), "{file} does not say {words:?}");
        match kept {
            Route(route) => assert!(routes.contains(*route), "{words}: there is no {route}"),
            Job(job) => assert!(JobKind::of(job).is_some(), "{words}: there is no job {job}"),
            Person => {}
        }
    }
}

#[test]
fn every_sentence_of_the_page_of_privacy_that_promises_something_is_listed() {
    let page = text("content/pages/privacy.md");
    let (_, body) = page.split_once(" --- ").unwrap();
    let sentences = body.split_inclusive(['.', '|', ';']);
    let listed: Vec<&str> = PROMISES
        .iter()
        .filter(|(file, ..)| *file == "content/pages/privacy.md")
        .map(|(_, words, _)| *words)
        .collect();
    // A promise may span the pieces of a table or of a list.
    let covered = |at: usize, sentence: &str| {
        listed.iter().any(|words| {
            let found = body.match_indices(words);
            found
                .into_iter()
                .any(|(start, _)| start < at + sentence.len() && at < start + words.len())
        })
    };
    let mut at = 0;
    for sentence in sentences {
        let says = sentence.to_lowercase();
        if MARKS.iter().any(|mark| says.contains(mark)) {
            assert!(covered(at, sentence), "not listed: {sentence}");
        }
        at += sentence.len();
    }
}
