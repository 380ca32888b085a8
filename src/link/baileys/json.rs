//! Reading of the JSON that Baileys stores: each value with the place at which it stands, so that an error names the field.
//! Errors never contain a value.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linekeeper_ports::BaileysError;
use serde_json::{Value, json};

/// A value and its place.
#[derive(Clone)]
pub(super) struct Field<'a> {
    at: String,
    value: &'a Value,
}

impl<'a> Field<'a> {
    pub(super) const fn of(at: String, value: &'a Value) -> Self {
        Self { at, value }
    }

    pub(super) fn wrong(&self, why: impl Into<String>) -> BaileysError {
        BaileysError::Damaged { at: self.at.clone(), why: why.into() }
    }

    /// A field that may be missing; null counts as missing.
    pub(super) fn find(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self { at: format!("{}.{name}", self.at), value })
    }

    pub(super) fn get(&self, name: &str) -> Result<Self, BaileysError> {
        self.find(name)
            .ok_or_else(|| BaileysError::Damaged { at: format!("{}.{name}", self.at), why: "is missing".into() })
    }

    /// Fields of an object, with their names.
    pub(super) fn entries(&self) -> Result<Vec<(&'a str, Self)>, BaileysError> {
        let object = self.value.as_object().ok_or_else(|| self.wrong("is no object"))?;
        // Names can be keys themselves: the place tells the number only.
        let place = |(nth, (name, value)): (usize, (&'a String, &'a Value))| {
            (name.as_str(), Self { at: format!("{}[{nth}]", self.at), value })
        };
        Ok(object.iter().enumerate().map(place).collect())
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, BaileysError> {
        let items = self.value.as_array().ok_or_else(|| self.wrong("is no list"))?;
        Ok(items.iter().enumerate().map(|(nth, value)| Self { at: format!("{}[{nth}]", self.at), value }).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, BaileysError> {
        self.value.as_str().ok_or_else(|| self.wrong("is no text"))
    }

    pub(super) fn is_true(&self) -> bool {
        self.value == &Value::Bool(true)
    }

    /// A whole number: as such, in digits, or as the halves of a `Long`.
    pub(super) fn number(&self) -> Result<i64, BaileysError> {
        let halves = || {
            let half = |name| self.value.get(name).and_then(Value::as_i64);
            let low = half("low")?;
            Some((half("high")? << 32) | (low & 0xffff_ffff))
        };
        let number = self.value.as_i64().or_else(|| self.value.as_str()?.parse().ok()).or_else(halves);
        number.ok_or_else(|| self.wrong("is no whole number"))
    }

    pub(super) fn small(&self) -> Result<u32, BaileysError> {
        u32::try_from(self.number()?).map_err(|_| self.wrong("is out of range"))
    }

    /// Bytes in any of the forms in which versions of Baileys and JSON have written them: `{"type":"Buffer","data":…}` with
    /// base64 or a list, base64 alone, a list, or an object with numbered bytes.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, BaileysError> {
        let found = match self.value {
            Value::String(text) => STANDARD.decode(text).ok(),
            Value::Array(bytes) => listed(bytes.iter()),
            Value::Object(object) => match object.get("data").or_else(|| object.get("value")) {
                Some(Value::String(text)) => STANDARD.decode(text).ok(),
                Some(Value::Array(bytes)) => listed(bytes.iter()),
                Some(_) => None,
                None => (0..object.len())
                    .map(|place| object.get(&place.to_string()))
                    .collect::<Option<Vec<_>>>()
                    .and_then(|bytes| listed(bytes.into_iter())),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        };
        found.ok_or_else(|| self.wrong("cannot be read as bytes"))
    }

    /// Bytes of a name in base64 that belongs to this value.
    pub(super) fn decoded(&self, name: &str) -> Result<Vec<u8>, BaileysError> {
        STANDARD.decode(name).map_err(|_| self.wrong("cannot be read as bytes"))
    }

    pub(super) fn exactly<const N: usize>(&self) -> Result<[u8; N], BaileysError> {
        let bytes = self.bytes()?;
        bytes.as_slice().try_into().map_err(|_| self.wrong(format!("has {} bytes, not {N}", bytes.len())))
    }

    /// A public key: 32 bytes, with or without the byte that names its type.
    pub(super) fn public_key(&self) -> Result<[u8; 32], BaileysError> {
        let bytes = self.bytes()?;
        let key = match bytes.split_first() {
            Some((5, key)) if key.len() == 32 => key,
            _ => &bytes,
        };
        key.try_into().map_err(|_| self.wrong(format!("has {} bytes, which is no public key", bytes.len())))
    }

    /// A value that stores have kept as an object, as its text, or as the bytes of its text.
    pub(super) fn nested(&self) -> Result<Value, BaileysError> {
        let parsed = match self.value {
            Value::String(text) => serde_json::from_str(text).ok(),
            Value::Object(object) if object.contains_key("data") => serde_json::from_slice(&self.bytes()?).ok(),
            other => Some(other.clone()),
        };
        parsed.ok_or_else(|| self.wrong("is no JSON"))
    }

    pub(super) fn at(&self) -> &str {
        &self.at
    }
}

fn listed<'a>(bytes: impl Iterator<Item = &'a Value>) -> Option<Vec<u8>> {
    bytes.map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok())).collect()
}

/// Bytes as Baileys writes them into its stores.
pub(super) fn buffer(bytes: &[u8]) -> Value {
    json!({ "type": "Buffer", "data": STANDARD.encode(bytes) })
}

/// An object of the fields that have a value.
pub(super) fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Bytes as the records of its Signal library have them.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(value: &Value) -> Field<'_> {
        Field::of("creds".to_owned(), value)
    }

    #[test]
    fn bytes_are_read_in_each_form() {
        let forms = [
            json!({ "type": "Buffer", "data": "AQL/" }),
            json!({ "type": "Buffer", "data": [1, 2, 255] }),
            json!("AQL/"),
            json!([1, 2, 255]),
            json!({ "0": 1, "1": 2, "2": 255 }),
        ];
        for form in forms {
            assert_eq!(field(&form).bytes().unwrap(), [1, 2, 255], "{form}");
        }
        for wrong in [json!(7), json!("?"), json!([256]), json!({ "0": 1, "2": 2 }), json!({ "data": 1 }), json!(null)]
        {
            assert!(field(&wrong).bytes().is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_read_in_each_form() {
        let forms = [json!(4_294_967_297_i64), json!("4294967297"), json!({ "low": 1, "high": 1, "unsigned": true })];
        for form in forms {
            assert_eq!(field(&form).number().unwrap(), 4_294_967_297, "{form}");
        }
        assert_eq!(field(&json!({ "low": -1, "high": 0 })).number().unwrap(), 0xffff_ffff);
        assert!(field(&json!(1.5)).number().is_err() && field(&json!(-1)).small().is_err());
    }

    #[test]
    fn error_names_the_field_and_no_value() {
        let value = json!({ "noiseKey": { "private": "c2VjcmV0" } });
        let key = field(&value).get("noiseKey").unwrap();
        let wrong = key.get("private").unwrap().exactly::<32>().unwrap_err().to_string();
        assert_eq!(wrong, "creds.noiseKey.private has 6 bytes, not 32");
        assert_eq!(key.get("public").err().unwrap().to_string(), "creds.noiseKey.public is missing");
    }
}
