//! What a rival is asked and what it answers: a line of JSON each, on its standard input and output.

use serde::{Deserialize, Serialize};

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Task {
    /// Begin a client for this number, obtain a pairing code and give both up: answers `Took`.
    Code {
        /// The phone's digits.
        number: String,
    },
    /// Link a client by code: answers `Code`, then `Connected`.
    Pair {
        /// The phone's digits.
        number: String,
    },
    /// Link a client by QR: answers `Qr`, then `Connected`.
    Link,
    /// Give up every connection and every client, keep what they stored: answers `Took`.
    Drop,
    /// Make a client of everything stored and connect it: answers `Took` once all are connected.
    Restore,
    /// Give up every connection and all that was stored: answers `Took`.
    Forget,
}

/// A task with the number that its answers carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Which order this is.
    pub id: u64,
    /// What shall be done.
    #[serde(flatten)]
    pub task: Task,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Report {
    /// A pairing code, to be typed on the phone.
    Code {
        /// As it is typed.
        code: String,
    },
    /// A QR, to be scanned by the phone.
    Qr {
        /// Its text.
        qr: String,
    },
    /// The client is linked and connected.
    Connected,
    /// It is done.
    Took {
        /// Microseconds since the order was read.
        micros: u64,
    },
    /// It cannot be done.
    Failed {
        /// Why.
        why: String,
    },
}

/// An answer with the number of its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which order it is about.
    pub id: u64,
    /// What became of it.
    #[serde(flatten)]
    pub report: Report,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_answers_are_flat_lines() {
        let order = Order { id: 7, task: Task::Code { number: "79001000001".to_owned() } };
        assert_eq!(serde_json::to_string(&order).unwrap(), r#"{"id":7,"do":"code","number":"79001000001"}"#);
        let answer: Answer = serde_json::from_str(r#"{"id":7,"told":"took","micros":45000}"#).unwrap();
        assert_eq!(answer, Answer { id: 7, report: Report::Took { micros: 45_000 } });
    }
}
