//! The numbers and words of sled's log, as 0.34.7 writes them.

/// What is left to read. `None` anywhere = the bytes are none of the log's.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// Four bytes, the lowest first.
    pub(super) fn small(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Eight bytes, the lowest first.
    pub(super) fn whole(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// A number of one to nine bytes.
    pub(super) fn number(&mut self) -> Option<u64> {
        let first = u64::from(self.byte()?);
        Some(match first {
            0..=240 => first,
            241..=248 => 240 + 256 * (first - 241) + u64::from(self.byte()?),
            249 => 2288 + 256 * u64::from(self.byte()?) + u64::from(self.byte()?),
            _ => {
                let mut wide = [0; 8];
                let size = usize::try_from(first - 247).ok()?;
                wide.get_mut(..size)?.copy_from_slice(self.take(size)?);
                u64::from_le_bytes(wide)
            }
        })
    }

    /// A length, then so many bytes.
    pub(super) fn word(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width() {
        let cases: [(&[u8], u64); 6] = [
            (&[240], 240),
            (&[241, 1], 241),
            (&[249, 0, 1], 2289),
            (&[250, 1, 0, 1], 65_537),
            (&[251, 0, 0, 0, 1], 1 << 24),
            (&[255, 0, 0, 0, 0, 0, 0, 0, 128], 1 << 63),
        ];
        for (bytes, wanted) in cases {
            let mut bytes = Bytes(bytes);
            assert_eq!((bytes.number(), bytes.0.len()), (Some(wanted), 0));
        }
        assert_eq!(Bytes(&[250, 1]).number(), None);
        assert_eq!(Bytes(&[3, 1, 2]).word(), None);
    }
}
