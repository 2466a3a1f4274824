//! Announcements: what staff tell citizens who asked to be told.

pub mod audience;
pub mod delivery;
pub mod desk;
mod figures;
pub mod hour;
mod letter;
mod limits;
pub mod manners;
mod notice;
mod pieces;
pub mod plan;
mod raw;
mod reading;
mod remark;
mod request;
pub mod roster;
mod table;
mod template;
mod to;

pub use letter::{Aim, Button, Letter};
pub use limits::{correct, over};
pub use notice::{Notice, STANDING};
pub use pieces::{escape, pieces};
pub use plan::{Plan, PlanId, Stage};
pub use remark::{Remark, in_words, remarks};
pub use request::{Counted, Request, State, Status};
pub use table::table;
pub use template::fill;
pub use to::{NoRule, To};
