//! `buy_instead.yaml`: products to buy instead of building.

use super::sources::sources;
use crate::recommendation::confidence::Confidence;
use crate::recommendation::model::purchases::{Connection, PurchaseRule};
use crate::recommendation::model::raw::{RawConnection, RawPurchase, RawSure};
use crate::recommendation::model::reader::{Reader, Text};
use crate::recommendation::purchase::{BuyInstead, MonthlyPrice, ProductToBuy, Setup};
use crate::text::did_you_mean;

const LEVELS: [Confidence; 3] = [Confidence::High, Confidence::Medium, Confidence::Low];

/// All purchases.
pub fn purchases(reader: &mut Reader<'_>, raw: Vec<RawPurchase>) -> Vec<PurchaseRule> {
    reader.report_repeated(raw.iter().map(|raw| &raw.id));
    raw.into_iter()
        .filter_map(|raw| purchase(reader, raw))
        .collect()
}

fn purchase(reader: &mut Reader<'_>, raw: RawPurchase) -> Option<PurchaseRule> {
    let when = reader.condition(&raw.when);
    let except = reader.optional_condition(raw.except.as_ref());
    if raw.products.is_empty() {
        reader.report(&raw.id, format!("`{}` names no product", raw.id.value));
    }
    let months = raw.products.iter().filter_map(|product| product.month);
    let ranges = months.chain(raw.setup.iter().map(|setup| setup.weeks));
    if ranges.into_iter().any(|[from, to]| from > to || to == 0) {
        let message = format!("a range of `{}` ends before it begins", raw.id.value);
        reader.report(&raw.id, message);
    }
    let products = raw.products.into_iter();
    let products = products
        .map(|product| ProductToBuy {
            currency: product.currency,
            month: product.month.map(|[from, to]| MonthlyPrice {
                from,
                per_user: product.per_user,
                to,
            }),
            name: product.name,
            price: product.price,
            sources: sources(reader, product.sources),
            text: product.text,
        })
        .collect();
    let connect = raw.connect.into_iter();
    let connect = connect.filter_map(|one| connection(reader, one)).collect();
    let always = |sure: &RawSure| sure.when.value == "true";
    if !raw.confidence.last().is_some_and(always) {
        let message = format!(
            "the last `confidence` of `{}` has to hold always: `when: \"true\"`",
            raw.id.value
        );
        reader.report(&raw.id, message);
    }
    let confidence = raw.confidence.into_iter();
    let confidence = confidence
        .filter_map(|sure| {
            let when = reader.condition(&sure.when);
            let level = level(reader, &sure.level);
            Some((when?, level?, sure.because))
        })
        .collect();
    Some(PurchaseRule {
        when: when?,
        except: except?,
        purchase: BuyInstead {
            brings: raw.brings,
            id: raw.id.value,
            lacks: raw.lacks,
            name: raw.name,
            products,
            setup: raw.setup.map(|setup| Setup {
                from: setup.weeks[0],
                to: setup.weeks[1],
                what: setup.what,
            }),
            text: raw.text,
            ..BuyInstead::default()
        },
        connect,
        confidence,
    })
}

fn connection(reader: &mut Reader<'_>, raw: RawConnection) -> Option<Connection> {
    let ranges = [raw.month, raw.weeks].into_iter().flatten();
    if ranges.into_iter().any(|[from, to]| from > to || to == 0) {
        reader.report(&raw.when, "a range ends before it begins");
    }
    if raw.weeks.is_some() != raw.work.is_some() {
        reader.report(&raw.when, "`weeks` and `work` need each other");
    }
    Some(Connection {
        when: reader.condition(&raw.when)?,
        text: raw.text,
        month: raw.month,
        work: raw.weeks.zip(raw.work),
    })
}

fn level(reader: &mut Reader<'_>, text: &Text) -> Option<Confidence> {
    let known = LEVELS.iter().find(|level| level.as_str() == text.value);
    if known.is_none() {
        let hint = did_you_mean(&text.value, LEVELS.iter().map(|level| level.as_str()));
        reader.report(text, format!("there is no level `{}`{hint}", text.value));
    }
    known.copied()
}
