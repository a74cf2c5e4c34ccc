//! Shell completions and manual pages, generated from the command line itself.

use std::path::Path;

use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::{Cli, output};

/// Writes the completions of a shell to standard output.
pub(super) fn completions(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "stackmatch", &mut script);
    output::print(String::from_utf8_lossy(&script))
}

/// Writes `stackmatch.1` and a page for each command into a folder.
pub(super) fn manual(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let program = Cli::command();
    page(folder, &program, "stackmatch".to_owned())?;
    for command in program.get_subcommands() {
        page(
            folder,
            command,
            format!("stackmatch-{}", command.get_name()),
        )?;
    }
    Ok(())
}

fn page(folder: &Path, command: &Command, name: String) -> anyhow::Result<()> {
    let file = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone().name(name)).render(&mut page)?;
    std::fs::write(&file, page).with_context(|| format!("writing {}", file.display()))
}
