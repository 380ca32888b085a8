//! JSON document from outside that may contain duplicate names. JSON does not say which value wins when a name occurs
//! twice in an object, so parsers disagree: what one of them has validated another may read differently. Such
//! duplicates are detected here, at any depth.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Parsed document with its duplicate names. `value` holds the first value of each duplicate name.
pub(super) struct Document {
    pub(super) value: Value,
    repeated: Repeated,
}

/// Names that occur twice in one object.
#[derive(Default)]
struct Repeated {
    anywhere: bool,
    /// Duplicate names in the outermost object.
    at_top: BTreeSet<String>,
}

impl Document {
    /// Whether any object has a duplicate name; names are compared after unescaping.
    pub(super) const fn has_repeated_names(&self) -> bool {
        self.repeated.anywhere
    }

    /// Returns the text under a name of the outermost object, unless the name is absent or duplicated.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        if self.repeated.at_top.contains(name) {
            return None;
        }
        self.value.get(name).and_then(Value::as_str)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut repeated = Repeated::default();
        let value = Part { repeated: &mut repeated, is_top: true }.deserialize(deserializer)?;
        Ok(Self { value, repeated })
    }
}

/// Value within the document being parsed.
struct Part<'a> {
    repeated: &'a mut Repeated,
    is_top: bool,
}

impl Part<'_> {
    fn within(&mut self) -> Part<'_> {
        Part { repeated: self.repeated, is_top: false }
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self.within())? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.within())?;
            if !all.contains_key(&name) {
                all.insert(name, value);
                continue;
            }
            self.repeated.anywhere = true;
            if self.is_top {
                self.repeated.at_top.insert(name);
            }
        }
        Ok(Value::Object(all))
    }
}
