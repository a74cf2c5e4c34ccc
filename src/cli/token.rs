//! `token`: who of the staff may use the API.

use anyhow::bail;
use clap::Subcommand;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::database;
use crate::clock::Clock;
use crate::config::Config;
use crate::staff;
use crate::store::Role;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a token; it is printed once and cannot be shown again
    Create {
        /// What it allows: sales (leads), operator (jobs), admin (everything)
        #[arg(long, value_parser = role)]
        role: Role,
        /// Whose it is
        #[arg(long)]
        name: String,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Take a token out of use, by its holder's name or by its id
    Revoke {
        /// A name as given to `create`, or an id as `list` shows it
        name_or_id: String,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// List all tokens, without their secrets
    List {
        #[command(flatten)]
        config: Box<Config>,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::try_from(word.to_owned()).map_err(|_| "a role is one of sales, operator, admin".into())
}

pub(super) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create { role, name, config } => {
            if name.trim().is_empty() || name.chars().count() > 100 {
                bail!("--name must have 1 to 100 characters");
            }
            database(*config, move |_, db| async move {
                let (row, token) = staff::issue(Clock::System.new_id(), &name, role, Clock::System.now())?;
                let mut tx = db.begin().await?;
                tx.insert_staff_token(&row).await?;
                tx.commit().await?;
                println!("{}", token.expose_secret());
                eprintln!("This token of {name} ({role}) is shown this once; keep it safe.");
                db.close().await;
                Ok(())
            })
        }
        Command::Revoke { name_or_id, config } => database(*config, move |_, db| async move {
            let mut tx = db.begin().await?;
            let revoked =
                tx.revoke_staff_tokens(&name_or_id, Uuid::parse_str(&name_or_id).ok(), Clock::System.now()).await?;
            tx.commit().await?;
            db.close().await;
            if revoked == 0 {
                bail!("no token in use has the name or id {name_or_id:?}; `stackmatch token list` shows all");
            }
            println!("{revoked} token(s) of {name_or_id} taken out of use");
            Ok(())
        }),
        Command::List { config } => database(*config, |_, db| async move {
            for token in db.staff_tokens().await? {
                let state = token.revoked_at.map_or("in use".into(), |at| format!("revoked {}", at.format("%F %R")));
                println!(
                    "{}  {:8}  {}  made {}  {state}",
                    token.id,
                    token.role,
                    token.name,
                    token.created_at.format("%F %R")
                );
            }
            db.close().await;
            Ok(())
        }),
    }
}
