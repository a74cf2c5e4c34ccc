//! Commands on the database: tokens and migrations.

use super::*;

on_both_databases! {
    async fn tokens_expire_record_their_use_and_are_not_revoked_by_an_ambiguous_name(database) {
        let run = |args: &[&str]| stackmatch(&[args, &["--database-url", &database.url, "--data-dir", "data"]].concat(), database.folder.path());
        let app = crate::support::Setup::new().without_workers().start(&database).await;
        let made = run(&["token", "create", "--role", "sales", "--name", "Ada", "--expires", "30d"]);
        let token = text(&made.stdout).trim().to_owned();
        let again = run(&["token", "create", "--role", "admin", "--name", "Ada"]);
        assert!(!again.status.success() && text(&again.stderr).contains("in use already"), "{}", text(&again.stderr));
        assert!(text(&run(&["token", "list"]).stdout).contains("never used  in use until"));
        assert_eq!(app.get_json("/api/v1/leads", &token).await.0, reqwest::StatusCode::OK);
        crate::support::until("the use was noted", async || text(&run(&["token", "list"]).stdout).contains("last used")).await;
        // Two tokens of one name, as an earlier version allowed.
        let twin = app.staff(stackmatch::store::Role::Admin).await;
        let _other = app.staff(stackmatch::store::Role::Sales).await;
        let revoked = run(&["token", "revoke", "Sam"]);
        let said = text(&revoked.stderr).to_owned();
        assert!(revoked.status.code() == Some(1) && said.contains("2 tokens are named Sam"), "{said}");
        let id = app.db.staff_tokens().await.unwrap().into_iter().find(|row| row.role == stackmatch::store::Role::Admin).unwrap().id;
        assert!(run(&["token", "revoke", &id.to_string()]).status.success());
        assert_eq!(app.get_json("/api/v1/leads", &twin).await.0, reqwest::StatusCode::UNAUTHORIZED);
        // Actions on the command line are in the audit log.
        let audit = app.db.audit(None, 10).await.unwrap().items;
        let done: Vec<_> = audit.iter().map(|row| (row.action.as_str(), row.staff_name.as_str(), row.detail.as_deref())).collect();
        assert_eq!(done, [("revoke", "command line", Some("Sam, admin")), ("create", "command line", Some("Ada, sales"))]);
        app.stop().await;
    }

    async fn tokens_are_created_listed_and_revoked(database) {
        let run = |args: &[&str], database: &Database| stackmatch(&[args, &["--database-url", &database.url, "--data-dir", "data"]].concat(), database.folder.path());
        let made = run(&["token", "create", "--role", "sales", "--name", "Ada"], &database);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let token = text(&made.stdout).trim().to_owned();
        assert!(token.starts_with("smt_") && token.len() == 68, "{token}");
        let db = database.open().await;
        let opens = async |token: &str| stackmatch::auth::tokens::verify(&db, token, Clock::System.now()).await.unwrap().is_some();
        assert!(opens(&token).await);
        let listed = run(&["token", "list"], &database);
        assert!(text(&listed.stdout).contains("Ada") && !text(&listed.stdout).contains(&token));
        assert!(run(&["token", "revoke", "Ada"], &database).status.success());
        assert!(!opens(&token).await);
        assert_eq!(run(&["token", "revoke", "Ada"], &database).status.code(), Some(1));
        assert!(!run(&["token", "create", "--role", "king", "--name", "Ada"], &database).status.success());
        db.close().await;
    }

    async fn migrate_can_be_repeated(database) {
        for _ in 0..2 {
            let output = stackmatch(&["migrate", "--database-url", &database.url], database.folder.path());
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
    }
}
