//! `check`: every problem of the content, with file and line.

use super::*;

#[test]
fn the_embedded_content_passes_its_own_check() {
    let folder = tempfile::tempdir().unwrap();
    let output = stackmatch(&["check"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("44 questions in 11 steps"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn check_names_every_problem_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let matchups = folder.path().join("content/matchups");
    std::fs::create_dir_all(&matchups).unwrap();
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/content/matchups/nodejs-vs-django.md"
    ))
    .unwrap();
    std::fs::write(
        matchups.join("nodejs-vs-django.md"),
        page.replace("technology: python_django", "technology: pyton_django"),
    )
    .unwrap();
    std::fs::write(matchups.join("broken.md"), "no front matter").unwrap();
    let output = stackmatch(&["check", "--content-dir", "content"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    let line = page
        .lines()
        .position(|line| line.contains("technology: python_django"))
        .unwrap()
        + 1;
    assert!(
        said.contains(&format!("matchups/nodejs-vs-django.md:{line}:"))
            && said.contains("python_django"),
        "did you mean: {said}"
    );
    assert!(said.contains("matchups/broken.md:1:"), "{said}");
}

/// Writes a changed copy of one of the program's files into an override folder.
fn overlay(folder: &Path, kind: &str, path: &str, target: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(path))
        .unwrap();
    assert!(text.contains(from), "{kind}/{path} has no {from:?}");
    let file = folder.join(format!("my-{kind}")).join(target);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn check_finds_mistakes_that_load_without_error() {
    let folder = tempfile::tempdir().unwrap();
    let (at, page) = (folder.path(), "matchups/nodejs-vs-django.md");
    let args = [
        "check",
        "--content-dir",
        "my-content",
        "--web-dir",
        "my-web",
        "--emails-dir",
        "my-emails",
    ];
    overlay(at, "content", page, page, "\nupdated: 20", "\nupdated: 21");
    overlay(at, "content", page, "matchup/nodejs-vs-django.md", "", "");
    overlay(at, "content", "brand.yaml", "brand.yml", "", "");
    overlay(at, "content", "brand.yaml", "README.md", "", "");
    overlay(
        at,
        "web",
        "templates/desk/lead.html",
        "templates/desk/lead.html",
        "{{ title }}",
        "{% if never is defined %}{{ title|uper }}{% endif %}",
    );
    overlay(
        at,
        "web",
        "templates/desk/lead.html",
        "template/desk/lead.html",
        "",
        "",
    );
    overlay(
        at,
        "emails",
        "report_ready/body.mjml",
        "report_ready/body.mjml",
        "<mj-text",
        "<mj-txt",
    );
    overlay(
        at,
        "emails",
        "report_ready/subject.txt",
        "report_redy/subject.txt",
        "",
        "",
    );
    let output = stackmatch(&args, at);
    let said = text(&output.stderr);
    for mistake in [
        "my-content/matchups/nodejs-vs-django.md:1:1: `updated` is 21",
        "my-content/matchup/nodejs-vs-django.md: nothing reads this file; did you mean `matchups/nodejs-vs-django.md`?",
        "my-content/brand.yml: nothing reads this file; did you mean `brand.yaml`?",
        "my-web/template/desk/lead.html: nothing reads this file; did you mean `templates/desk/lead.html`?",
        "there is no filter `uper`",
        "my-emails/report_redy/subject.txt: nothing reads this file; did you mean `report_ready/subject.txt`?",
        "there is no element `mj-txt` in MJML; did you mean `mj-text`?",
    ] {
        assert!(said.contains(mistake), "{mistake}: {said}");
    }
    assert!(
        output.status.code() == Some(1) && said.contains("\nstackmatch: 7 problem(s)"),
        "{said}"
    );

    // Files that do not load at all.
    overlay(
        at,
        "content",
        page,
        page,
        "\n## ",
        "\n[one](/matchups/nodejs-vs-djano) [two](#verdit) [three](/matchup) [four](/intake?x=1) [five](#sources)\n\n## ",
    );
    overlay(
        at,
        "content",
        "questionnaire.yaml",
        "questionnaire.yaml",
        "\n    when: ",
        "\n    when: stage == idea and stage == scaling # ",
    );
    let output = stackmatch(&args, at);
    let said = text(&output.stderr);
    for mistake in [
        "there is no matchup `nodejs-vs-djano`; did you mean `nodejs-vs-django`?",
        "the page has no such heading; did you mean `verdict`?",
        "this site has no such page; did you mean `/matchups`?",
        "`stage == idea and stage == scaling` can never be true",
    ] {
        assert!(said.contains(mistake), "{mistake}: {said}");
    }
}
