//! What an index was learnt from, as one number.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::book::index::headings;
use crate::book::index::search::sought;
use crate::book::{Book, Vocabulary};

/// A number that changes when anything does that an index learns from.
pub(super) fn digest(book: &Book) -> u64 {
    let mut hasher = DefaultHasher::new();
    for guide in sought(book) {
        let front = &guide.front;
        (&guide.id, &front.title, &front.short, &front.aliases, &front.code).hash(&mut hasher);
        for heading in headings(guide) {
            heading.hash(&mut hasher);
        }
    }
    let Vocabulary {
        path: _,
        skip,
        short,
        same,
        said,
        beside,
        urgent,
        help,
        cry,
        now,
        calm,
        danger,
        no_danger,
        asked,
        answers,
        doubts: _,
        alike,
        answered,
        questions,
    } = &*book.vocabulary;
    (skip, short, same, help, cry, now, calm).hash(&mut hasher);
    no_danger.hash(&mut hasher);
    for (kind, texts) in danger {
        (*kind as u8, texts).hash(&mut hasher);
    }
    (asked, alike).hash(&mut hasher);
    for (key, buttons) in answered {
        key.hash(&mut hasher);
        for button in buttons {
            (&button.label, &button.texts).hash(&mut hasher);
        }
    }
    for (key, said) in questions {
        (key, &said.texts).hash(&mut hasher);
    }
    for (stance, texts) in answers {
        (*stance as u8, texts).hash(&mut hasher);
    }
    for (id, said) in said {
        (id, &said.texts).hash(&mut hasher);
    }
    for (kind, texts) in beside {
        (*kind as u8, texts).hash(&mut hasher);
    }
    for (kind, words) in urgent {
        (*kind as u8, words).hash(&mut hasher);
    }
    hasher.finish()
}
