//! A step's body to blocks: conditions judged, what lacks a fact left out.

use crate::book::{Block as Written, Item, Piece, Sight, Span, Tone as WrittenTone};
use crate::screen::ink::{inks, plain, push};
use crate::screen::ways::ways;
use crate::screen::{Block, Ink, Tick, Tone};

/// Adds what of `written` holds for this citizen now.
pub(super) fn body(sight: &Sight<'_>, written: &[Written], out: &mut Vec<Block>) {
    for block in written {
        match block {
            Written::Paragraph(pieces) => out.extend(paragraph(sight, pieces).map(Block::Paragraph)),
            Written::List { start, items } => list(sight, *start, items, out),
            Written::Table { head, rows } => out.extend(table(sight, head, rows)),
            Written::Note { tone, blocks } => note(sight, *tone, blocks, out),
            Written::Picture { file, alt } => out.push(Block::Picture { file: file.clone(), alt: alt.clone() }),
            Written::Ways => ways(sight, out),
            Written::Code(text) => out.push(Block::Code(text.clone())),
        }
    }
}

/// The pieces that hold, joined by blanks.
pub(super) fn paragraph(sight: &Sight<'_>, pieces: &[Piece]) -> Option<Vec<Ink>> {
    let mut out = Vec::new();
    for piece in pieces.iter().filter(|p| sight.holds(&p.when)) {
        if out.last().is_some_and(|before| *before != Ink::Break) {
            plain(" ", &mut out);
        }
        push(sight, &piece.text, &mut out)?;
    }
    (!out.is_empty()).then_some(out)
}

/// A clerk may mix papers and plain items: each run becomes a block of its own, the numbers go on.
fn list(sight: &Sight<'_>, start: Option<u64>, items: &[Item], out: &mut Vec<Block>) {
    let (mut runs, mut aside) = (Vec::new(), Vec::new());
    let mut number = start;
    for item in items.iter().filter(|i| sight.holds(&i.when)) {
        let Some(mut text) = inks(sight, &item.text) else { continue };
        nested(sight, &item.nested, &mut text, &mut aside);
        if text.is_empty() {
            continue;
        }
        match (&item.tick, runs.last_mut()) {
            (Some(_), Some(Block::Checklist(ticks))) => ticks.push(Tick { have: has(sight, item), text }),
            (Some(_), _) => runs.push(Block::Checklist(vec![Tick { have: has(sight, item), text }])),
            (None, Some(Block::List { items: run, .. })) => run.push(text),
            (None, _) => runs.push(Block::List { start: number, items: vec![text] }),
        }
        if item.tick.is_none() {
            number = number.map(|n| n.saturating_add(1));
        }
    }
    out.append(&mut runs);
    out.append(&mut aside);
}

/// A tick belongs to guide and folded label, so it stays through edits that keep the label.
fn has(sight: &Sight<'_>, item: &Item) -> bool {
    let of_guide = |t: &String| {
        t.strip_prefix(sight.guide.id.as_str()).and_then(|rest| rest.strip_prefix('#')) == Some(&item.tick_key)
    };
    sight.ground.ticks.iter().any(of_guide)
}

/// What stands below an item becomes lines of it; pictures and codes can't, they go after the list.
fn nested(sight: &Sight<'_>, written: &[Written], text: &mut Vec<Ink>, aside: &mut Vec<Block>) {
    if written.is_empty() {
        return;
    }
    let mut blocks = Vec::new();
    body(sight, written, &mut blocks);
    for mut line in flat(blocks, aside) {
        if !text.is_empty() {
            text.push(Ink::Break);
        }
        text.append(&mut line);
    }
}

fn table(sight: &Sight<'_>, head: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Option<Block> {
    let heads: Vec<String> = head.iter().map(|h| sight.words(h).unwrap_or_default()).collect();
    let row = |cells: &Vec<Vec<Span>>| -> Option<Vec<(String, Vec<Ink>)>> {
        let pair =
            |(n, cell): (usize, &Vec<Span>)| Some((heads.get(n).cloned().unwrap_or_default(), inks(sight, cell)?));
        let pairs: Option<Vec<_>> = cells.iter().enumerate().map(pair).collect();
        pairs.map(|p| p.into_iter().filter(|(_, cell)| !cell.is_empty()).collect())
    };
    let rows: Vec<_> = rows.iter().filter_map(row).filter(|r| !r.is_empty()).collect();
    (!rows.is_empty()).then_some(Block::Table(rows))
}

fn note(sight: &Sight<'_>, tone: WrittenTone, written: &[Written], out: &mut Vec<Block>) {
    let (mut blocks, mut aside) = (Vec::new(), Vec::new());
    body(sight, written, &mut blocks);
    let lines = flat(blocks, &mut aside);
    let tone = match tone {
        WrittenTone::Tip => Tone::Tip,
        WrittenTone::Warning => Tone::Warning,
        WrittenTone::Note => Tone::Note,
        WrittenTone::Quote => Tone::Quote,
    };
    if !lines.is_empty() {
        out.push(Block::Note { tone, lines, folds: tone == Tone::Note });
    }
    out.append(&mut aside);
}

/// Blocks as lines, for where only lines may stand; what is none goes to `aside`.
fn flat(blocks: Vec<Block>, aside: &mut Vec<Block>) -> Vec<Vec<Ink>> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Notice(text) | Block::Header(text) | Block::Heading(text) | Block::Paragraph(text) => {
                lines.push(text);
            }
            Block::List { start: None, items } => lines.extend(items.into_iter().map(|i| led("– ", i))),
            Block::List { start: Some(first), items } => {
                lines.extend((first..).zip(items).map(|(n, i)| led(&format!("{n}. "), i)));
            }
            Block::Checklist(ticks) => {
                lines.extend(ticks.into_iter().map(|t| led(if t.have { "✅ " } else { "⬜ " }, t.text)));
            }
            Block::Table(rows) => lines.extend(rows.into_iter().map(joined)),
            Block::Note { lines: inner, .. } => lines.extend(inner),
            Block::Code(_) | Block::Picture { .. } => aside.push(block),
        }
    }
    lines
}

fn led(lead: &str, text: Vec<Ink>) -> Vec<Ink> {
    let mut out = Vec::with_capacity(text.len() + 1);
    out.push(Ink::Plain(lead.to_owned()));
    out.extend(text);
    out
}

fn joined(row: Vec<(String, Vec<Ink>)>) -> Vec<Ink> {
    let mut out = Vec::new();
    for (n, (head, mut cell)) in row.into_iter().enumerate() {
        plain(if n > 0 { "; " } else { "– " }, &mut out);
        if !head.is_empty() {
            plain(&head, &mut out);
            plain(": ", &mut out);
        }
        out.append(&mut cell);
    }
    out
}
