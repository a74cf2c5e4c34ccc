//! Content, mails and pages are embedded; a new file among them means a new program.
fn main() {
    for folder in ["content", "emails", "web", "migrations"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
