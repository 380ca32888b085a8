//! Request bodies: JSON objects only, as the documents say.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{self, JsonConfig};
use actix_web::{FromRequest, HttpRequest};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::problem::bad_json;

/// How JSON bodies of up to this many bytes are read.
pub(crate) fn json_up_to(bytes: usize) -> JsonConfig {
    JsonConfig::default().limit(bytes).error_handler(bad_json)
}

/// JSON object. Serde also deserialises a struct from an array of its values in the order of its fields; this type
/// rejects that undocumented form.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

/// JSON object, or the default if the body is absent, empty or `null`. A body that is present must be valid.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for Body<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let length = request.headers().get(CONTENT_LENGTH).map(|length| length.as_bytes() != b"0");
        if !length.unwrap_or(request.headers().contains_key(TRANSFER_ENCODING)) {
            return Box::pin(std::future::ready(Ok(Self(T::default()))));
        }
        let read = web::Json::<Option<Object<T>>>::from_request(request, payload);
        Box::pin(async move { Ok(Self(read.await?.into_inner().map(|object| object.0).unwrap_or_default())) })
    }
}
