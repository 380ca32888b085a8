//! Lines of JSON, one for each company: `{"companyId":"…","creds":{…},"keys":[{"type":"…","id":"…","value":{…}}]}`.

use async_trait::async_trait;
use linekeeper_ports::{BaileysKey, BaileysState};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

use super::{Found, Source, SourceError};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    company_id: String,
    #[serde(borrow)]
    creds: &'a RawValue,
    #[serde(borrow, default)]
    keys: Vec<Key<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Key<'a> {
    r#type: String,
    id: String,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// Lines from a stream, for example standard input.
pub struct JsonLines<R> {
    from: R,
    number: usize,
}

impl<R: AsyncBufRead + Send + Unpin> JsonLines<R> {
    /// Lines of this stream.
    pub const fn of(from: R) -> Self {
        Self { from, number: 0 }
    }
}

#[async_trait]
impl<R: AsyncBufRead + Send + Unpin> Source for JsonLines<R> {
    async fn next(&mut self) -> Result<Option<Found>, SourceError> {
        let mut line = String::new();
        loop {
            line.clear();
            self.number += 1;
            let read = self.from.read_line(&mut line).await;
            if read.map_err(|error| SourceError(format!("line {}: {error}", self.number)))? == 0 {
                return Ok(None);
            }
            if !line.trim().is_empty() {
                break;
            }
        }
        // A line that is not whole has no id: nothing after it can be trusted to be what it seems.
        let line: Line<'_> = serde_json::from_str(&line).map_err(|error| {
            SourceError(format!("line {} is not a company in JSON (column {})", self.number, error.column()))
        })?;
        let keys = line.keys.into_iter().map(|key| BaileysKey {
            key_type: key.r#type,
            id: key.id,
            value: key.value.get().to_owned(),
        });
        let state = BaileysState { creds: line.creds.get().to_owned(), keys: keys.collect() };
        Ok(Some(Found { id: line.company_id, state: Ok(state) }))
    }
}

/// A state as such a line.
///
/// # Errors
/// [`SourceError`], if a value is no JSON.
pub fn line_of<'a>(id: &str, state: &'a BaileysState) -> Result<String, SourceError> {
    let raw = |json: &'a str| -> Result<&'a RawValue, SourceError> {
        serde_json::from_str(json).map_err(|_| SourceError("a value is no JSON".to_owned()))
    };
    let key = |BaileysKey { key_type, id, value }: &'a BaileysKey| {
        Ok(Key { r#type: key_type.clone(), id: id.clone(), value: raw(value)? })
    };
    let keys = state.keys.iter().map(key);
    let line =
        Line { company_id: id.to_owned(), creds: raw(&state.creds)?, keys: keys.collect::<Result<_, SourceError>>()? };
    serde_json::to_string(&line).map_err(|error| SourceError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn line_is_written_as_it_is_read() {
        let state = BaileysState {
            creds: r#"{"registrationId":7}"#.into(),
            keys: vec![BaileysKey { key_type: "pre-key".into(), id: "1".into(), value: "{}".into() }],
        };
        let text = format!("\n{}\n{{\"companyId\":\"b\",\"creds\":{{}}}}\n{{", line_of("a", &state).unwrap());
        let mut lines = JsonLines::of(text.as_bytes());
        let first = lines.next().await.unwrap().unwrap();
        assert_eq!((first.id.as_str(), first.state), ("a", Ok(state)));
        assert_eq!(lines.next().await.unwrap().unwrap().id, "b");
        let Err(error) = lines.next().await else { panic!("a line that is cut off was taken") };
        assert_eq!(error.to_string(), "line 4 is not a company in JSON (column 1)");
    }
}
