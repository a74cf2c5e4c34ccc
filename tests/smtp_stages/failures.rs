//! Silence, lost connections and other protocols, at every stage.

use super::*;

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
        let server = ScriptedServer::always(Some((step, Action::Silent))).await;
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
async fn a_connection_lost_at_any_stage_is_an_outage_and_uncertain_only_after_the_final_dot() {
    for (step, stage) in STEPS {
        let server = ScriptedServer::always(Some((step, Action::HangUp))).await;
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
async fn a_server_of_another_protocol_is_an_outage_that_names_the_setting() {
    for (step, uncertain) in [
        (Step::Greeting, false),
        (Step::Rcpt, false),
        (Step::End, true),
    ] {
        let server =
            ScriptedServer::always(Some((step, Action::Say("HTTP/1.1 400 Bad Request")))).await;
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
async fn errors_contain_nothing_about_the_recipient() {
    let said = "550 5.1.1 <ADA.LOVELACE@engines.example>: no mailbox for Lovelace, Ada at engines dot example (ada%2elovelace)";
    let server = ScriptedServer::always(Some((Step::Rcpt, Action::Say(said)))).await;
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
