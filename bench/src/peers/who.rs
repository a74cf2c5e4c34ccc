//! Who is compared, and how their addresses and tables differ.

use std::net::SocketAddr;

use crate::client::Client;
use crate::pages::PAGE;
use crate::visitor::{Visitor, answers};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Stackmatch,
    Fastify,
    Django,
}

impl Who {
    pub fn name(self) -> &'static str {
        match self {
            Self::Stackmatch => "Stackmatch",
            Self::Fastify => "Fastify",
            Self::Django => "Django",
        }
    }

    /// The path of the matchup page.
    pub fn page(self) -> &'static str {
        match self {
            Self::Stackmatch => PAGE,
            Self::Fastify | Self::Django => "/matchup",
        }
    }

    /// A visitor with an intake without answers.
    pub async fn arrival(self, site: SocketAddr) -> anyhow::Result<Visitor> {
        let client = Client::connect(site).await?;
        match self {
            Self::Stackmatch => Visitor::arrive(client).await,
            // Their intakes begin with the first answer.
            Self::Fastify | Self::Django => Ok(Visitor::at(client, format!("/intakes/{}", uuid()))),
        }
    }

    /// A visitor who can submit; `number` makes the contact unique.
    pub async fn visitor(self, site: SocketAddr, number: usize) -> anyhow::Result<Visitor> {
        let mut visitor = self.arrival(site).await?;
        for (step, answers) in answers(number) {
            if self.has_step(step) {
                visitor.answer(step, &answers).await?;
            }
        }
        Ok(visitor)
    }

    fn has_step(self, step: &str) -> bool {
        match self {
            Self::Stackmatch => true,
            Self::Fastify | Self::Django => matches!(step, "product" | "you"),
        }
    }

    /// SQL for the sum of the versions of intakes, or of their step `product` where each step has its own version.
    pub fn versions(self, intakes: &str) -> String {
        match self {
            Self::Stackmatch => format!("select sum(version) from intakes where id in ({intakes})"),
            Self::Fastify | Self::Django => format!(
                "select sum(version) from steps where step = 'product' and intake_id in ({intakes})"
            ),
        }
    }
}

fn uuid() -> String {
    let digits = format!("{:032x}", fastrand::u128(..));
    let (a, b, c, d, e) = (
        &digits[..8],
        &digits[8..12],
        &digits[12..15],
        &digits[15..18],
        &digits[18..30],
    );
    format!("{a}-{b}-4{c}-8{d}-{e}")
}
