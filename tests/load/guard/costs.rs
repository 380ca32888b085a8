//! Counts allocations and compares them with a table.

use std::fmt::Write as _;
use std::hint::black_box;

/// Granularity of the bound on bytes: another field stays below it, another buffer does not.
const STEP: u64 = 256;

/// Cost of one path, as in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    name: &'static str,
    /// Exact number of allocations; each growth of a block counts as one.
    allocations: u64,
    /// Maximum number of bytes.
    bytes: u64,
}

impl Cost {
    pub(crate) const fn of(name: &'static str, allocations: u64, bytes: u64) -> Self {
        Self { name, allocations, bytes }
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Measures what this thread allocates.
    pub(crate) fn measured(name: &'static str, path: impl FnOnce()) -> Self {
        let counted = allocation_counter::measure(path);
        Self { name, allocations: counted.count_total, bytes: counted.bytes_total.div_ceil(STEP) * STEP }
    }

    /// Measures `path` alone, with the input that `prepare` makes; the second run is measured, so that one-time
    /// allocations of the process or thread do not count, whichever test ran before.
    pub(crate) fn of_path<I, O>(name: &'static str, prepare: impl Fn() -> I, path: impl Fn(I) -> O) -> Self {
        black_box(path(prepare()));
        let mut output = None;
        let input = prepare();
        let cost = Self::measured(name, || output = Some(path(input)));
        black_box(output);
        cost
    }

    fn fits(&self, written: &Self) -> bool {
        let exact = self.allocations == written.allocations;
        let optimised = !cfg!(debug_assertions) && self.allocations <= written.allocations;
        self.name == written.name && (exact || optimised) && self.bytes <= written.bytes
    }
}

/// Compares measured costs with the table, name by name. Panics if they differ.
#[track_caller]
pub(crate) fn hold(measured: &[Cost], written: &[Cost]) {
    let as_written =
        measured.len() == written.len() && measured.iter().zip(written).all(|(one, other)| one.fits(other));
    assert!(as_written, "{}", complaint(measured, written));
}

fn complaint(measured: &[Cost], written: &[Cost]) -> String {
    let mut words = String::from(
        "a hot path allocates otherwise than its table says. More: something new allocates; take it out, or say in the commit what \
         it is good for and raise the table. Less: lower the table, so that it stays so. Measured now:\n",
    );
    for cost in measured {
        let Cost { name, allocations, bytes } = cost;
        let before = written.iter().find(|written| written.name == *name).filter(|written| !cost.fits(written));
        let before = before.map(|Cost { allocations, bytes, .. }| format!(" // was {allocations}, {bytes}"));
        let _written = writeln!(words, "    Cost::of({name:?}, {allocations}, {bytes}),{}", before.unwrap_or_default());
    }
    words
}

#[test]
fn only_allocations_of_the_own_thread_are_counted() {
    let cost = Cost::measured("a box", || {
        std::thread::scope(|threads| {
            let other = threads.spawn(|| drop(black_box(vec![0_u8; 1_000_000])));
            other.join().unwrap();
        });
        drop(black_box(Box::new([0_u8; 100_000])));
    });
    assert!((100_000..200_000).contains(&cost.bytes), "{cost:?}");
}

#[test]
fn differing_count_is_reported_with_the_row_to_write() {
    let written = [Cost::of("a", 2, 512)];
    hold(&[Cost::of("a", 2, 256)], &written);
    for (measured, fits) in [(3, false), (1, !cfg!(debug_assertions)), (2, true)] {
        assert_eq!(Cost::of("a", measured, 512).fits(&written[0]), fits, "{measured}");
    }
    assert!(!Cost::of("a", 2, 768).fits(&written[0]), "more bytes");
    let said = complaint(&[Cost::of("a", 3, 512)], &written);
    assert!(said.ends_with("    Cost::of(\"a\", 3, 512), // was 2, 512\n"), "{said}");
}
