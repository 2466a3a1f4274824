//! Words flowing down a page: what is put is measured, wrapped, and marked with its place.

use crate::print::letters::Letters;

/// Something on the page; sizes in points, from the top left.
pub(super) enum Mark {
    /// Words on one line, `y` their base line.
    Words { x: f32, y: f32, size: f32, bold: bool, faint: bool, text: String },
    /// A box to tick.
    Tick { x: f32, y: f32, side: f32, have: bool },
    /// A thin line.
    Rule { x: f32, y: f32, width: f32 },
    /// Dots to write on.
    Dots { x: f32, y: f32, width: f32 },
}

/// How words look.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) faint: bool,
}

/// A run of words in one look.
pub(super) type Run<'t> = (Look, &'t str);

/// Words that no blank parts: "giấy:" may be bold up to its colon.
type Word = Vec<(Look, String)>;

/// The column one writes in.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) x: f32,
    pub(super) width: f32,
}

/// The page as it fills.
pub(super) struct Flow<'l> {
    pub(super) letters: &'l Letters,
    pub(super) marks: Vec<Mark>,
    /// How far down it is filled.
    pub(super) y: f32,
}

/// Base line to base line, in sizes; the marks above Ậ and below ự want room.
const LEADING: f32 = 1.36;

impl Flow<'_> {
    /// Writes the runs as one paragraph.
    pub(super) fn write(&mut self, column: Column, runs: &[Run<'_>]) {
        let words = words(self.letters, runs);
        let size = runs.iter().map(|(look, _)| look.size).fold(0.0, f32::max);
        let blank = self.letters.width(" ", false, size);
        let (mut line, mut filled): (Vec<Word>, f32) = (Vec::new(), 0.0);
        let words: Vec<Word> = words.into_iter().flat_map(|word| self.broken(word, column.width)).collect();
        for word in words {
            let width = self.width(&word);
            if !line.is_empty() && filled + blank + width > column.width {
                self.line(column, size, std::mem::take(&mut line));
                filled = 0.0;
            }
            filled += width + if line.is_empty() { 0.0 } else { blank };
            line.push(word);
        }
        if !line.is_empty() {
            self.line(column, size, line);
        }
    }

    /// A word wider than the column (an address) in pieces that fit.
    fn broken(&self, word: Word, most: f32) -> Vec<Word> {
        if self.width(&word) <= most {
            return vec![word];
        }
        let (mut pieces, mut piece, mut filled): (Vec<Word>, Word, f32) = (Vec::new(), Vec::new(), 0.0);
        for (look, text) in word {
            for c in text.chars() {
                let width = self.letters.width(c.encode_utf8(&mut [0; 4]), look.bold, look.size);
                if filled + width > most && filled > 0.0 {
                    pieces.push(std::mem::take(&mut piece));
                    filled = 0.0;
                }
                filled += width;
                match piece.last_mut().filter(|(of, _)| of.bold == look.bold) {
                    Some((_, text)) => text.push(c),
                    None => piece.push((look, c.to_string())),
                }
            }
        }
        pieces.push(piece);
        pieces
    }

    fn width(&self, word: &Word) -> f32 {
        word.iter().map(|(look, text)| self.letters.width(text, look.bold, look.size)).sum()
    }

    /// One line of words, those of one look joined.
    fn line(&mut self, column: Column, size: f32, words: Vec<Word>) {
        self.y += size * LEADING;
        let base = self.y - size * (LEADING - 1.0);
        let mut joined: Vec<(Look, String)> = Vec::new();
        for (n, word) in words.into_iter().enumerate() {
            for (m, (look, text)) in word.into_iter().enumerate() {
                let gap = n > 0 && m == 0;
                match joined.last_mut().filter(|(of, _)| of.bold == look.bold) {
                    Some((_, line)) => {
                        line.extend(gap.then_some(' '));
                        line.push_str(&text);
                    }
                    None => joined.push((look, if gap { format!(" {text}") } else { text })),
                }
            }
        }
        let mut x = column.x;
        for (Look { size, bold, faint }, text) in joined {
            let width = self.letters.width(&text, bold, size);
            self.marks.push(Mark::Words { x, y: base, size, bold, faint, text });
            x += width;
        }
    }
}

fn words(letters: &Letters, runs: &[Run<'_>]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (look, text) in runs {
        let text = letters.clean(text);
        let mut glued = !text.starts_with(' ');
        for word in text.split(' ').filter(|w| !w.is_empty()) {
            match words.last_mut().filter(|_| glued) {
                Some(last) => last.push((*look, word.to_owned())),
                None => words.push(vec![(*look, word.to_owned())]),
            }
            glued = false;
        }
    }
    words
}
