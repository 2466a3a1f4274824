//! Marks on a page as PDF.

use krilla::Document;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb::Color;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;

use crate::print::Sheet;
use crate::print::flow::Mark;
use crate::print::letters::Letters;
use crate::print::page::{HEIGHT, Page, WIDTH};
use crate::print::qr::Code;

/// Black prints best; faint words stay readable on a worn drum.
const INK: u8 = 0;
const FAINT: u8 = 70;

/// The page as a file.
pub(super) fn paint(sheet: &Sheet, laid: &Page, letters: &Letters) -> Option<Vec<u8>> {
    let mut document = Document::new();
    let about = Metadata::new().title(sheet.title.clone()).language("vi".to_owned());
    document.set_metadata(about);
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
    let mut surface = page.surface();
    for mark in &laid.marks {
        draw(&mut surface, mark, letters);
    }
    if let Some((code, x, y, side)) = &laid.qr {
        square(&mut surface, code, (*x, *y, *side));
    }
    surface.finish();
    if let Some((_, x, y, side)) = &laid.qr {
        // Read on a phone, the code can't be scanned, but it can be pressed.
        let link = LinkAnnotation::new(Rect::from_xywh(*x, *y, *side, *side)?, Target::Action(to(&sheet.link)));
        page.add_annotation(Annotation::new_link(link, Some(sheet.leads_to.clone())));
    }
    page.finish();
    document.finish().ok()
}

fn to(url: &str) -> krilla::action::Action {
    LinkAction::new(url.to_owned()).into()
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, letters: &Letters) {
    match mark {
        Mark::Words { x, y, size, bold, faint, text } => {
            ink(surface, if *faint { FAINT } else { INK });
            let glyphs = letters.glyphs(text, *bold);
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, letters.font(*bold), text, *size, false);
        }
        Mark::Tick { x, y, side, have } => {
            pen(surface, 0.9, None);
            stroke(surface, |path| {
                path.move_to(*x, *y);
                path.line_to(x + side, *y);
                path.line_to(x + side, y + side);
                path.line_to(*x, y + side);
                path.close();
            });
            if *have {
                pen(surface, 1.6, None);
                stroke(surface, |path| {
                    path.move_to(x + 0.2 * side, y + 0.5 * side);
                    path.line_to(x + 0.43 * side, y + 0.76 * side);
                    path.line_to(x + 0.84 * side, y + 0.2 * side);
                });
            }
        }
        Mark::Rule { x, y, width } => {
            pen(surface, 0.5, None);
            stroke(surface, |path| across(path, *x, *y, *width));
        }
        Mark::Dots { x, y, width } => {
            pen(surface, 0.8, Some(StrokeDash { array: vec![0.8, 2.4], offset: 0.0 }));
            stroke(surface, |path| across(path, *x, *y, *width));
        }
    }
}

fn across(path: &mut PathBuilder, x: f32, y: f32, width: f32) {
    path.move_to(x, y);
    path.line_to(x + width, y);
}

#[allow(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
fn square(surface: &mut Surface<'_>, code: &Code, (left, top, side): (f32, f32, f32)) {
    let module = side / code.side as f32;
    let mut path = PathBuilder::new();
    for (column, row, run) in &code.dark {
        let (x, y) = (left + *column as f32 * module, top + *row as f32 * module);
        if let Some(dark) = Rect::from_xywh(x, y, *run as f32 * module, module) {
            path.push_rect(dark);
        }
    }
    ink(surface, INK);
    put(surface, path.finish());
}

fn ink(surface: &mut Surface<'_>, gray: u8) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: shade(gray).into(), opacity: NormalizedF32::ONE, ..Fill::default() }));
}

fn shade(gray: u8) -> Color {
    Color::new(gray, gray, gray)
}

fn pen(surface: &mut Surface<'_>, width: f32, dash: Option<StrokeDash>) {
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: shade(INK).into(), width, dash, ..Stroke::default() }));
}

fn stroke(surface: &mut Surface<'_>, along: impl FnOnce(&mut PathBuilder)) {
    let mut path = PathBuilder::new();
    along(&mut path);
    put(surface, path.finish());
}

fn put(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}
