//! Growth of a cost with the number of sessions.

/// Cost at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Number of sessions.
    pub size: f64,
    /// Cost without that of an empty process.
    pub cost: f64,
}

/// Exponents `k` of `cost = a · sizeᵏ` from each size to the next: 1 is linear, 2 means ten times the cost per session
/// for ten times the sessions. Steps with a cost of zero are left out.
#[must_use]
pub fn exponents(points: &[Point]) -> Vec<f64> {
    let steps = points.windows(2).filter_map(|pair| match pair {
        [from, to] => Some((to.cost / from.cost).ln() / (to.size / from.size).ln()),
        _ => None,
    });
    steps.filter(|exponent| exponent.is_finite()).collect()
}

/// Exponent of the curve that fits all points best, by least squares of the logarithms; `None` for fewer than two
/// points.
#[must_use]
pub fn fit(points: &[Point]) -> Option<f64> {
    let logs: Vec<(f64, f64)> =
        points.iter().filter(|p| p.size > 0.0 && p.cost > 0.0).map(|p| (p.size.ln(), p.cost.ln())).collect();
    let count = logs.len() as f64;
    let (mean_x, mean_y) =
        (logs.iter().map(|p| p.0).sum::<f64>() / count, logs.iter().map(|p| p.1).sum::<f64>() / count);
    let slope = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>()
        / logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>();
    slope.is_finite().then_some(slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(cost: impl Fn(f64) -> f64) -> Vec<Point> {
        [100.0, 1_000.0, 10_000.0].map(|size| Point { size, cost: cost(size) }).to_vec()
    }

    #[test]
    fn a_line_has_the_exponent_one_and_a_square_two() {
        assert!((fit(&points(|n| 3.0 * n)).unwrap() - 1.0).abs() < 1e-9);
        assert!((fit(&points(|n| n * n)).unwrap() - 2.0).abs() < 1e-9);
    }

    #[test]
    fn steeper_last_step_has_its_own_exponent() {
        let bent = points(|n| if n > 5_000.0 { n * n / 1_000.0 } else { n });
        let steps = exponents(&bent);
        assert!((steps[0] - 1.0).abs() < 1e-9 && (steps[1] - 2.0).abs() < 1e-9, "{steps:?}");
    }

    #[test]
    fn no_point_and_a_single_point_have_no_exponent() {
        assert_eq!(fit(&[]), None);
        assert_eq!(fit(&[Point { size: 5.0, cost: 5.0 }]), None);
        assert!(exponents(&[Point { size: 1.0, cost: 0.0 }, Point { size: 2.0, cost: 1.0 }]).is_empty());
    }
}
