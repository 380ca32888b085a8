//! Faults: steps that the service refuses, leaves unanswered or cuts off, and how often.

use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::fault_actions::{StreamChild, Wait};
use crate::state::Number;

/// Step at which a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultPoint {
    /// Right after the handshake, of a registration and of a login alike: `<failure>` instead of anything else.
    Connect,
    /// A registration: `<failure>` instead of `pair-device`. Registrations have no number yet.
    Register,
    /// The request for a pairing code: an error instead of the ref.
    PairCode,
    /// The companion's key bundle: an error instead of the result.
    CompanionFinish,
    /// The end of a linking, by code or QR: the service requires the account's passkey instead of sending
    /// `pair-success`, and then waits for an assertion that does not come. The fault's answer is ignored.
    Passkey,
    /// Request for a passkey's options, of an account that demands one: an error instead of them.
    PasskeyOptions,
    /// Request for the ref of a linking with a passkey: an error instead of it.
    PasskeyRef,
    /// The assertion: an error instead of the result.
    PasskeyPrologue,
    /// The phone's ephemeral key: none is sent, or it is corrupted as the answer's text names (`missing`, `garbage`,
    /// `key`, `nonce`); the code is ignored.
    PasskeyContinuation,
    /// The companion's nonce: an error instead of the result.
    PasskeyNonce,
    /// The companion's pairing request: an error instead of the result.
    PasskeyPairingRequest,
    /// `pair-success` is corrupted as the answer's text names, see [`crate::linking::Spoilt`]; the code is ignored.
    PairSuccess,
    /// The companion's countersignature is not accepted: no device is linked. `hang` and `drop` only; a code is sent as
    /// a stream error.
    DeviceSign,
    /// A login: `<failure>` instead of `<success>`.
    Login,
    /// A stream error on a logged-in connection, at once if there is one.
    Stream,
    /// A stream error on a registering connection, at once if there is one: with a number those that show a code for it
    /// or are being linked to it, without one also those that show a QR only.
    RegisteringStream,
    /// A QR code is scanned: the service retires what the companion advertises, requests new registration material
    /// (`companion_reg_refresh`), and the phone has to scan the new QR. An answer's text names the notification's child.
    Scan,
    /// `refresh_code` for a companion that shows a code, at once; the answer's code 1 forces a manual refresh.
    RefreshCode,
    /// A logged-in device is told, at once if there is one, that the account's device list no longer contains it.
    /// Nothing else happens: the device is still linked. The fault's answer is ignored.
    DeviceList,
    /// The acknowledgement of a message, by an `<ack>` or a receipt: the service loses it, so that the message comes again.
    /// `drop` cuts the connection as well; any other answer does nothing else.
    MessageAck,
    /// A phone encrypts a message for a device of the account: the device cannot decrypt it. An answer's text says why,
    /// see `Damage`; `mac` without one. The code is ignored.
    Undecryptable,
    /// Synchronisation of app state: each collection is answered with the error.
    AppState,
    /// A message of a device, except those for its own phone alone: a code refuses it by an `<ack>` with this error, and
    /// nobody gets it; `hang` delivers it and acknowledges nothing; `drop` cuts the connection before it is taken; a pause
    /// delivers it at once and acknowledges it afterwards.
    MessageSend,
    /// A message of a device is acknowledged and then lost. The fault's answer is ignored.
    MessageLoss,
    /// A phone's receipt that a message of a device has arrived: `hang` and `drop` lose it, a code sends it twice.
    DeliveredReceipt,
    /// The same for a receipt that a person has read it.
    ReadReceipt,
    /// The same for a receipt that a person has played it.
    PlayedReceipt,
    /// A device requests the keys of a device of the account, to begin a session: an error in place of that one's keys, or
    /// keys that are broken as the answer's text names (`signature`, `missing`), the code is ignored then.
    PreKeys,
    /// An upload to the media host: the code is the HTTP status, nothing is stored; `hang` and `drop`.
    MediaUpload,
    /// A download of a file that is there: the code is the HTTP status; with a text `short` half of the file is sent and the
    /// connection cut, with `corrupt` another file is sent.
    MediaDownload,
    /// A request to upload a file again: an error with this code, or no answer.
    MediaRetry,
}

/// Answer of the service instead of its usual one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultAnswer {
    /// The error's code, or the failure's reason.
    pub code: u16,
    /// Error text; the service's own text for the code when absent. At `stream` the type of a conflict, where an empty
    /// text means no conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Seconds to wait before the next attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<u64>,
    /// Seconds a temporary ban lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire: Option<u64>,
    /// Reason of a temporary ban (101 to 106); 101 when absent. For failure 402 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ban_code: Option<u16>,
}

impl FaultAnswer {
    /// An answer with this code and the service's own text.
    pub fn code(code: u16) -> Self {
        Self { code, text: None, backoff: None, expire: None, ban_code: None }
    }
}

/// Effect of a fault on its step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FaultAction {
    /// The step is refused.
    Answer(FaultAnswer),
    /// A stream error without a code, at `stream` and `registering-stream`.
    Child(StreamChild),
    /// The step waits and then goes on; another fault of the same step may refuse it after that.
    Wait(Wait),
    /// The step is left unanswered, or the connection is cut.
    Silence(Silence),
}

/// Ways of not answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Silence {
    /// No answer comes; the connection stays open.
    Hang,
    /// The connection is cut without a stanza.
    Drop,
}

/// A pending fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Step at which it happens.
    pub at: FaultPoint,
    /// Number it applies to; any number when absent or `"0"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Effect.
    pub answer: FaultAction,
    /// Number of times; 0 means until the faults are cleared.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A refusal with a code, once, for any number.
    pub fn refuse(at: FaultPoint, code: u16) -> Self {
        Self { at, number: None, answer: FaultAction::Answer(FaultAnswer::code(code)), times: 1 }
    }

    /// No answer, once, for any number.
    pub fn hang(at: FaultPoint) -> Self {
        Self { at, number: None, answer: FaultAction::Silence(Silence::Hang), times: 1 }
    }

    /// A connection cut off, once, for any number.
    pub fn drop(at: FaultPoint) -> Self {
        Self { at, number: None, answer: FaultAction::Silence(Silence::Drop), times: 1 }
    }

    /// Restricts the fault to one number.
    #[must_use]
    pub fn of(mut self, number: &str) -> Self {
        self.number = Some(number.to_owned());
        self
    }

    /// Sets how often it happens; 0 means until the faults are cleared.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

#[derive(Debug)]
struct Waiting {
    at: FaultPoint,
    number: Option<Number>,
    action: FaultAction,
    /// Remaining times; `None` means until cleared.
    left: Option<u32>,
}

/// Pending faults, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Waiting>);

impl Faults {
    /// Adds a fault.
    pub(crate) fn add(&mut self, fault: Fault, limit: usize) -> Result<(), Refusal> {
        if self.0.len() >= limit {
            return Err(Refusal::Full("faults"));
        }
        let number = match fault.number.as_deref() {
            None | Some("0" | "") => None,
            Some(number) => Some(Number::parse(number)?),
        };
        fault.check()?;
        let left = (fault.times > 0).then_some(fault.times);
        self.0.push(Waiting { at: fault.at, number, action: fault.answer, left });
        Ok(())
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes the oldest fault for this step and number and counts it down. Pauses are [`Faults::take_wait`]'s.
    pub(crate) fn take(&mut self, at: FaultPoint, number: Option<&Number>) -> Option<FaultAction> {
        self.take_fitting(at, number, |action| !matches!(action, FaultAction::Wait(_)))
    }

    /// Takes the oldest pause for this step and number and counts it down.
    pub(crate) fn take_wait(&mut self, at: FaultPoint, number: Option<&Number>) -> Option<Wait> {
        match self.take_fitting(at, number, |action| matches!(action, FaultAction::Wait(_)))? {
            FaultAction::Wait(wait) => Some(wait),
            FaultAction::Answer(_) | FaultAction::Child(_) | FaultAction::Silence(_) => None,
        }
    }

    fn take_fitting(
        &mut self,
        at: FaultPoint,
        number: Option<&Number>,
        wanted: impl Fn(&FaultAction) -> bool,
    ) -> Option<FaultAction> {
        let fits = |waiting: &Waiting| {
            waiting.at == at
                && (waiting.number.is_none() || waiting.number.as_ref() == number)
                && wanted(&waiting.action)
        };
        let place = self.0.iter().position(fits)?;
        let waiting = self.0.get_mut(place)?;
        let action = waiting.action.clone();
        match &mut waiting.left {
            None => {}
            Some(left) if *left > 1 => *left -= 1,
            Some(_) => {
                self.0.remove(place);
            }
        }
        Some(action)
    }

    /// Like [`Faults::take`], but only a `hang` or `drop` for any number.
    pub(crate) fn take_silence(&mut self, at: FaultPoint) -> Option<FaultAction> {
        let first = self.0.iter().find(|waiting| waiting.at == at && waiting.number.is_none())?;
        matches!(first.action, FaultAction::Silence(_)).then(|| self.take(at, None)).flatten()
    }

    /// Numbers of the pending faults of a step; `None` stands for any number.
    pub(crate) fn waiting_at(&self, at: FaultPoint) -> Vec<Option<Number>> {
        self.0.iter().filter(|waiting| waiting.at == at).map(|waiting| waiting.number.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault_actions::Hold;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn fault_happens_the_given_times_to_its_number_only() {
        let mut faults = Faults::default();
        faults.add(Fault::hang(FaultPoint::Login).of("79000000001").times(2), 10).unwrap();
        assert_eq!(faults.take(FaultPoint::Login, Some(&number("79000000002"))), None);
        assert_eq!(faults.take(FaultPoint::Register, None), None);
        for _ in 0..2 {
            assert!(faults.take(FaultPoint::Login, Some(&number("79000000001"))).is_some());
        }
        assert_eq!(faults.take(FaultPoint::Login, Some(&number("79000000001"))), None);
    }

    #[test]
    fn zero_times_means_until_cleared() {
        let mut faults = Faults::default();
        faults.add(Fault::refuse(FaultPoint::PairCode, 429).times(0), 10).unwrap();
        for _ in 0..5 {
            assert!(faults.take(FaultPoint::PairCode, None).is_some());
        }
        faults.clear();
        assert!(faults.take(FaultPoint::PairCode, None).is_none());
    }

    #[test]
    fn the_json_of_the_control_api_is_read() {
        let fault: Fault =
            serde_json::from_str(r#"{"at":"pair-code","answer":{"code":429,"backoff":60},"times":3}"#).unwrap();
        assert_eq!(fault.times, 3);
        let fault: Fault = serde_json::from_str(r#"{"at":"companion-finish","answer":"hang"}"#).unwrap();
        assert_eq!(fault, Fault::hang(FaultPoint::CompanionFinish));
        let fault: Fault = serde_json::from_str(r#"{"at":"pair-success","answer":"hold"}"#).unwrap();
        assert_eq!(fault, Fault::hold(FaultPoint::PairSuccess));
        let fault: Fault = serde_json::from_str(r#"{"at":"login","answer":{"pause":250}}"#).unwrap();
        assert_eq!(fault, Fault::pause(FaultPoint::Login, 250));
        let fault: Fault = serde_json::from_str(r#"{"at":"registering-stream","answer":{"child":"ack"}}"#).unwrap();
        assert_eq!(fault, Fault::child(FaultPoint::RegisteringStream, "ack"));
        for bad in [
            r#"{"at":"lunch","answer":"hang"}"#,
            r#"{"at":"login","answer":"sleep"}"#,
            r#"{"at":"login"}"#,
            r#"{"at":"login","answer":{"code":70000}}"#,
            r#"{"at":"login","answer":"hang","extra":1}"#,
            r#"{"at":"login","answer":{"pause":5,"extra":1}}"#,
            r#"{"at":"login","answer":{"pause":-5}}"#,
            r#"{"at":"stream","answer":{"child":"ack","code":500}}"#,
            r#"{"at":"stream","answer":{"child":"ack","attrs":{"id":1}}}"#,
        ] {
            assert!(serde_json::from_str::<Fault>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn faults_are_bounded_and_checked() {
        let mut faults = Faults::default();
        faults.add(Fault::hang(FaultPoint::Login), 1).unwrap();
        assert_eq!(faults.add(Fault::hang(FaultPoint::Login), 1), Err(Refusal::Full("faults")));
        let mut faults = Faults::default();
        assert_eq!(faults.add(Fault::hang(FaultPoint::Login).of("x"), 9), Err(Refusal::BadNumber));
    }

    #[test]
    fn pause_and_refusal_of_one_step_happen_both() {
        let mut faults = Faults::default();
        faults.add(Fault::refuse(FaultPoint::PairCode, 429), 9).unwrap();
        faults.add(Fault::hold(FaultPoint::PairCode), 9).unwrap();
        assert_eq!(faults.take_wait(FaultPoint::PairCode, None), Some(Wait::Hold(Hold::Hold)));
        assert_eq!(faults.take_wait(FaultPoint::PairCode, None), None);
        assert!(matches!(faults.take(FaultPoint::PairCode, None), Some(FaultAction::Answer(_))));
    }
}
