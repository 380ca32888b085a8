//! A body that may be left out, or be `null`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

/// JSON, or the default when nothing was sent. What was sent must be right all the same.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for Body<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let length = request.headers().get(CONTENT_LENGTH).map(|length| length.as_bytes() != b"0");
        if !length.unwrap_or(request.headers().contains_key(TRANSFER_ENCODING)) {
            return Box::pin(std::future::ready(Ok(Self(T::default()))));
        }
        let read = web::Json::<Option<T>>::from_request(request, payload);
        Box::pin(async move { Ok(Self(read.await?.into_inner().unwrap_or_default())) })
    }
}
