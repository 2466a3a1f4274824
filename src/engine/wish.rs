//! What a button says about announcements, and how a token carries it.

use crate::engine::news::How;
use crate::engine::token::Reader;

/// A citizen's wish about announcements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Yes, given there, to the words with this hash.
    Take { how: How, words: u32 },
    /// No.
    Refuse,
    /// No more.
    Stop,
    /// About everything.
    All,
    /// A topic by the hash of its id, on or off.
    Topic { topic: u32, on: bool },
    /// A hamlet by the hash of its name; 0 = none.
    Hamlet(u32),
    /// Without sound, or with it.
    Silent(bool),
}

const HOWS: [How; 4] = [How::Menu, How::Finished, How::Welcome, How::Letter];

impl Wish {
    /// At most six bytes.
    pub(super) fn put(self, w: &mut Vec<u8>) {
        match self {
            Self::Take { how, words } => {
                let how = HOWS.iter().position(|h| *h == how).and_then(|i| u8::try_from(i).ok()).unwrap_or(0);
                w.extend([1, how]);
                w.extend(words.to_be_bytes());
            }
            Self::Refuse => w.push(2),
            Self::Stop => w.push(3),
            Self::All => w.push(4),
            Self::Topic { topic, on } => {
                w.extend([5, u8::from(on)]);
                w.extend(topic.to_be_bytes());
            }
            Self::Hamlet(name) => {
                w.push(6);
                w.extend(name.to_be_bytes());
            }
            Self::Silent(silent) => w.extend([7, u8::from(silent)]),
        }
    }

    /// What [`Self::put`] wrote; none for anything else.
    pub(super) fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(match r.u8()? {
            1 => Self::Take { how: *HOWS.get(usize::from(r.u8()?))?, words: r.u32()? },
            2 => Self::Refuse,
            3 => Self::Stop,
            4 => Self::All,
            5 => {
                let on = r.u8()? != 0;
                Self::Topic { topic: r.u32()?, on }
            }
            6 => Self::Hamlet(r.u32()?),
            7 => Self::Silent(r.u8()? != 0),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::at::At;
    use crate::engine::token::{Deed, Token};

    #[test]
    fn every_wish_reads_back_from_a_button() {
        let mut wishes = vec![Wish::Refuse, Wish::Stop, Wish::All, Wish::Hamlet(7), Wish::Hamlet(0)];
        wishes.extend(HOWS.map(|how| Wish::Take { how, words: u32::MAX }));
        wishes.extend([true, false].map(|on| Wish::Topic { topic: 9, on }));
        wishes.extend([true, false].map(Wish::Silent));
        for wish in wishes {
            let from = At::of_bytes([4; 14]);
            let token = Token { dossier: 5, fresh: true, aside: false, from, deed: Deed::News(wish) };
            let text = token.write();
            assert!(text.len() <= 64, "{text}");
            assert_eq!(Token::read(&text), Some(token));
        }
    }
}
