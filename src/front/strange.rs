//! What the log says of kinds of things that arrive and that nobody here knows: their names, no content.

use crate::pulse::Pulse;

/// Something of this kind arrived. A kind is named once; updates that can't be read at all are told ever more rarely.
pub(super) fn tell(pulse: &Pulse, kind: &str) {
    let times = pulse.strange(kind);
    if kind == "update:?" {
        if times.is_power_of_two() {
            log::warn!("an update that cannot be read, {times} so far");
        }
    } else if times == 1 {
        log::warn!("something of a kind that is not known, {kind}: it is passed over, all else beside it is read");
    }
}
