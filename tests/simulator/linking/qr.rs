//! Text of a QR code as clients print it: `ref,noise key,identity key,adv secret[,client type]`, keys in base64, with
//! or without the link that a phone's camera can open.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::Refusal;

/// Prefix of the text when it is printed as a link.
const LINK: &str = "https://wa.me/settings/linked_devices#";

/// A scanned QR code.
pub(crate) struct QrCode {
    pub(crate) reference: String,
    pub(crate) noise: [u8; 32],
    pub(crate) identity: [u8; 32],
    pub(crate) adv_secret: [u8; 32],
}

impl QrCode {
    /// Parses the text.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let mut parts = text.strip_prefix(LINK).unwrap_or(text).split(',');
        let reference = parts.next().filter(|part| !part.is_empty()).ok_or(Refusal::BadQr("it has no ref"))?;
        let mut key = |what| {
            let part = parts.next().ok_or(Refusal::BadQr("it has fewer than four parts"))?;
            let bytes = STANDARD.decode(part).map_err(|_| Refusal::BadQr(what))?;
            bytes.try_into().map_err(|_| Refusal::BadQr(what))
        };
        Ok(Self {
            reference: reference.to_owned(),
            noise: key("its noise key is not one")?,
            identity: key("its identity key is not one")?,
            adv_secret: key("its secret is not one")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_printed_forms_are_parsed() {
        let key = |byte| STANDARD.encode([byte; 32]);
        let old = format!("2@ref,{},{},{}", key(1), key(2), key(3));
        for text in [old.clone(), format!("{old},1"), format!("{LINK}{old},1"), format!("  {old}\n")] {
            let code = QrCode::parse(&text).unwrap();
            assert_eq!((code.reference.as_str(), code.noise, code.identity), ("2@ref", [1; 32], [2; 32]));
            assert_eq!(code.adv_secret, [3; 32]);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", ",,,", "ref", "ref,AAAA,AAAA,AAAA", "ref,*,*,*"] {
            assert!(matches!(QrCode::parse(text), Err(Refusal::BadQr(_))), "{text}");
        }
    }
}
