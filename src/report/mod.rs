//! What the staff sees of the guides: a map that shows whether anything is broken, a leaflet.

mod conditions;
mod dot;
mod graph;
mod ink;
mod layout;
mod leaflet;
mod ports;
mod spoken;
mod svg;
mod weave;
mod wire;

pub use dot::dot;
pub use graph::{Edge, Entry, Graph, Lead, Line, Mark, Menu, Node, Sort, Stage};
pub use leaflet::leaflet;
pub use svg::svg;
pub use weave::graph;
