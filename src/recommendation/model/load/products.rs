//! `products.yaml`: the products of families.

use super::product_coverage::{StandingRules, gaps};
use super::sources::source;
use crate::recommendation::model::index::{Idx, IndexVec, LayerIdx, ProductIdx, TechnologyIdx};
use crate::recommendation::model::names::{ShortName, ShortNames};
use crate::recommendation::model::products::{Companions, Family, Product, Products};
use crate::recommendation::model::raw::{RawFamily, RawProduct, RawProducts};
use crate::recommendation::model::reader::{Reader, Text};
use crate::text::{did_you_mean, split_parentheses};

/// Resolves the file, and reports every stack in which a family has no product.
pub fn read(
    reader: &mut Reader<'_>,
    raw: RawProducts,
    pair_rules: &StandingRules<'_>,
    names: Option<&ShortNames>,
) -> Products {
    let mut products = Products::default();
    for raw in raw.families {
        let name = raw.technology.clone();
        if let Some(family) = family(reader, raw, &mut products) {
            for gap in gaps(reader, &products, &family, pair_rules) {
                reader.report(&name, gap);
            }
            for message in names
                .iter()
                .flat_map(|names| misnamed(names, &products, &family))
            {
                reader.report(&name, message);
            }
            products.families.push(family);
        }
    }
    products
}

/// The products that sentences about the family would call by the name of another product.
fn misnamed(names: &ShortNames, products: &Products, family: &Family) -> Vec<String> {
    let name = names.of_technology(family.technology);
    if !name.is_proper() {
        return Vec::new();
    }
    let members = family
        .products
        .iter()
        .map(|product| &products.all[*product]);
    let others = members.filter(|one| one.called.is_none() && !one.name.contains(&name.inside));
    others
        .map(|one| {
            let name = &name.inside;
            format!(
                "`{}` needs a name for sentences, `called`, because it is not called {name}",
                one.id
            )
        })
        .collect()
}

fn family(reader: &mut Reader<'_>, raw: RawFamily, products: &mut Products) -> Option<Family> {
    let Some(technology) = reader.catalogue.position(&raw.technology.value) else {
        let technologies = &reader.catalogue.technologies;
        let hint = did_you_mean(
            &raw.technology.value,
            technologies.iter().map(|technology| technology.id.as_str()),
        );
        let message = format!("there is no technology `{}`{hint}", raw.technology.value);
        reader.report(&raw.technology, message);
        return None;
    };
    let technology = TechnologyIdx::new(technology);
    if products
        .families
        .iter()
        .any(|family| family.technology == technology)
    {
        let message = format!("the family `{}` appears twice", raw.technology.value);
        reader.report(&raw.technology, message);
    }
    let mut members = Vec::new();
    let mut always: Option<String> = None;
    for raw in raw.products {
        if let Some(id) = &always {
            let message = format!(
                "`{}` is never named, because `{id}` always fits",
                raw.id.value
            );
            reader.report(&raw.id, message);
        }
        if raw.with.is_empty() && raw.when.is_none() && raw.layer.is_none() {
            always = Some(raw.id.value.clone());
        }
        if let Some(product) = product(reader, raw, technology, products) {
            members.push(products.all.push(product));
        }
    }
    Some(Family {
        technology,
        products: members,
    })
}

fn product(
    reader: &mut Reader<'_>,
    raw: RawProduct,
    family: TechnologyIdx,
    products: &Products,
) -> Option<Product> {
    let id = &raw.id.value;
    if products.all.iter().any(|known| known.id == *id) {
        reader.report(&raw.id, format!("the product `{id}` appears twice"));
    }
    if reader
        .catalogue
        .position(id)
        .is_some_and(|known| known != family.position())
    {
        let message =
            format!("`{id}` is a technology of the catalogue; a product needs another id");
        reader.report(&raw.id, message);
    }
    let after = raw.name.split_once(')').map_or("", |(_, after)| after);
    let sentence_name = split_parentheses(&raw.name).0;
    if !after.is_empty() || sentence_name.contains(", with ") {
        let message = format!(
            "put what comes beside `{id}` in brackets at the end of its name, which sentences leave out"
        );
        reader.report(&raw.id, message);
    }
    let when = reader.optional_condition(raw.when.as_ref())?;
    let layer = match &raw.layer {
        Some(layer) => Some(reader.layer(layer)?),
        None => None,
    };
    let with = raw.with.iter();
    let with = with
        .filter_map(|(layer, names)| companions(reader, &raw.id, layer, names, products))
        .collect();
    let better_at = raw.better_at.iter();
    let better_at = better_at
        .filter_map(|criterion| reader.criterion(criterion))
        .collect();
    let sources = raw.sources.into_iter();
    let sources = sources.filter_map(|raw| source(reader, raw)).collect();
    Some(Product {
        id: raw.id.value,
        called: raw.called.map(|called| ShortName::new(called, &raw.name)),
        better_at,
        name: raw.name,
        with,
        layer,
        when,
        vendor_run: raw.vendor_run,
        licence: raw.licence,
        note: raw.note,
        sources,
    })
}

fn companions(
    reader: &mut Reader<'_>,
    product: &Text,
    layer: &str,
    names: &[Text],
    products: &Products,
) -> Option<Companions> {
    let layers = &reader.catalogue.layers;
    let Some(position) = layers.iter().position(|known| known.id == layer) else {
        let hint = did_you_mean(layer, layers.iter().map(|known| known.id.as_str()));
        reader.report(product, format!("there is no layer `{layer}`{hint}"));
        return None;
    };
    let layer = LayerIdx::new(position);
    let product_of = |name: &Text| -> Option<ProductIdx> {
        let mut all = products.all.enumerate();
        all.find(|(_, product)| product.id == name.value)
            .map(|(product, _)| product)
    };
    let named: Vec<ProductIdx> = names.iter().filter_map(product_of).collect();
    let others: Vec<Text> = names
        .iter()
        .filter(|name| product_of(name).is_none())
        .cloned()
        .collect();
    let mut only = IndexVec::filled(false, layers.len());
    only[layer] = true;
    Some(Companions {
        layer,
        candidates: reader.select_in(&others, &only),
        products: named,
    })
}
