//! The model: softmax regression over sparse features, trained in place by gradient steps; no randomness in it.

/// Classes are padded to whole vector registers.
const LANES: usize = 8;

/// How fast the weights follow an example at first; by [`SLOWING`] an epoch it slows down. Both, and the number of
/// epochs, were chosen on queries of our own (`tests/queries`).
const SPEED: f32 = 2.0;
const SLOWING: f32 = 0.25;
const EPOCHS: usize = 8;

/// Features with their weights, by number.
pub(super) type Sparse = Vec<(u32, f32)>;

/// Examples in one piece: four thousand small ones would leave the heap in pieces once they are forgotten.
#[derive(Debug, Default)]
pub(super) struct Examples {
    features: Sparse,
    /// Where each ends in `features`, its class, how much it counts.
    each: Vec<(usize, usize, f32)>,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
struct Example<'a> {
    features: &'a [(u32, f32)],
    class: usize,
    weight: f32,
}

impl Examples {
    /// One more.
    pub(super) fn push(&mut self, features: &[(u32, f32)], class: usize, weight: f32) {
        self.features.extend_from_slice(features);
        self.each.push((self.features.len(), class, weight));
    }

    fn get(&self, n: usize) -> Example<'_> {
        let from = n.checked_sub(1).map_or(0, |before| self.each[before].0);
        let (to, class, weight) = self.each[n];
        Example { features: &self.features[from..to], class, weight }
    }
}

/// A row of weights for each feature, a column for each class.
#[derive(Debug)]
pub(super) struct Model {
    classes: usize,
    width: usize,
    rows: Vec<f32>,
    bias: Vec<f32>,
}

impl Model {
    /// Learns `classes` classes from the examples; `features` is one more than the highest feature number.
    pub(super) fn train(examples: &Examples, features: usize, classes: usize) -> Self {
        let width = classes.next_multiple_of(LANES).max(LANES);
        let mut model = Self { classes, width, rows: vec![0.0; features * width], bias: vec![0.0; width] };
        let mut slope = vec![0.0; width];
        let mut speed = SPEED;
        for epoch in 0..EPOCHS {
            for n in 0..examples.each.len() {
                let example = examples.get(shuffled(n, epoch, examples.each.len()));
                model.step(example, speed, &mut slope);
            }
            speed = SPEED / (1.0 + SLOWING * f32::from(u16::try_from(epoch + 1).unwrap_or(u16::MAX)));
        }
        model
    }

    /// The probability of each class.
    pub(super) fn judge(&self, features: &[(u32, f32)]) -> Vec<f32> {
        let mut out = vec![0.0; self.width];
        self.scores(features, &mut out);
        out.truncate(self.classes);
        out
    }

    fn scores(&self, features: &[(u32, f32)], out: &mut [f32]) {
        out.copy_from_slice(&self.bias);
        for (feature, value) in features {
            let row = &self.rows[*feature as usize * self.width..][..self.width];
            out.iter_mut().zip(row).for_each(|(o, w)| *o += value * w);
        }
        let out = &mut out[..self.classes];
        let most = out.iter().copied().fold(f32::MIN, f32::max);
        out.iter_mut().for_each(|o| *o = (*o - most).exp());
        let sum: f32 = out.iter().sum();
        out.iter_mut().for_each(|o| *o /= sum);
    }

    fn step(&mut self, example: Example<'_>, speed: f32, slope: &mut [f32]) {
        self.scores(example.features, slope);
        slope[example.class] -= 1.0;
        slope[self.classes..].fill(0.0);
        let speed = speed * example.weight;
        slope.iter_mut().for_each(|s| *s *= speed);
        for (feature, value) in example.features {
            let row = &mut self.rows[*feature as usize * self.width..][..self.width];
            row.iter_mut().zip(&*slope).for_each(|(w, s)| *w -= value * s);
        }
        self.bias.iter_mut().zip(&*slope).for_each(|(b, s)| *b -= 0.1 * s);
    }
}

/// The examples in another order each epoch, the same in every run: a stride that shares no divisor with their number.
fn shuffled(n: usize, epoch: usize, of: usize) -> usize {
    let mut stride = of * 5 / 8 + 2 * epoch + 1;
    while gcd(stride, of) != 1 {
        stride += 1;
    }
    (n * stride + epoch * 31) % of
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_known_again() {
        let mut examples = Examples::default();
        for class in 0..3 {
            examples.push(&[(u32::try_from(class).expect("small"), 1.0), (3, 0.2)], class, 1.0);
        }
        let model = Model::train(&examples, 4, 3);
        for class in 0..3 {
            let judged = model.judge(&[(u32::try_from(class).expect("small"), 1.0)]);
            assert!(judged[class] > 0.6, "{judged:?}");
            assert!((judged.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn every_example_is_seen_once_an_epoch() {
        for of in [1, 2, 7, 10, 100] {
            let mut seen: Vec<usize> = (0..of).map(|n| shuffled(n, 3, of)).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..of), "{of}");
        }
    }
}
