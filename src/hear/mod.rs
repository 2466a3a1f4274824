//! What a typed line means at a step: an answer to what is asked, or a question about the guide at hand; pure, learnt from the book.

mod answer;
mod glossary;
mod ordinal;
mod question;
mod range;
mod stance;

pub use answer::{Answer, Asking, Offer, answer};
pub use glossary::hard_word;
pub use question::{Question, question};
pub use stance::asks;
