//! Rebuilds the program when an embedded file is added, and compresses the viewer of the API's specification once, instead
//! of at each start.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    for folder in [
        "content",
        "emails",
        "locales",
        "migrations",
        "vendor",
        "web",
    ] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    for name in ["swagger-ui-bundle.js", "swagger-ui.css"] {
        let mut encoder = GzEncoder::new(
            File::create(out.join(format!("{name}.gz")))?,
            Compression::best(),
        );
        encoder.write_all(&std::fs::read(format!("vendor/swagger-ui/{name}"))?)?;
        encoder.finish()?;
    }
    Ok(())
}
