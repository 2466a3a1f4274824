//! Announcements: what staff tell citizens who asked to be told.

pub mod hour;
mod letter;
mod reading;
mod remark;
mod request;
mod template;
mod to;

pub use letter::{Aim, Button, Letter};
pub use remark::{Remark, remarks};
pub use request::{Counted, Request, State, Status};
pub use template::fill;
pub use to::{NoRule, To};
