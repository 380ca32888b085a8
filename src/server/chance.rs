//! Randomness for jitter.

use linekeeper_ports::Chance;

/// Random numbers from the thread's generator.
pub(crate) struct RandomSource;

impl Chance for RandomSource {
    fn roll(&mut self) -> f64 {
        rand::random()
    }
}
