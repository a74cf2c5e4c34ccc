//! Connections: reuse, replacement and limits.

use super::*;

#[tokio::test]
async fn one_connection_sends_many_mails_unchanged() {
    let server = ScriptedServer::always(None).await;
    let hello = "web1.stackmatch.example".parse().unwrap();
    let mailer = mailer_with(
        &server,
        SmtpOptions {
            hello,
            ..SmtpOptions::default()
        },
    );
    for _ in 0..3 {
        mailer.send(&letter()).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(server.heard()[0], "EHLO web1.stackmatch.example");
    let sent = String::from_utf8(letter().to_bytes().unwrap()).unwrap();
    assert!(
        sent.contains("\r\n.QUIT\r\n"),
        "the text has lines that begin with a dot"
    );
    assert!(
        server
            .taken()
            .iter()
            .all(|mail| mail.raw.trim_end() == sent.trim_end()),
        "dots are stuffed and unstuffed"
    );
}

#[tokio::test]
async fn a_reused_connection_that_the_server_closed_is_replaced_without_a_failure() {
    for act in [
        Action::HangUp,
        Action::Say("421 4.4.2 idle for too long"),
        Action::Say("451 4.7.0 too many mails on this connection"),
    ] {
        let server = ScriptedServer::once(&[(Step::Again, act)]).await;
        let mailer = mailer(&server);
        for _ in 0..3 {
            mailer.send(&letter()).await.unwrap();
        }
        assert_eq!(
            (server.connections(), server.taken().len()),
            (2, 3),
            "{act:?}"
        );
    }
    let server = ScriptedServer::once(&[(Step::Again, Action::Silent)]).await;
    let mailer = impatient(&server);
    mailer.send(&letter()).await.unwrap();
    let error = mailer.send(&letter()).await.unwrap_err();
    assert_eq!(
        (error.cause, error.stage),
        (Cause::Unreachable, Some(Stage::Mail)),
        "silence is an outage: {error}"
    );
}

#[tokio::test]
async fn a_connection_with_a_failure_is_not_reused() {
    for act in [
        Action::Silent,
        Action::HangUp,
        Action::Say("450 4.2.0 later"),
        Action::Say("550 5.1.1 unknown"),
    ] {
        let server = ScriptedServer::once(&[(Step::Rcpt, act)]).await;
        let mailer = impatient(&server);
        mailer.send(&letter()).await.unwrap_err();
        mailer.send(&letter()).await.unwrap();
        assert_eq!(server.connections(), 2, "{act:?}");
    }
}

#[tokio::test]
async fn an_unused_connection_is_closed_after_a_while() {
    let server = ScriptedServer::always(None).await;
    let idle = Duration::from_millis(50);
    let mailer = mailer_with(
        &server,
        SmtpOptions {
            idle,
            ..SmtpOptions::default()
        },
    );
    mailer.send(&letter()).await.unwrap();
    until("the client has taken leave", async || {
        server
            .heard()
            .last()
            .is_some_and(|command| command == "QUIT")
    })
    .await;
    mailer.send(&letter()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_silent_server_is_given_no_more_than_sixteen_connections() {
    let server = ScriptedServer::always(Some((Step::End, Action::Silent))).await;
    let (mailer, message) = (impatient(&server), letter());
    let errors: Vec<SendError> = join_all((0..20).map(|_| mailer.send(&message)))
        .await
        .into_iter()
        .map(Result::unwrap_err)
        .collect();
    assert_eq!(server.connections(), 16);
    let waited = errors
        .iter()
        .filter(|error| error.stage.is_none() && !error.uncertain && error.is_outage());
    assert_eq!(waited.count(), 4, "{errors:?}");
}

#[tokio::test]
async fn a_probe_detects_what_a_mail_would_and_sends_nothing() {
    let server = ScriptedServer::always(None).await;
    mailer(&server).probe().await.unwrap();
    let heard = server.heard();
    let verbs: Vec<&str> = heard.iter().map(|command| &command[..4]).collect();
    assert_eq!(verbs, ["EHLO", "AUTH", "NOOP", "QUIT"]);
    for (step, act, cause) in [
        (Step::Greeting, Action::Silent, Cause::Unreachable),
        (Step::Hello, Action::HangUp, Cause::Unreachable),
        (Step::Auth, Action::Say("535 5.7.8 wrong"), Cause::Refused),
    ] {
        let server = ScriptedServer::always(Some((step, act))).await;
        assert_eq!(impatient(&server).probe().await.unwrap_err().cause, cause);
    }
    Mailer::memory().probe().await.unwrap();
}

#[tokio::test]
async fn a_message_over_the_size_limit_of_the_server_is_not_sent() {
    let server = ScriptedServer::always(Some((
        Step::Hello,
        Action::Say("250-localhost\r\n250-AUTH PLAIN\r\n250 SIZE 100"),
    )))
    .await;
    let error = fails(&server, &letter()).await;
    assert_eq!(
        (error.cause, error.is_permanent(), error.code),
        (Cause::Message, true, None),
        "{error}"
    );
    assert!(
        !server
            .heard()
            .iter()
            .any(|command| command.starts_with("MAIL"))
    );
    let server = ScriptedServer::always(Some((
        Step::Hello,
        Action::Say("250-localhost\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 0"),
    )))
    .await;
    mailer(&server).send(&letter()).await.unwrap();
    assert!(
        server
            .heard()
            .iter()
            .any(|command| command.starts_with("MAIL FROM:<hello@stackmatch.example> SIZE="))
    );
}
