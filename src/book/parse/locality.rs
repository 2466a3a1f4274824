//! `locality.toml`: its fixed names, its blanks.

use jiff::civil::Date;

use crate::book::condition::is_name;
use crate::book::host::host;
use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, Word, short};
use crate::book::{Locality, Portal, fold};

/// The tables with the values each must name, known or blank.
const TABLES: [(&str, &[&str]); 4] = [
    ("commune", &["name", "province", "controller"]),
    ("office", &["name", "address", "phone", "hours"]),
    ("hotline", &["name", "phone"]),
    ("post-office", &["name", "address", "phone"]),
];

/// Tables that a commune may leave out: guides that name their values are then told so by `check`.
const EXTRAS: [(&str, &[&str]); 1] = [("police-hotline", &["name", "phone"])];

/// The most letters of a hamlet's name: a row of a small phone's keyboard.
const MOST_OF_A_HAMLET: usize = 40;

pub(super) fn locality(g: &mut Gather<'_>) -> Locality {
    let text = g.source.text;
    let mut out = Locality { source: text.to_owned(), ..Locality::default() };
    let Some(map) = table::parse(g, text, 0) else { return out };
    let mut top = Table::top(&map, 0);
    for (name, keys) in TABLES {
        if !top.has(name) {
            g.error(
                0,
                format!("thiếu bảng `[{name}]`"),
                format!("Thêm `[{name}]` với {}; chưa biết thì ghi `\"\"`.", keys.join(", ")),
            );
        }
        let Some(table) = top.table(g, name) else { continue };
        values(g, &mut out, name, keys, table);
    }
    for (name, keys) in EXTRAS {
        if top.has(name)
            && let Some(table) = top.table(g, name)
        {
            values(g, &mut out, name, keys, table);
        }
    }
    // The white list first: portals are judged by it.
    official(g, &mut out, &mut top);
    portals(g, &mut out, &mut top);
    hamlets(g, &mut out, &mut top);
    holidays(g, &mut out, &mut top);
    top.finish(g);
    out
}

fn values(g: &mut Gather<'_>, out: &mut Locality, name: &str, keys: &[&'static str], mut table: Table<'_, '_>) {
    for key in keys {
        if !table.has(key) {
            g.error(
                table.at,
                format!("thiếu `{key}`{}", table.inside()),
                format!("Thêm `{key} = \"…\"`; chưa biết thì ghi `\"\"`."),
            );
        }
        if let Some(word) = table.text(g, key) {
            value(g, out, format!("{name}.{key}"), &word);
        }
    }
    table.finish(g);
}

fn value(g: &mut Gather<'_>, out: &mut Locality, path: String, word: &Word) {
    let text = word.text.trim().to_owned();
    if text.is_empty() {
        g.warn(
            word.at.start,
            format!("`{path}` còn để trống"),
            "Hỏi cho chắc rồi điền; tới lúc đó người dân được chỉ gọi tổng đài.",
        );
    }
    out.values.insert(path, text);
}

fn portals(g: &mut Gather<'_>, out: &mut Locality, top: &mut Table<'_, '_>) {
    let Some(portals) = top.table(g, "portal") else { return };
    for (key, value, at) in portals.in_order() {
        if !is_name(&key.text) {
            g.error(
                key.at.start,
                format!("tên cổng `{}` viết sai", short(&key.text)),
                "Chữ thường không dấu, số, gạch nối: `[portal.quoc-gia]`.",
            );
            continue;
        }
        let name = format!("portal.{}", key.text);
        let Some(table) = portals.as_table(g, name.clone(), value, &at) else { continue };
        values(g, out, &name, &["name", "url"], table);
        let part = |what: &str| out.values.get(&format!("{name}.{what}")).cloned().unwrap_or_default();
        let portal = Portal { name: part("name"), url: part("url") };
        if !portal.url.is_empty() {
            judge_url(g, out, &name, &portal.url, at.start);
        }
        out.portals.insert(key.text, portal);
    }
}

fn judge_url(g: &mut Gather<'_>, out: &Locality, name: &str, url: &str, at: usize) {
    match host(url) {
        None => {
            let mend = "Viết như `url = \"https://dichvucong.gov.vn\"`.";
            g.error(at, format!("`{name}.url` không phải địa chỉ `https://` an toàn"), mend);
        }
        Some(host) if !out.is_official(&host) => {
            let mend = "Chỉ dẫn tới trang nhà nước (`.gov.vn`); trang khác phải có trong `[official] hosts`.";
            g.error(at, format!("`{name}.url`: `{host}` không phải trang nhà nước"), mend);
        }
        Some(_) => {}
    }
}

fn official(g: &mut Gather<'_>, out: &mut Locality, top: &mut Table<'_, '_>) {
    let Some(mut table) = top.table(g, "official") else { return };
    for word in table.texts(g, "hosts") {
        let host = word.text.to_lowercase();
        let sound = host.contains('.') && host.split('.').all(|label| is_name(label) && !label.starts_with('-'));
        if sound {
            out.hosts.push(host);
        } else {
            g.error(
                word.at.start,
                format!("tên máy `{}` viết sai", short(&word.text)),
                "Chỉ ghi tên, không `https://`, không dấu `/`: `vnpost.vn`.",
            );
        }
    }
    table.finish(g);
}

/// The hamlets are buttons: each has a short name, and no two are taken for one another.
fn hamlets(g: &mut Gather<'_>, out: &mut Locality, top: &mut Table<'_, '_>) {
    let Some(mut table) = top.table(g, "hamlets") else { return };
    for word in table.texts(g, "names") {
        let name = word.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let written = short(&name);
        if fold(&name).is_empty() {
            g.error(word.at.start, "tên thôn này không có chữ nào", "Điền tên, hoặc bỏ nó khỏi danh sách.");
        } else if name.chars().count() > MOST_OF_A_HAMLET {
            let mend = format!("Viết gọn trong {MOST_OF_A_HAMLET} chữ cái: tên này nằm trên nút.");
            g.error(word.at.start, format!("tên thôn `{written}` dài quá"), mend);
        } else if out.hamlets.iter().any(|h| fold(h) == fold(&name)) {
            g.error(word.at.start, format!("thôn `{written}` ghi hai lần"), "Bỏ bớt một chỗ.");
        } else {
            out.hamlets.push(name);
        }
    }
    table.finish(g);
}

fn holidays(g: &mut Gather<'_>, out: &mut Locality, top: &mut Table<'_, '_>) {
    let Some(mut table) = top.table(g, "holidays") else { return };
    for word in table.texts(g, "days") {
        match word.text.parse::<Date>() {
            Ok(day) => _ = out.holidays.insert(day),
            Err(_) => g.error(
                word.at.start,
                format!("ngày nghỉ `{}` viết sai", short(&word.text)),
                "Viết năm-tháng-ngày trong dấu ngoặc: `\"2027-02-08\"`.",
            ),
        }
    }
    table.finish(g);
}
