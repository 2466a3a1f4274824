//! The updates a chat's record remembers, as it keeps them: a zero, the first number, then each one's distance from the one before it.
//! Without the zero they are whole numbers, as they were stored once.

use serde::{Deserialize, Deserializer, Serializer};

use crate::intake::UpdateId;

pub(super) fn serialize<S: Serializer>(ids: &[UpdateId], to: S) -> Result<S::Ok, S::Error> {
    let befores = std::iter::once(0).chain(ids.iter().map(|id| id.0));
    let distances = ids.iter().zip(befores).map(|(id, before)| id.0.wrapping_sub(before));
    let sign = (!ids.is_empty()).then_some(0);
    to.collect_seq(sign.into_iter().chain(distances))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<UpdateId>, D::Error> {
    let numbers = Vec::<u64>::deserialize(from)?;
    let Some((0, distances)) = numbers.split_first() else {
        return Ok(numbers.into_iter().map(UpdateId).collect());
    };
    let sums = distances.iter().scan(0_u64, |sum, distance| {
        *sum = sum.wrapping_add(*distance);
        Some(UpdateId(*sum))
    });
    Ok(sums.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize, Deserialize)]
    #[serde(transparent)]
    struct Ids(#[serde(with = "super")] Vec<UpdateId>);

    #[test]
    fn numbers_read_back_in_order_or_out_of_it_and_as_they_were_stored_once() {
        let ids = |all: &[u64]| all.iter().copied().map(UpdateId).collect::<Vec<_>>();
        for all in [&[][..], &[5], &[700_000_001, 700_000_009, 700_000_003], &[0, 5], &[u64::MAX, 1]] {
            let json = serde_json::to_string(&Ids(ids(all))).expect("JSON");
            assert_eq!(serde_json::from_str::<Ids>(&json).expect("numbers").0, ids(all), "{json}");
        }
        assert_eq!(serde_json::to_string(&Ids(ids(&[700, 709]))).expect("JSON"), "[0,700,9]");
        assert_eq!(serde_json::from_str::<Ids>("[5,9]").expect("numbers").0, ids(&[5, 9]));
    }
}
