//! JSON Schemas of strings with a pattern, and of the error codes. Those of other types are derived where the types
//! are.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::access::AccessId;
use crate::{CompanyId, CorrelationId, ErrorCode};

/// Schema of a string that matches this pattern.
fn text(description: &str, pattern: &str, example: &str) -> RefOr<Schema> {
    let schema = ObjectBuilder::new().schema_type(Type::String).description(Some(description)).pattern(Some(pattern));
    schema.examples([example]).into()
}

impl PartialSchema for CompanyId {
    fn schema() -> RefOr<Schema> {
        text("Id of a salon, assigned by the marketplace.", "^[A-Za-z0-9_-]{1,64}$", "997441")
    }
}

impl PartialSchema for CorrelationId {
    fn schema() -> RefOr<Schema> {
        let description =
            "Id of a request in every log line and journal entry that it causes; users tell it to support.";
        text(description, "^[A-Za-z0-9._-]{1,64}$", "http-0199c2a8")
    }
}

impl PartialSchema for AccessId {
    fn schema() -> RefOr<Schema> {
        let description = "Public id of an API key, an onboarding link or a dashboard session. It is not a secret.";
        text(description, "^[a-z0-9]{16}$", "k3m9p2q8r7s6t5u4")
    }
}

impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let meanings = Self::ALL.iter().map(|code| format!("\n- `{}`: {}", code.name(), code.meaning()));
        let description = meanings.fold("Error code.\n".to_owned(), |all, meaning| all + &meaning);
        let schema = ObjectBuilder::new().schema_type(Type::String).description(Some(description));
        schema.enum_values(Some(Self::ALL.iter().map(|code| code.name()))).into()
    }
}

macro_rules! named {
    ($($type:ident),+) => {
        $(impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($type))
            }
        })+
    };
}

named!(CompanyId, CorrelationId, AccessId, ErrorCode);

#[cfg(test)]
mod tests {
    use super::*;

    fn json<T: PartialSchema>() -> serde_json::Value {
        serde_json::to_value(T::schema()).unwrap()
    }

    fn values<T: PartialSchema>() -> Vec<String> {
        json::<T>()["enum"].as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn enums_have_the_values_of_the_wire() {
        let states: Vec<_> = crate::session::StateName::ALL.iter().map(|state| state.as_str()).collect();
        assert_eq!(values::<crate::session::StateName>(), states);
        let scopes: Vec<_> = crate::access::Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        assert_eq!(values::<crate::access::Scope>(), scopes);
        let actors: Vec<_> = crate::TriggeredBy::ALL.iter().map(|actor| actor.as_str()).collect();
        assert_eq!(values::<crate::TriggeredBy>(), actors);
        let codes: Vec<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(values::<ErrorCode>(), codes);
        assert!(values::<crate::UserAction>().contains(&crate::UserAction::UseQr.as_str().to_owned()));
    }

    #[test]
    fn fields_have_the_names_of_the_wire() {
        let policy = json::<crate::restart::RestartPolicy>();
        let wire = serde_json::to_value(crate::restart::RestartPolicy::default()).unwrap();
        let described: Vec<_> = policy["properties"].as_object().unwrap().keys().collect();
        let mut sent: Vec<_> = wire.as_object().unwrap().keys().collect();
        sent.sort();
        let mut sorted = described.clone();
        sorted.sort();
        assert_eq!(sorted, sent);
        assert_eq!(policy["additionalProperties"], false);
        assert_eq!(policy["properties"]["windowSeconds"]["maximum"], 604_800);
    }

    #[test]
    fn patterns_in_schemas_are_those_the_parsers_enforce() {
        assert_eq!(json::<CompanyId>()["pattern"], format!("^[A-Za-z0-9_-]{{1,{}}}$", CompanyId::MAX_LENGTH));
        assert_eq!(json::<AccessId>()["pattern"], format!("^[a-z0-9]{{{}}}$", AccessId::LENGTH));
        for example in [json::<CompanyId>(), json::<CorrelationId>(), json::<AccessId>()] {
            let example = example["examples"][0].as_str().unwrap().to_owned();
            let kept = example.parse::<CompanyId>().is_ok() || example.parse::<CorrelationId>().is_ok();
            assert!(kept, "{example}");
        }
    }
}
