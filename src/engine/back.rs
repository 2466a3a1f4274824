//! "Lùi": from a look to the place, else to the place before, with the way one was in there.

use crate::book::{Phrase, Target, Way};
use crate::engine::at::{At, Spot};
use crate::engine::course::Course;
use crate::engine::follow::press_of;
use crate::engine::path::button_of;
use crate::engine::session::{Left, Press, View, put};

/// One place back; a second tap on the same message is harmless.
pub(super) fn back(c: &mut Course<'_>, from: Spot<'_>) {
    let here = c.s.walk().is_some_and(|w| from.is(&w.place));
    if here || c.s.view != View::Place {
        go_back(c);
    }
}

/// Back from a look to the place, else to the place before.
pub(super) fn go_back(c: &mut Course<'_>) {
    if c.s.view != View::Place {
        c.s.view = View::Place;
        return;
    }
    let book = c.book;
    c.cache = None;
    let Some(walk) = c.s.walk_mut() else { return };
    let Some(frame) = walk.back.pop() else { return over_the_opening(c) };
    walk.stack = frame.stack;
    let found = frame.place.find(book);
    walk.place = found.map_or(frame.place, |(spot, _)| spot.at());
    match found {
        None => c.say(Phrase::GuideGone, &[]),
        Some((spot, false)) => {
            c.say(Phrase::StepGone, &[("step", &crate::book::plain(&spot.step().heading))]);
        }
        Some((spot, true)) => same_way(c, spot),
    }
}

/// Back over an opening: to the guide that was left for this one.
fn over_the_opening(c: &mut Course<'_>) {
    let left = c.s.left.take();
    let found = match &left {
        Some(Left::Dossier(number)) => c.resume(*number),
        Some(Left::Guide(id)) => c.book.guide(id).map(|guide| c.open(guide, None)).is_some(),
        None => false,
    };
    if found {
        // Back is no way on: another step back doesn't lead here again.
        c.s.left = None;
    } else {
        c.say(Phrase::NoBack, &[]);
    }
}

/// Whoever goes back over «Đổi cách nộp» is in the way of before: the press that chose the other one gives way.
fn same_way(c: &mut Course<'_>, here: Spot<'_>) {
    let book = c.book;
    let Some(way) = here.guide.way_at(here.index) else { return };
    let Some(walk) = c.s.walk_mut().filter(|w| w.guide == here.guide.id) else { return };
    let other = walk.pressed.iter().find_map(|(at, press)| Some((*at, chosen_anew(book, at, press, way)?)));
    if let Some((at, press)) = other {
        put(&mut walk.pressed, &at, press);
        walk.way = Some(way.id().to_owned());
    }
}

/// The press that would have chosen `way` where another way was chosen; none for a press that chose none, or this one.
fn chosen_anew(book: &crate::book::Book, at: &At, press: &Press, way: Way) -> Option<Press> {
    let (spot, _) = at.find(book)?;
    let leads = |target: &Target| match target {
        Target::Step(id) | Target::Caller(id) => Way::from_id(id),
        _ => None,
    };
    leads(&button_of(spot.step(), press)?.target).filter(|chosen| *chosen != way)?;
    let button = spot.step().buttons.iter().find(|b| leads(&b.target) == Some(way))?;
    Some(press_of(button))
}
