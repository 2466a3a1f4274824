//! Where arrows touch a box: side by side in the order they leave, so that two don't run as one.

use std::collections::BTreeMap;

use crate::report::graph::Graph;
use crate::report::layout::{Route, Spot};

/// How far an arrow goes straight up or down before it turns; less than the room between two layers.
const STEM: f32 = 10.0;

/// One end of a route.
#[derive(Debug, Clone, Copy)]
struct Tip {
    route: usize,
    starts: bool,
    /// The bend next to it.
    beside: (f32, f32),
}

/// Moves both ends of each route to its own place on the upper or lower side of its box.
pub(super) fn spread(graph: &Graph, routes: &mut [Route], spots: &[Spot]) {
    let mut sides: BTreeMap<(usize, bool), Vec<Tip>> = BTreeMap::new();
    for (n, route) in routes.iter().enumerate() {
        let edge = &graph.edges[route.edges[0]];
        let points = &route.points;
        if points.len() < 3 || edge.from == edge.to {
            continue;
        }
        for (node, starts, beside) in [(edge.from, true, points[1]), (edge.to, false, points[points.len() - 2])] {
            let below = beside.1 > spots[node].y + spots[node].height / 2.0;
            sides.entry((node, below)).or_default().push(Tip { route: n, starts, beside });
        }
    }
    for ((node, below), mut tips) in sides {
        tips.sort_by(|a, b| a.beside.0.total_cmp(&b.beside.0));
        let spot = spots[node];
        let y = if below { spot.y + spot.height } else { spot.y };
        let gap = spot.width / share(tips.len() + 1);
        for (i, tip) in tips.iter().enumerate() {
            let port = (spot.x + gap * share(i + 1), y);
            // First past the neighbours, which may be taller, then aside: so its head is seen too.
            let knee = (port.0, clear(spot, spots, below) + if below { STEM } else { -STEM });
            let bends = if below { knee.1 < tip.beside.1 } else { knee.1 > tip.beside.1 };
            let points = &mut routes[tip.route].points;
            if tip.starts {
                points.splice(0..1, std::iter::once(port).chain(bends.then_some(knee)));
            } else {
                let last = points.len() - 1;
                points.splice(last.., bends.then_some(knee).into_iter().chain([port]));
            }
        }
    }
}

/// Where the layer that a box stands in ends, below or above; the boxes of a layer have their middles on one line.
fn clear(spot: Spot, spots: &[Spot], below: bool) -> f32 {
    let middle = |s: &Spot| s.y + s.height / 2.0;
    let layer = spots.iter().filter(|s| (middle(s) - middle(&spot)).abs() < 1.0);
    if below {
        layer.map(|s| s.y + s.height).fold(f32::MIN, f32::max)
    } else {
        layer.map(|s| s.y).fold(f32::MAX, f32::min)
    }
}

#[allow(clippy::cast_precision_loss, reason = "a box has some dozens of arrows")]
const fn share(count: usize) -> f32 {
    count as f32
}
