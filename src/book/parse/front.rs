//! The `+++` block: found, read, its keys judged.

use crate::book::parse::fence::{FENCE, fenced};
use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, Word};
use crate::book::parse::words_of::line;
use crate::book::{Accepts, Checked, Front, Kind, Level, Line, Mentioned, Recommend, Way, WayTable};

const NO_FRONT: &str = "Dòng đầu tiên của tệp là `+++`, rồi `title = \"…\"`, `kind = \"…\"`, rồi `+++`.";

const KINDS: [(&str, Kind); 3] = [("procedure", Kind::Procedure), ("skill", Kind::Skill), ("flow", Kind::Flow)];
const LEVELS: [(&str, Level); 2] = [("full", Level::Full), ("partial", Level::Partial)];
const ACCEPTS: [(&str, Accepts); 3] =
    [("file+result", Accepts::FileAndResult), ("file", Accepts::File), ("result", Accepts::Result)];
const WAYS: [(&str, Way); 3] = [("online", Way::Online), ("post", Way::Post), ("in-person", Way::InPerson)];

/// Reads the block at the start of the text; the number is the byte where the page begins.
pub(super) fn front(g: &mut Gather<'_>) -> (Front, usize) {
    let (from, to, page) = match fenced(g, NO_FRONT) {
        Ok(found) => found,
        Err(page) => return (Front::default(), page),
    };
    let toml = &g.source.text[from..to];
    let Some(map) = table::parse(g, toml, from) else { return (Front::default(), page) };
    (read(g, Table::top(&map, from)), page)
}

fn read(g: &mut Gather<'_>, mut top: Table<'_, '_>) -> Front {
    g.mention(top.at, Mentioned::Key(FENCE.to_owned()));
    let title = needed(g, &mut top, "title", "title = \"Đăng ký khai sinh\"");
    let kind = top.choice(g, "kind", &KINDS);
    if kind.is_none() && !top.has("kind") {
        missing(g, &top, "kind", "kind = \"procedure\"` hay `kind = \"skill\"` hay `kind = \"flow\"");
    }
    let kind = kind.unwrap_or_default();
    let short = given(g, &mut top, "short");
    let procedure = kind == Kind::Procedure && top.has("kind");
    let wanted = |g: &mut Gather<'_>, top: &mut Table<'_, '_>, key, like| {
        let word = if procedure { needed(g, top, key, like) } else { given(g, top, key) };
        word.map(|w| w.text)
    };
    let code = wanted(g, &mut top, "code", "code = \"1.001193\"");
    let field = wanted(g, &mut top, "field", "field = \"ho-tich\"");
    let authority = wanted(g, &mut top, "authority", "authority = \"UBND cấp xã\"");
    let front = Front {
        title: title.map(|w| w.text).unwrap_or_default(),
        kind,
        short: short.map(|w| w.text),
        code,
        field,
        authority,
        fee: lines(g, &mut top, "fee"),
        time: lines(g, &mut top, "time"),
        needs: lines(g, &mut top, "needs"),
        pickup: lines(g, &mut top, "pickup"),
        mourning: top.yes(g, "mourning"),
        aliases: aliases(g, &mut top),
        notice: lines(g, &mut top, "notice"),
        unconfirmed: top.texts(g, "unconfirmed").into_iter().map(|w| w.text).collect(),
        ways: Way::ALL.into_iter().filter_map(|way| Some((way, way_table(g, &mut top, way)?))).collect(),
        closed: closed(g, &mut top),
        recommend: recommend(g, &mut top),
        checked: checked(g, &mut top, procedure),
    };
    top.finish(g);
    front
}

fn given(g: &mut Gather<'_>, table: &mut Table<'_, '_>, key: &'static str) -> Option<Word> {
    let word = table.text(g, key)?;
    g.mention(word.at.start, Mentioned::Key(key.to_owned()));
    Some(word)
}

fn needed(g: &mut Gather<'_>, table: &mut Table<'_, '_>, key: &'static str, like: &str) -> Option<Word> {
    let there = table.has(key);
    let word = given(g, table, key);
    if !there || word.as_ref().is_some_and(|w| w.text.trim().is_empty()) {
        missing(g, table, key, like);
    }
    word
}

fn missing(g: &mut Gather<'_>, table: &Table<'_, '_>, key: &str, like: &str) {
    // Written with a slip, it is faulted there.
    if table.has_like(key) {
        return;
    }
    g.error(table.at, format!("thiếu `{key}`{}", table.inside()), format!("Thêm dòng `{like}`."));
}

fn lines(g: &mut Gather<'_>, table: &mut Table<'_, '_>, key: &'static str) -> Vec<Line> {
    table.one_or_more(g, key).iter().map(|word| line(g, word)).collect()
}

fn aliases(g: &mut Gather<'_>, top: &mut Table<'_, '_>) -> Vec<String> {
    let words = top.texts(g, "aliases");
    for word in &words {
        g.mention(word.at.start, Mentioned::Alias(word.text.clone()));
    }
    words.into_iter().map(|w| w.text).collect()
}

fn way_table(g: &mut Gather<'_>, top: &mut Table<'_, '_>, way: Way) -> Option<WayTable> {
    if let Some((_, at)) = top.take(way.table()) {
        g.mention(at.start, Mentioned::Key(way.table().to_owned()));
    }
    let mut table = top.table(g, way.table())?;
    let mut read = WayTable {
        time: lines(g, &mut table, "time"),
        fee: lines(g, &mut table, "fee"),
        needs: lines(g, &mut table, "needs"),
        warn: lines(g, &mut table, "warn"),
        ..WayTable::default()
    };
    match way {
        Way::Online => {
            read.level = table.choice(g, "level", &LEVELS);
            if let Some(word) = table.text(g, "portal") {
                g.mention(word.at.start, Mentioned::Key("online.portal".to_owned()));
                read.portal = Some(word.text);
            }
        }
        Way::Post => read.accepts = table.choice(g, "accepts", &ACCEPTS),
        Way::InPerson => {}
    }
    table.finish(g);
    Some(read)
}

fn closed(g: &mut Gather<'_>, top: &mut Table<'_, '_>) -> std::collections::BTreeMap<Way, Vec<Line>> {
    let Some(mut table) = top.table(g, "closed") else { return std::collections::BTreeMap::new() };
    let mut out = std::collections::BTreeMap::new();
    for way in Way::ALL {
        let why = lines(g, &mut table, way.table());
        if !why.is_empty() {
            out.insert(way, why);
        }
    }
    table.finish(g);
    out
}

fn recommend(g: &mut Gather<'_>, top: &mut Table<'_, '_>) -> Vec<Recommend> {
    top.tables(g, "recommend").into_iter().filter_map(|table| one_recommend(g, table)).collect()
}

fn one_recommend(g: &mut Gather<'_>, mut table: Table<'_, '_>) -> Option<Recommend> {
    let way = table.choice(g, "way", &WAYS);
    if !table.has("way") {
        missing(g, &table, "way", "way = \"online\"");
    }
    let because = needed(g, &mut table, "because", "because = \"anh/chị có VNeID\"");
    let conditions = table.texts(g, "if");
    for word in &conditions {
        let name = word.text.strip_prefix('!').unwrap_or(&word.text);
        if crate::book::condition::is_name(name) {
            let negated = name.len() < word.text.len();
            g.mention(word.at.start, Mentioned::Asked { name: name.to_owned(), negated });
        } else {
            g.error(
                word.at.start,
                format!("tên `{}` viết sai", table::short(&word.text)),
                "Viết như `\"co-vneid\"` hay `\"!co-vneid\"`.",
            );
        }
    }
    table.finish(g);
    Some(Recommend { way: way?, conditions: conditions.into_iter().map(|w| w.text).collect(), because: because?.text })
}

fn checked(g: &mut Gather<'_>, top: &mut Table<'_, '_>, procedure: bool) -> Checked {
    let there = top.has("checked");
    let Some(mut table) = top.table(g, "checked") else {
        if procedure && !there {
            missing(g, top, "[checked]", "[checked]` rồi `on = 2026-11-23` và `sources = [\"…\"]");
        }
        return Checked::default();
    };
    for key in ["on", "until"] {
        if let Some((_, at)) = table.take(key) {
            g.mention(at.start, Mentioned::Key(format!("checked.{key}")));
        }
    }
    let read = Checked {
        on: table.date(g, "on"),
        until: table.date(g, "until"),
        sources: table.texts(g, "sources").into_iter().map(|w| w.text).collect(),
    };
    if procedure && !table.has("on") {
        missing(g, &table, "on", "on = 2026-11-23");
    }
    if procedure && (!table.has("sources") || (read.sources.is_empty() && table.is_list("sources"))) {
        missing(g, &table, "sources", "sources = [\"Luật Hộ tịch 60/2014/QH13\"]");
    }
    table.finish(g);
    read
}
