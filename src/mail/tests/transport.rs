//! The transports without a mail server: the outbox folder and memory.

use super::*;

#[tokio::test]
async fn the_outbox_holds_each_mail_once_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::file(&folder.path().join("data/outbox")).unwrap();
    let (_, email) = ReportReady::samples().remove(0);
    let message = letter(email.render(&templates(), Language::En).unwrap());
    mailer.send(&message).await.unwrap();
    mailer.send(&message).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("data/outbox"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, ["report.0198c0de@stackmatch.example.eml"]);
    assert_eq!(
        std::fs::read(folder.path().join("data/outbox").join(&files[0])).unwrap(),
        message.to_bytes().unwrap()
    );
}

#[tokio::test]
async fn a_mailer_in_memory_keeps_what_it_was_given() {
    let mailer = Mailer::memory();
    let (_, email) = LeadQualified::samples().remove(0);
    mailer
        .clone()
        .send(&letter(email.render(&templates(), Language::En).unwrap()))
        .await
        .unwrap();
    assert_eq!(mailer.sent().len(), 1);
    assert_eq!(
        mailer.sent()[0].subject,
        "[A1] SM-7K2M-Q4: business portal, more than 500,000; call by 18:12 UTC"
    );
}
