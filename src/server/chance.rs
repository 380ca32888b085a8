//! Jitter from the machine's randomness.

use linekeeper_ports::Chance;

/// Rolls real dice.
pub(crate) struct Dice;

impl Chance for Dice {
    fn roll(&mut self) -> f64 {
        rand::random()
    }
}
