//! Mail servers that are silent, hang up or refuse at each stage of the conversation; the client alone, without jobs.

use std::time::{Duration, Instant};

use chrono::{TimeZone, Utc};
use futures::future::join_all;
use secrecy::SecretString;
use stackmatch::mail::{
    Attachment, Cause, Mailer, Message, SendError, SmtpOptions, Stage, visitor_mailbox,
};

use crate::support::{Act, ScriptedServer, Step, until};

/// Short, where silence is what a test is about; long enough for a machine that is busy.
const LIMIT: Duration = Duration::from_secs(1);
const DATA_LIMIT: Duration = Duration::from_secs(2);

fn mailer(server: &ScriptedServer) -> Mailer {
    mailer_with(server, SmtpOptions::default())
}

fn impatient(server: &ScriptedServer) -> Mailer {
    mailer_with(
        server,
        SmtpOptions {
            timeout: LIMIT,
            data_timeout: DATA_LIMIT,
            ..SmtpOptions::default()
        },
    )
}

fn mailer_with(server: &ScriptedServer, options: SmtpOptions) -> Mailer {
    let url = SecretString::from(format!(
        "smtp://ada:secret@127.0.0.1:{}?tls=opportunistic",
        server.port
    ));
    Mailer::smtp_with(&url, options).unwrap()
}

fn letter() -> Message {
    Message {
        from: "Stackmatch <hello@stackmatch.example>".parse().unwrap(),
        to: visitor_mailbox("Ada Lovelace", "ada.lovelace@engines.example").unwrap(),
        reply_to: None,
        subject: "Hello".to_owned(),
        text: ".\r\n..\r\n.QUIT\r\nMAIL FROM:<>\r\n".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        attachments: Vec::new(),
        message_id: "hello.1@stackmatch.example".to_owned(),
        date: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        unsubscribe: None,
    }
}

/// A letter that fits into no buffer between here and a server that does not read it.
fn large_letter() -> Message {
    let bytes = vec![7; 16 << 20];
    let file = Attachment {
        filename: "a.pdf".to_owned(),
        mime: "application/pdf".to_owned(),
        bytes,
    };
    Message {
        attachments: vec![file],
        ..letter()
    }
}

async fn fails(server: &ScriptedServer, message: &Message) -> SendError {
    mailer(server).send(message).await.unwrap_err()
}

const STEPS: [(Step, Stage); 10] = [
    (Step::Greeting, Stage::Greeting),
    (Step::Hello, Stage::Hello),
    (Step::StartTls, Stage::Tls),
    (Step::Handshake, Stage::Tls),
    (Step::Auth, Stage::Auth),
    (Step::Mail, Stage::Mail),
    (Step::Rcpt, Stage::Rcpt),
    (Step::Data, Stage::Data),
    (Step::Body, Stage::Data),
    (Step::End, Stage::Message),
];

#[tokio::test]
async fn silence_at_any_stage_ends_within_its_limit() {
    join_all(STEPS.map(async |(step, stage)| {
        let server = ScriptedServer::always(Some((step, Act::Silent))).await;
        let message = if step == Step::Body {
            large_letter()
        } else {
            letter()
        };
        let begin = Instant::now();
        let error = impatient(&server).send(&message).await.unwrap_err();
        let last = step == Step::End;
        assert!(
            begin.elapsed() >= if last { DATA_LIMIT } else { LIMIT },
            "{step:?}: {error}"
        );
        assert_eq!(
            (error.cause, error.stage, error.code),
            (Cause::Unreachable, Some(stage), None),
            "{step:?}: {error}"
        );
        assert_eq!(
            (error.uncertain, error.is_outage(), error.is_permanent()),
            (last, true, false),
            "{step:?}: {error}"
        );
        assert!(
            error.text.contains(if last { "2 s" } else { "1 s" }),
            "{step:?}: {error}"
        );
    }))
    .await;
}

#[tokio::test]
async fn a_connection_that_ends_at_any_stage_is_an_outage_and_uncertain_after_the_dot_alone() {
    for (step, stage) in STEPS {
        let server = ScriptedServer::always(Some((step, Act::HangUp))).await;
        let message = if step == Step::Body {
            large_letter()
        } else {
            letter()
        };
        let error = fails(&server, &message).await;
        assert_eq!(
            (error.cause, error.stage),
            (Cause::Unreachable, Some(stage)),
            "{step:?}: {error}"
        );
        assert_eq!(
            (error.uncertain, error.is_outage()),
            (step == Step::End, true),
            "{step:?}: {error}"
        );
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = SecretString::from(format!(
        "smtp://{}?tls=none",
        listener.local_addr().unwrap()
    ));
    drop(listener);
    let error = Mailer::smtp(&url, None)
        .unwrap()
        .send(&letter())
        .await
        .unwrap_err();
    assert_eq!(
        (error.cause, error.stage),
        (Cause::Unreachable, Some(Stage::Connect)),
        "{error}"
    );
    assert!(error.text.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_refusal_is_about_us_the_message_the_recipient_or_now_and_says_what_to_do() {
    for (step, said, cause, permanent, advice) in [
        (
            Step::Greeting,
            "554 5.7.1 no service for you",
            Cause::Refused,
            false,
            "block lists",
        ),
        (
            Step::Greeting,
            "421 4.3.2 closing",
            Cause::Unreachable,
            false,
            "connections",
        ),
        (
            Step::Hello,
            "550 who are you?",
            Cause::Refused,
            false,
            "STACKMATCH_SMTP_HELLO",
        ),
        (
            Step::StartTls,
            "454 4.7.0 not now",
            Cause::Refused,
            false,
            "?tls=",
        ),
        (
            Step::Handshake,
            "this is not TLS",
            Cause::Refused,
            false,
            "STACKMATCH_SMTP_URL",
        ),
        (
            Step::Auth,
            "535 5.7.8 wrong",
            Cause::Refused,
            false,
            "STACKMATCH_SMTP_URL",
        ),
        (
            Step::Mail,
            "553 5.7.1 not your address",
            Cause::Refused,
            false,
            "STACKMATCH_MAIL_FROM",
        ),
        (
            Step::Mail,
            "552 5.3.4 too large",
            Cause::Message,
            true,
            "size",
        ),
        (
            Step::Rcpt,
            "554 5.7.1 relay access denied",
            Cause::Refused,
            false,
            "relay",
        ),
        (
            Step::Rcpt,
            "550 relay not permitted",
            Cause::Refused,
            false,
            "relay",
        ),
        (
            Step::Rcpt,
            "550-5.1.1 no such user\r\n550 5.1.1 here",
            Cause::Recipient,
            true,
            "recipient",
        ),
        (
            Step::Rcpt,
            "450 4.2.0 greylisted",
            Cause::Later,
            false,
            "for now",
        ),
        (
            Step::Rcpt,
            "421 4.7.0 closing",
            Cause::Unreachable,
            false,
            "closing",
        ),
        (
            Step::Data,
            "451 4.3.0 not now",
            Cause::Later,
            false,
            "for now",
        ),
        (Step::End, "554 5.7.1 spam", Cause::Message, true, "content"),
        (
            Step::End,
            "550 5.7.26 no DMARC",
            Cause::Refused,
            false,
            "DKIM",
        ),
        (
            Step::End,
            "550-5.7.1 the address that sends has a poor reputation\r\n550 5.7.1 see above",
            Cause::Refused,
            false,
            "DKIM",
        ),
        (
            Step::End,
            "451 4.3.0 try again",
            Cause::Later,
            false,
            "for now",
        ),
        (
            Step::End,
            "554 something failed",
            Cause::Later,
            false,
            "does not rule out a retry",
        ),
        (
            Step::Body,
            "552 5.3.4 that is enough",
            Cause::Message,
            true,
            "size",
        ),
    ] {
        // A word that is in the server's reply alone.
        let said: &str = Box::leak(format!("{said} zebra").into_boxed_str());
        let server = ScriptedServer::always(Some((step, Act::Say(said)))).await;
        let error = fails(&server, &letter()).await;
        assert_eq!(
            (error.cause, error.is_permanent()),
            (cause, permanent),
            "{step:?} {said}: {error:?}"
        );
        assert!(
            !error.uncertain && error.text.contains(advice),
            "{step:?} {said}: {error:?}"
        );
        if step != Step::Handshake {
            assert!(
                error.code == said[..3].parse().ok() && error.text.contains(&said[..3]),
                "{step:?} {said}: {error:?}"
            );
            assert!(
                !error.text.contains("zebra"),
                "operators do not see the server's words: {error:?}"
            );
            assert!(error.reply.unwrap().contains("zebra"), "{step:?} {said}");
        }
    }
}

#[tokio::test]
async fn what_does_not_speak_smtp_is_an_outage_that_names_the_setting() {
    for (step, uncertain) in [
        (Step::Greeting, false),
        (Step::Rcpt, false),
        (Step::End, true),
    ] {
        let server =
            ScriptedServer::always(Some((step, Act::Say("HTTP/1.1 400 Bad Request")))).await;
        let error = fails(&server, &letter()).await;
        assert_eq!(
            (error.cause, error.uncertain),
            (Cause::Unreachable, uncertain),
            "{error:?}"
        );
        assert!(error.text.contains("STACKMATCH_SMTP_URL"), "{error}");
    }
}

#[tokio::test]
async fn nothing_of_the_recipient_leaves_with_an_error() {
    let said = "550 5.1.1 <ADA.LOVELACE@engines.example>: no mailbox for Lovelace, Ada at engines dot example (ada%2elovelace)";
    let server = ScriptedServer::always(Some((Step::Rcpt, Act::Say(said)))).await;
    let message = letter();
    let error = fails(&server, &message).await;
    assert_eq!(
        error.reply.as_deref(),
        Some("(redacted) no mailbox for (redacted)")
    );
    for shown in [
        format!("{error}"),
        format!("{error:?}"),
        format!("{message:?}"),
        format!("{:?}", mailer(&server)),
    ] {
        let shown = shown.to_lowercase();
        assert!(
            !shown.contains("ada") && !shown.contains("lovelace") && !shown.contains("engines"),
            "{shown}"
        );
        assert!(!shown.contains("secret"), "{shown}");
    }
}

#[tokio::test]
async fn one_connection_serves_many_mails_as_they_were_written() {
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
        "dots are doubled and halved again"
    );
}

#[tokio::test]
async fn a_kept_connection_that_the_server_ended_is_replaced_without_a_failure() {
    for act in [
        Act::HangUp,
        Act::Say("421 4.4.2 idle for too long"),
        Act::Say("451 4.7.0 too many mails on this connection"),
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
    let server = ScriptedServer::once(&[(Step::Again, Act::Silent)]).await;
    let mailer = impatient(&server);
    mailer.send(&letter()).await.unwrap();
    let error = mailer.send(&letter()).await.unwrap_err();
    assert_eq!(
        (error.cause, error.stage),
        (Cause::Unreachable, Some(Stage::Mail)),
        "silence is one: {error}"
    );
}

#[tokio::test]
async fn a_connection_on_which_something_failed_is_not_used_again() {
    for act in [
        Act::Silent,
        Act::HangUp,
        Act::Say("450 4.2.0 later"),
        Act::Say("550 5.1.1 unknown"),
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
    let server = ScriptedServer::always(Some((Step::End, Act::Silent))).await;
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
async fn a_probe_learns_what_a_mail_would_and_sends_nothing() {
    let server = ScriptedServer::always(None).await;
    mailer(&server).probe().await.unwrap();
    let heard = server.heard();
    let verbs: Vec<&str> = heard.iter().map(|command| &command[..4]).collect();
    assert_eq!(verbs, ["EHLO", "AUTH", "NOOP", "QUIT"]);
    for (step, act, cause) in [
        (Step::Greeting, Act::Silent, Cause::Unreachable),
        (Step::Hello, Act::HangUp, Cause::Unreachable),
        (Step::Auth, Act::Say("535 5.7.8 wrong"), Cause::Refused),
    ] {
        let server = ScriptedServer::always(Some((step, act))).await;
        assert_eq!(impatient(&server).probe().await.unwrap_err().cause, cause);
    }
    Mailer::memory().probe().await.unwrap();
}

#[tokio::test]
async fn a_message_that_is_larger_than_the_server_takes_is_not_sent() {
    let server = ScriptedServer::always(Some((
        Step::Hello,
        Act::Say("250-localhost\r\n250-AUTH PLAIN\r\n250 SIZE 100"),
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
        Act::Say("250-localhost\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 0"),
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
