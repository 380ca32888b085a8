//! Protocol of the rivals: a line of JSON per order on standard input, and per answer on standard output.

use serde::{Deserialize, Serialize};

/// Task of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Task {
    /// Starts a client for this number, requests a pairing code and drops both; answered with `Took`.
    Code {
        /// Digits of the phone's number.
        number: String,
    },
    /// Links a client by code; answered with `Code`, then `Connected`.
    Pair {
        /// Digits of the phone's number.
        number: String,
    },
    /// Links a client by QR; answered with `Qr`, then `Connected`.
    Link,
    /// Has each connected client send texts, one after another; answered with `Took` once all are on their way.
    Send {
        /// Digits of the number they go to.
        number: String,
        /// Texts of each client.
        times: u16,
    },
    /// Drops every connection and client, keeps their credentials; answered with `Took`.
    Drop,
    /// Restores a client from each set of kept credentials; answered with `Took` once all are connected.
    Restore,
    /// Drops every connection and all credentials; answered with `Took`.
    Forget,
}

/// Task with the number that its answers carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Number of the order.
    pub id: u64,
    /// Task to do.
    #[serde(flatten)]
    pub task: Task,
}

/// Content of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Report {
    /// Pairing code, to be typed on the phone.
    Code {
        /// Code as it is typed.
        code: String,
    },
    /// QR, to be scanned by the phone.
    Qr {
        /// Text of the QR.
        qr: String,
    },
    /// The client is linked and connected.
    Connected,
    /// The task is done.
    Took {
        /// Microseconds since the order was read.
        micros: u64,
    },
    /// The task failed.
    Failed {
        /// Error text.
        why: String,
    },
}

/// Answer with the number of its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Number of the order.
    pub id: u64,
    /// Content of the answer.
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
