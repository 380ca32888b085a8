//! Worlds for tests: a store in memory with the same fence, a link that does what the test says, a clock that stands still.
