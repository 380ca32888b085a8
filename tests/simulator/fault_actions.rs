//! Effects of faults beside refusals and silence: stream errors without a code, and pauses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::faults::{Fault, FaultAction, FaultAnswer, FaultPoint};
use crate::pauses::LONGEST_PAUSE;
use crate::server::{BrokenKeys, Damage};

/// Content of a stream error without a code, for example `<ack/>` or `<xml-not-well-formed/>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StreamChild {
    /// Tag of the only child: 1 to 64 letters, digits, `-`, `_` and `:`.
    pub child: String,
    /// Attributes of the child, 16 at most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attrs: BTreeMap<String, String>,
}

/// How long a step waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Wait {
    /// For a time.
    Pause(PauseFor),
    /// Until it is released, ten minutes at most.
    Hold(Hold),
}

/// A pause of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseFor {
    /// Milliseconds, 1 to 600,000.
    pub pause: u64,
}

/// A pause without an end of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hold {
    /// Until it is released.
    Hold,
}

impl Fault {
    /// A pause before the step, once, for any number.
    pub fn pause(at: FaultPoint, milliseconds: u64) -> Self {
        let answer = FaultAction::Wait(Wait::Pause(PauseFor { pause: milliseconds }));
        Self { at, number: None, answer, times: 1 }
    }

    /// A step that waits until it is released, once, for any number.
    pub fn hold(at: FaultPoint) -> Self {
        Self { at, number: None, answer: FaultAction::Wait(Wait::Hold(Hold::Hold)), times: 1 }
    }

    /// A stream error with a child and no code, once, for any number.
    pub fn child(at: FaultPoint, child: &str) -> Self {
        let answer = FaultAction::Child(StreamChild { child: child.to_owned(), attrs: BTreeMap::new() });
        Self { at, number: None, answer, times: 1 }
    }

    /// Refuses what can never happen.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        use FaultPoint as At;
        let bad = |why: &str| Err(Refusal::BadRequest(why.to_owned()));
        match &self.answer {
            FaultAction::Answer(answer) if !(1..=999).contains(&answer.code) => bad("an error code is 1 to 999"),
            FaultAction::Child(_) if !matches!(self.at, At::Stream | At::RegisteringStream) => {
                bad("a stream error with a child is at stream or registering-stream")
            }
            FaultAction::Child(child) if !child.is_named_well() => {
                bad("a child's name is 1 to 64 letters, digits, '-', '_' and ':', and it has at most 16 attributes")
            }
            FaultAction::Wait(_) if !PAUSABLE.contains(&self.at) => bad(
                "a pause is at register, pair-code, companion-finish, pair-success, device-sign, login, passkey-…, message-send, \
                 or a receipt",
            ),
            FaultAction::Wait(Wait::Pause(PauseFor { pause: 0 })) => bad("a pause is 1 to 600000 milliseconds long"),
            FaultAction::Wait(Wait::Pause(wait)) if u128::from(wait.pause) > LONGEST_PAUSE.as_millis() => {
                bad("a pause is 1 to 600000 milliseconds long")
            }
            FaultAction::Answer(answer) if self.at == At::Undecryptable && !answer.names_damage() => {
                bad("a message is damaged by mac, session, garbage, sender-key, unavailable or view-once")
            }
            FaultAction::Answer(answer) if self.at == At::PreKeys && !answer.names_broken_keys() => {
                bad("keys are broken by signature or missing")
            }
            FaultAction::Answer(_) | FaultAction::Child(_) | FaultAction::Wait(_) | FaultAction::Silence(_) => Ok(()),
        }
    }
}

impl FaultAnswer {
    fn names_broken_keys(&self) -> bool {
        self.text.as_deref().is_none_or(|text| BrokenKeys::named(text).is_some())
    }

    fn names_damage(&self) -> bool {
        self.text.as_deref().is_none_or(|text| Damage::named(text).is_some())
    }
}

/// Steps before which a pause is possible.
const PAUSABLE: &[FaultPoint] = &[
    FaultPoint::Register,
    FaultPoint::PairCode,
    FaultPoint::CompanionFinish,
    FaultPoint::PasskeyOptions,
    FaultPoint::PasskeyRef,
    FaultPoint::PasskeyPrologue,
    FaultPoint::PasskeyContinuation,
    FaultPoint::PasskeyNonce,
    FaultPoint::PasskeyPairingRequest,
    FaultPoint::PairSuccess,
    FaultPoint::DeviceSign,
    FaultPoint::Login,
    FaultPoint::MessageSend,
    FaultPoint::DeliveredReceipt,
    FaultPoint::ReadReceipt,
    FaultPoint::PlayedReceipt,
];

impl StreamChild {
    fn is_named_well(&self) -> bool {
        let name = |text: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
            (1..=64).contains(&text.len()) && text.bytes().all(allowed)
        };
        name(&self.child) && self.attrs.len() <= 16 && self.attrs.keys().all(|key| name(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_that_can_never_happen_are_refused() {
        let mut long = Fault::child(FaultPoint::Stream, "ack");
        let many = (0..17).map(|key| (format!("a{key}"), String::new())).collect();
        long.answer = FaultAction::Child(StreamChild { child: "ack".to_owned(), attrs: many });
        let name = "x".repeat(65);
        let table = [
            Fault::refuse(FaultPoint::Login, 0),
            Fault::refuse(FaultPoint::Login, 1000),
            Fault::child(FaultPoint::Login, "ack"),
            Fault::child(FaultPoint::Stream, ""),
            Fault::child(FaultPoint::Stream, "a b"),
            Fault::child(FaultPoint::Stream, "a<"),
            Fault::child(FaultPoint::RegisteringStream, &name),
            Fault::pause(FaultPoint::Stream, 10),
            Fault::hold(FaultPoint::Connect),
            Fault::hold(FaultPoint::Passkey),
            Fault::child(FaultPoint::PasskeyPrologue, "ack"),
            Fault::pause(FaultPoint::Login, 0),
            Fault::pause(FaultPoint::Login, 600_001),
            long,
        ];
        for fault in table {
            let refused = fault.check();
            assert!(matches!(refused, Err(Refusal::BadRequest(_))), "{fault:?}: {refused:?}");
        }
    }
}
