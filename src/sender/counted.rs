//! A wire whose calls are counted for the operator.

use std::sync::Arc;

use crate::pulse::Pulse;
use crate::sender::outcome::Outcome;
use crate::sender::{Call, Wire};

/// Makes calls over another wire and tells how they ended.
pub struct Counted<W> {
    wire: Arc<W>,
    pulse: Arc<Pulse>,
}

impl<W: Wire> Counted<W> {
    /// Counts what goes over `wire`.
    pub fn new(wire: Arc<W>, pulse: Arc<Pulse>) -> Self {
        Self { wire, pulse }
    }
}

impl<W: Wire> Wire for Counted<W> {
    async fn call(&self, call: Call) -> Outcome {
        // An answered press sends nobody anything.
        let sends = !matches!(call, Call::Answer { .. });
        let outcome = self.wire.call(call).await;
        if sends {
            self.pulse.sent(outcome.name());
        }
        if let Outcome::Wait(_) = outcome {
            self.pulse.throttled();
        }
        outcome
    }
}
