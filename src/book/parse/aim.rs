//! A link's target as the clerk wrote it, understood.

use crate::book::condition::is_name;
use crate::book::parse::gather::Gather;
use crate::book::parse::ink::visible;
use crate::book::{Target, Template, TemplatePart, slug};

/// A target with what it remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aim {
    /// Where it leads; an empty step if it could not be understood.
    pub(super) to: Target,
    /// As written, `?name` cut off.
    pub(super) written: String,
    /// `?name`
    pub(super) remember: Option<String>,
    /// The byte of the link.
    pub(super) at: usize,
}

/// Understands `written`; what it can't is faulted at byte `at`.
pub(super) fn aim(g: &mut Gather<'_>, at: usize, written: &str) -> Aim {
    let leads = !written.starts_with("https://") && !written.starts_with("copy:") && !written.starts_with("{{");
    let (plain, remember) = match written.rsplit_once('?') {
        Some((plain, name)) if leads => (plain, Some(name)),
        _ => (written, None),
    };
    let to = target(g, at, plain).unwrap_or_else(|(message, mend)| {
        g.error(at, message, mend);
        Target::Step(String::new())
    });
    let remember = remember.filter(|name| remembered(g, at, name)).map(str::to_owned);
    Aim { to, written: plain.to_owned(), remember, at }
}

fn remembered(g: &mut Gather<'_>, at: usize, name: &str) -> bool {
    if !is_name(name) {
        let mend = format!("Tên chỉ gồm chữ thường không dấu, số, gạch nối{}.", such_as(&slug(&visible(name))));
        g.error(at, format!("tên câu trả lời `?{name}` viết sai"), mend);
    }
    is_name(name)
}

type Told = (String, String);

fn target(g: &mut Gather<'_>, at: usize, written: &str) -> Result<Target, Told> {
    if let Some(step) = written.strip_prefix('#') {
        return Ok(Target::Step(name(step, "bước", "#")?));
    }
    if let Some(step) = written.strip_prefix("caller:") {
        let step = step.strip_prefix('#').unwrap_or(step);
        return Ok(Target::Caller(name(step, "bước", "caller:#")?));
    }
    if let Some(words) = written.strip_prefix("copy:") {
        return Ok(Target::Copy(template(g, at, words)));
    }
    if written.starts_with("https://") || written.starts_with("{{") {
        return Ok(Target::Web(template(g, at, written)));
    }
    if let Some(rest) = written.strip_prefix("../media/") {
        return file(written, rest);
    }
    let (page, step) = written.split_once('#').map_or((written, None), |(page, step)| (page, Some(step)));
    if let Some(guide) = page.strip_suffix(".md") {
        let guide = name(guide.strip_prefix("./").unwrap_or(guide), "bài", "")?;
        let step = step.map(|s| name(s, "bước", "#")).transpose()?;
        return Ok(Target::Guide { guide, step });
    }
    Err(strange(written))
}

/// A file's name as Windows shows or makes it.
fn guide_meant(written: &str) -> Option<String> {
    let (page, step) = written.split_once('#').map_or((written, None), |(page, step)| (page, Some(step)));
    let lower = page.to_lowercase();
    let id = [".md.txt", ".md", ".markdown", ".txt", ".html", ".docx"]
        .into_iter()
        .find_map(|end| lower.strip_suffix(end))?;
    let id = slug(&visible(id.rsplit('/').next().unwrap_or(id)));
    Some(step.map_or(format!("{id}.md"), |step| format!("{id}.md#{}", slug(step))))
}

fn name(word: &str, what: &str, before: &str) -> Result<String, Told> {
    if is_name(word) {
        return Ok(word.to_owned());
    }
    let like = such_as(&format!("{before}{}", slug(&visible(word))));
    Err((format!("tên {what} `{word}` viết sai"), format!("Tên chỉ gồm chữ thường không dấu, số, gạch nối{like}.")))
}

fn such_as(slug: &str) -> String {
    if slug.ends_with(|c: char| c.is_ascii_alphanumeric()) { format!(": `{slug}`") } else { String::new() }
}

fn file(written: &str, rest: &str) -> Result<Target, Told> {
    if rest.is_empty() || rest.contains('\\') || rest.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        return Err((format!("đường dẫn tệp `{written}` viết sai"), "Viết như `../media/to-khai.pdf`.".to_owned()));
    }
    Ok(Target::File(format!("media/{rest}")))
}

fn strange(written: &str) -> Told {
    let shown: String = written.chars().take(60).collect();
    let mend = if written.starts_with("http://") {
        return (format!("`{shown}` không an toàn"), "Chỉ dùng địa chỉ bắt đầu bằng `https://`.".to_owned());
    } else if written.starts_with("tel:") {
        "Ghi số điện thoại ngay trong chữ: máy tự cho bấm gọi.".to_owned()
    } else if let Some(guide) = guide_meant(written) {
        format!("Bài khác viết bằng tên tệp, đuôi `.md` chữ thường: `{guide}`.")
    } else if is_name(written) {
        format!("Viết `#{written}` cho một bước của bài này, `{written}.md` cho bài khác.")
    } else if written.starts_with("media/") || written.starts_with("/media/") {
        "Tệp viết như `../media/to-khai.pdf`.".to_owned()
    } else {
        "Viết `#buoc`, `bai.md`, `bai.md#buoc`, `caller:#buoc`, `https://…`, `<copy:…>` hay `../media/…`.".to_owned()
    };
    (format!("không hiểu nút hay liên kết dẫn tới `{shown}`"), mend)
}

/// Text with `{{facts}}`.
pub(super) fn template(g: &mut Gather<'_>, at: usize, words: &str) -> Template {
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some((before, (inner, after))) =
        rest.split_once("{{").and_then(|(before, tail)| Some((before, tail.split_once("}}")?)))
    {
        if !before.is_empty() {
            parts.push(TemplatePart::Text(before.to_owned()));
        }
        if let Some(fact) = g.fact(at, inner) {
            parts.push(TemplatePart::Fact(fact));
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    Template(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> (Aim, usize) {
        let mut g = Gather::new("vi/a.md", "");
        let aim = aim(&mut g, 0, written);
        (aim, g.faults.len())
    }

    #[test]
    fn targets_are_understood() {
        let (aim, faults) = read("khai-sinh.md#giay-to?xin-gium");
        assert_eq!(aim.to, Target::Guide { guide: "khai-sinh".into(), step: Some("giay-to".into()) });
        assert_eq!(
            (aim.remember.as_deref(), aim.written.as_str(), faults),
            (Some("xin-gium"), "khai-sinh.md#giay-to", 0)
        );
        assert_eq!(read("caller:#truc-tuyen").0.to, Target::Caller("truc-tuyen".into()));
        assert_eq!(read("../media/a/b.pdf").0.to, Target::File("media/a/b.pdf".into()));
        assert!(matches!(read("https://a.gov.vn/?q=1").0.to, Target::Web(_)));
        assert!(matches!(read("{{portal.quoc-gia.url}}").0.to, Target::Web(_)));
    }

    #[test]
    fn strange_targets_are_faults() {
        for written in ["giay-to", "http://a.gov.vn", "../media/../x", "#Giấy", "", "tel:113", "a/b.md", "#a?B"] {
            assert_eq!(read(written).1, 1, "{written}");
        }
    }
}
