//! Closed pipes, the banner of a server, permissions of files.

use super::*;

/// The exit code and standard error of a command whose output pipe is closed.
fn unread(args: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), text(&output.stderr).to_owned())
}

#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nothing.json"), r#"{"answers": {}}"#).unwrap();
    for args in [
        &["openapi"][..],
        &["check"],
        &["recommend", "nothing.json"],
        &["qualify", "nothing.json", "--format", "text"],
        &["report", "nothing.json", "--out", "report"],
        &["migrate"],
        &["token", "create", "--role", "admin", "--name", "Ada"],
        &["token", "list"],
    ] {
        let (code, said) = unread(args, folder.path());
        assert!(
            code == Some(141) && !said.contains("panicked"),
            "{args:?}: {code:?} {said}"
        );
    }
}

#[tokio::test]
async fn a_server_keeps_running_when_its_banner_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let url = || {
        let text = std::fs::read_to_string(&log).unwrap();
        text.split_once(" url=\"")
            .map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    crate::support::until("it has started", async || url().is_some()).await;
    let live = crate::support::client()
        .get(format!("{}/health/live", url().unwrap()))
        .send()
        .await
        .unwrap();
    assert!(live.status().is_success());
    assert!(
        Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap()
            .success()
    );
    assert!(
        child.wait().unwrap().success(),
        "{}",
        std::fs::read_to_string(&log).unwrap()
    );
}

#[cfg(unix)]
#[test]
fn files_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(stackmatch(&["migrate"], folder.path()).status.success());
    let mode = std::fs::metadata(data.join("stackmatch.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
    // A folder and a key that others can read are reported.
    std::fs::write(data.join("secret.key"), "07".repeat(32)).unwrap();
    std::fs::set_permissions(
        data.join("secret.key"),
        std::fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let output = stackmatch(
        &["replay", "00000000-0000-7000-8000-000000000000"],
        folder.path(),
    );
    let said = text(&output.stderr);
    assert!(
        said.contains("chmod go= data/secret.key") && said.contains("chmod go= data\n"),
        "{said}"
    );
}

#[test]
fn completions_and_manual_pages_cover_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = stackmatch(&["completions", shell], folder.path());
        let script = text(&output.stdout);
        assert!(
            output.status.success() && script.contains("recommend") && script.contains("base-url"),
            "{shell}: {script}"
        );
    }
    let output = stackmatch(&["manual", "--out", "man1"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = |name: &str| std::fs::read_to_string(folder.path().join("man1").join(name)).unwrap();
    assert!(page("stackmatch.1").contains("Run the jobs only"));
    assert!(page("stackmatch-serve.1").contains("\\-\\-smtp\\-url"));
}
