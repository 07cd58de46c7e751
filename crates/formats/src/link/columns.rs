//! The file's tree with its repetitive parts taken out: ids, kinds, places and the ends of links go into columns of
//! small numbers, which deflate well; all the rest stays JSON, under the names that files use, so that a new setting
//! needs nothing here.
//!
//! In order: how many regions, components and links there are; the ids of the first two; the kinds; the regions that
//! components lie in; the places; where links start; where they end; the rest of the tree as JSON.
//!
//! A kind's number stands in its row of the model's table.

use std::collections::BTreeMap;

use crate::limits;
use crate::print;
use crate::syntax;
use crate::tree::{Field, Fields, Node, Value};
use topple_model::{Component, Kind, Scenario, limits as most};

use super::LinkError;

/// Places are whole numbers of this fraction of a unit, the coarsest that fits them.
const FRACTIONS: [f64; 4] = [1.0, 10.0, 100.0, 1_000.0];

/// Packs the tree that the writer made of a scenario.
pub(super) fn pack(scenario: &Scenario, mut tree: Node) -> Vec<u8> {
    let regions = elements(&mut tree, "regions");
    let components = elements(&mut tree, "components");
    let links = elements(&mut tree, "links");
    let mut out = Out::default();
    for list in [&regions, &components, &links] {
        out.number(list.len() as u64);
    }
    let ids: Vec<String> = regions
        .iter()
        .chain(&components)
        .map(|node| text(node, "id"))
        .collect();
    let (region_ids, component_ids) = ids.split_at(regions.len());
    out.text(&elided(&ids));
    let numbered =
        |ids: &[String]| -> BTreeMap<String, usize> { ids.iter().cloned().zip(0..).collect() };
    let (regions_by_id, components_by_id) = (numbered(region_ids), numbered(component_ids));
    let kinds = scenario.components.iter().map(Component::kind);
    out.0.extend(kinds.map(|kind| kind.row().number));
    for component in &components {
        let region = regions_by_id.get(&text(component, "region"));
        out.number(region.map_or(0, |i| *i as u64 + 1));
    }
    let fraction = places(&components, &mut out);
    for end in ["from", "to"] {
        let ends = links
            .iter()
            .map(|link| components_by_id.get(&text(link, end)));
        out.differences(ends.map(|i| i.copied().unwrap_or_default() as i64));
    }
    // What a column cannot hold stays where it is, and counts for more than the column.
    let named = |node: &Node, key: &'static str, by_id: &BTreeMap<String, usize>| {
        if by_id.contains_key(&text(node, key)) {
            key
        } else {
            ""
        }
    };
    let components = components.into_iter().map(|component| {
        let fits = place(&component).is_some_and(|p| whole(p, fraction).is_some());
        let at = if fits { "at" } else { "" };
        let region = named(&component, "region", &regions_by_id);
        without(component, &["id", "kind", region, at])
    });
    let links = links.into_iter().map(|link| {
        let ends = ["from", "to"].map(|end| named(&link, end, &components_by_id));
        without(link, &ends)
    });
    put_back(
        &mut tree,
        "regions",
        regions.into_iter().map(|r| without(r, &["id"])).collect(),
    );
    put_back(&mut tree, "components", components.collect());
    put_back(&mut tree, "links", links.collect());
    out.0.extend(print::compact(&tree).bytes());
    out.0
}

/// Writes the places that are whole numbers of some fraction; gives the fraction back.
fn places(components: &[Node], out: &mut Out) -> f64 {
    let needed = |p| {
        FRACTIONS
            .iter()
            .position(|fraction| whole(p, *fraction).is_some())
    };
    let which = components
        .iter()
        .filter_map(place)
        .filter_map(needed)
        .max()
        .unwrap_or_default();
    let fraction = FRACTIONS[which];
    out.number(which as u64);
    for axis in 0..2 {
        let places = components
            .iter()
            .map(|c| place(c).and_then(|p| whole(p, fraction)));
        out.differences(places.map(|p| p.unwrap_or_default()[axis]));
    }
    fraction
}

/// Reads what [`pack`] wrote, here or in a newer version. Anything else is damage, whatever its checksum says.
pub(super) fn unpack(packed: &[u8]) -> Result<Node, LinkError> {
    let mut columns = In(packed);
    let (regions, components, links) = (columns.count()?, columns.count()?, columns.count()?);
    if regions > most::REGIONS || components > most::COMPONENTS || links > most::LINKS {
        return Err(LinkError::TooLarge);
    }
    let ids = restored(columns.text()?, regions + components).ok_or(LinkError::Damaged)?;
    let (region_ids, component_ids) = ids.split_at(regions);
    let kinds = columns.take(components)?.iter();
    let kinds: Option<Vec<Kind>> = kinds.map(|number| Kind::of_number(*number)).collect();
    let kinds = kinds.ok_or(LinkError::Newer)?;
    let lies_in = (0..components)
        .map(|_| columns.count())
        .collect::<Result<Vec<_>, _>>()?;
    let fraction = *FRACTIONS.get(columns.count()?).ok_or(LinkError::Damaged)?;
    let (xs, ys) = (
        columns.differences(components)?,
        columns.differences(components)?,
    );
    let (from, to) = (columns.differences(links)?, columns.differences(links)?);
    let rest = std::str::from_utf8(columns.0).map_err(|_| LinkError::Damaged)?;
    let mut tree = syntax::parse(rest).map_err(|_| LinkError::Damaged)?;
    forget_positions(&mut tree);

    let region = |i: usize| {
        let mut fields = Fields::default();
        fields.put("id", &*region_ids[i]);
        Some(fields)
    };
    restore(&mut tree, "regions", regions, region)?;
    let component = |i: usize| {
        let mut fields = Fields::default();
        fields.put("id", &*component_ids[i]);
        fields.put("kind", kinds[i].key());
        if let Some(region) = lies_in[i].checked_sub(1) {
            fields.put("region", &**region_ids.get(region)?);
        }
        let place = [xs[i], ys[i]].map(|n| Node::from(n as f64 / fraction));
        fields.put("at", Value::List(place.into()));
        Some(fields)
    };
    restore(&mut tree, "components", components, component)?;
    let link = |i: usize| {
        let end = |n: i64| component_ids.get(usize::try_from(n).ok()?);
        let mut fields = Fields::default();
        fields.put("from", &**end(from[i])?);
        fields.put("to", &**end(to[i])?);
        Some(fields)
    };
    restore(&mut tree, "links", links, link)?;
    Ok(tree)
}

/// The elements of a list of the root, taken out.
fn elements(tree: &mut Node, key: &str) -> Vec<Node> {
    match list(tree, key) {
        Some(nodes) => std::mem::take(nodes),
        None => Vec::new(),
    }
}

fn list<'t>(tree: &'t mut Node, key: &str) -> Option<&'t mut Vec<Node>> {
    let Value::Object(fields) = &mut tree.value else {
        return None;
    };
    match &mut fields.iter_mut().find(|field| field.key == key)?.node.value {
        Value::List(nodes) => Some(nodes),
        _ => None,
    }
}

/// Puts what is left of a list's elements back, without the empty ones at its end.
fn put_back(tree: &mut Node, key: &str, mut nodes: Vec<Node>) {
    let is_empty = |node: &Node| matches!(&node.value, Value::Object(fields) if fields.is_empty());
    nodes.truncate(
        nodes
            .iter()
            .rposition(|node| !is_empty(node))
            .map_or(0, |last| last + 1),
    );
    let Value::Object(fields) = &mut tree.value else {
        return;
    };
    if nodes.is_empty() {
        fields.retain(|field| field.key != key);
    } else if let Some(field) = fields.iter_mut().find(|field| field.key == key) {
        field.node.value = Value::List(nodes);
    }
}

/// Gives each of `count` elements the fields that were taken out, before those it kept.
fn restore(
    tree: &mut Node,
    key: &'static str,
    count: usize,
    fields_of: impl Fn(usize) -> Option<Fields>,
) -> Result<(), LinkError> {
    let kept = elements(tree, key);
    if kept.len() > count {
        return Err(LinkError::Damaged);
    }
    let kept = kept.into_iter().map(Some).chain(std::iter::repeat(None));
    let mut nodes = Vec::with_capacity(count);
    for (i, kept) in (0..count).zip(kept) {
        let mut fields = fields_of(i).ok_or(LinkError::Damaged)?;
        let rest = match kept.map(|node| node.value) {
            None => Vec::new(),
            Some(Value::Object(rest)) => rest,
            Some(_) => return Err(LinkError::Damaged),
        };
        for Field { key, node, .. } in rest {
            fields.set(key, node);
        }
        nodes.push(fields.into_node());
    }
    let Value::Object(fields) = &mut tree.value else {
        return Err(LinkError::Damaged);
    };
    fields.retain(|field| field.key != key);
    if count > 0 {
        fields.push(Field {
            key: key.into(),
            at: None,
            node: Value::List(nodes).into(),
        });
    }
    Ok(())
}

/// Positions in the packed text mean nothing to a person.
fn forget_positions(node: &mut Node) {
    node.at = None;
    match &mut node.value {
        Value::List(nodes) => nodes.iter_mut().for_each(forget_positions),
        Value::Object(fields) => {
            for field in fields {
                field.at = None;
                forget_positions(&mut field.node);
            }
        }
        Value::Null | Value::Switch(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn without(node: Node, keys: &[&str]) -> Node {
    match node.value {
        Value::Object(mut fields) => {
            fields.retain(|field| !keys.contains(&&*field.key));
            Value::Object(fields).into()
        }
        value => value.into(),
    }
}

/// The text of a field; empty where there is none.
fn text(node: &Node, key: &str) -> String {
    match node.get(key).map(|node| &node.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn place(component: &Node) -> Option<[f64; 2]> {
    let at = component.get("at")?;
    match (&at.element(0)?.value, &at.element(1)?.value) {
        (Value::Number(x), Value::Number(y)) => Some([*x, *y]),
        _ => None,
    }
}

/// The place in whole fractions, if it comes back from them exactly.
fn whole(place: [f64; 2], fraction: f64) -> Option<[i64; 2]> {
    let [x, y] = place.map(|n| (n * fraction).round());
    let back = [x, y].map(|n| n / fraction);
    (back == place).then_some([x as i64, y as i64])
}

/// One id a line; empty where it is the one that follows the line before: `web-8` after `web-7`.
fn elided(ids: &[String]) -> String {
    let mut lines = Vec::with_capacity(ids.len());
    let mut expected = None;
    for id in ids {
        lines.push(if expected.as_ref() == Some(id) {
            ""
        } else {
            id
        });
        expected = successor(id);
    }
    lines.join("\n")
}

fn restored(text: &str, count: usize) -> Option<Vec<String>> {
    let mut ids: Vec<String> = Vec::with_capacity(count);
    let lines = text
        .split('\n')
        .take(if count == 0 { 0 } else { count + 1 });
    for line in lines {
        let id = if line.is_empty() {
            successor(ids.last()?)?
        } else {
            line.to_owned()
        };
        if id.len() > most::ID {
            return None;
        }
        ids.push(id);
    }
    (ids.len() == count).then_some(ids)
}

fn successor(id: &str) -> Option<String> {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number: u32 = id[stem.len()..].parse().ok()?;
    Some(format!("{stem}{}", number.checked_add(1)?))
}

/// Numbers of any size in as few bytes as they need: seven bits each, the lowest first, the top bit for "more follow".
#[derive(Default)]
struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Each number less the one before it, small ones of either sign short.
    fn differences(&mut self, numbers: impl Iterator<Item = i64>) {
        let mut before = 0;
        for number in numbers {
            let difference = number - before;
            self.number((difference << 1 ^ difference >> 63) as u64);
            before = number;
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.bytes());
    }
}

/// Reads what [`Out`] wrote.
struct In<'p>(&'p [u8]);

impl<'p> In<'p> {
    fn take(&mut self, count: usize) -> Result<&'p [u8], LinkError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(LinkError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, LinkError> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(LinkError::Damaged)
    }

    /// A number that counts something that follows, or an index.
    fn count(&mut self) -> Result<usize, LinkError> {
        usize::try_from(self.number()?)
            .ok()
            .filter(|n| *n <= limits::TEXT)
            .ok_or(LinkError::Damaged)
    }

    fn differences(&mut self, count: usize) -> Result<Vec<i64>, LinkError> {
        let mut before = 0i64;
        let mut next = || {
            let number = self.number()?;
            before = before.wrapping_add((number >> 1) as i64 ^ -((number & 1) as i64));
            Ok(before)
        };
        (0..count).map(|_| next()).collect()
    }

    fn text(&mut self) -> Result<&'p str, LinkError> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| LinkError::Damaged)
    }
}
