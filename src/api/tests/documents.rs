//! Tests that the documents describe what exists, and that responses match them.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::{asyncapi, endpoints, openapi};

/// Compares a document with the one in the repository; `WRITE_DOCS=1` (`make docs`) writes it first.
fn is_kept(file: &str, document: &Value) {
    let path = format!("{}/../../docs/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(document).unwrap() + "\n").unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
    assert!(kept == *document, "docs/{file} is not what the code says: run `make docs`");
}

#[test]
fn the_openapi_document_in_the_repository_is_this_one() {
    is_kept("openapi.json", &openapi(false));
}

#[test]
fn the_asyncapi_document_in_the_repository_is_this_one() {
    is_kept("asyncapi.json", &asyncapi());
}

fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let of = |(path, item): (&String, &Value)| {
        let path = path.clone();
        let ways = item.as_object().unwrap().clone().into_iter();
        ways.map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
            .collect::<Vec<_>>()
    };
    paths.flat_map(of).collect()
}

#[test]
fn every_part_of_a_path_that_varies_is_a_parameter() {
    let document = openapi(false);
    let described = |parameter: &Value| match parameter["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => parameter.clone(),
    };
    for (name, operation) in operations(&document) {
        let found = operation["parameters"].as_array().into_iter().flatten().map(described);
        let found: BTreeSet<String> = found
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
            .collect();
        let varying = name.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect();
        assert_eq!(found, varying, "{name}");
    }
}

#[test]
fn endpoints_and_operations_match() {
    let described: BTreeSet<String> = operations(&openapi(false)).into_iter().map(|(name, _)| name).collect();
    let named = |endpoint: crate::Endpoint| format!("{} {}", endpoint.method, endpoint.path);
    let there: BTreeSet<String> = endpoints(false).into_iter().map(named).collect();
    assert_eq!(described, there);
}

#[test]
fn every_operation_says_who_may_call_it_as_the_table_does() {
    let document = openapi(false);
    for endpoint in endpoints(false) {
        let name = format!("{} {}", endpoint.method, endpoint.path);
        let (_, operation) = operations(&document).into_iter().find(|(found, _)| *found == name).unwrap();
        let scopes: Vec<Scope> = serde_json::from_value(operation["x-required-scopes"].clone()).unwrap();
        let open = operation["security"] == json!([]);
        match endpoint.need {
            linekeeper_domain::access::Need::Nothing => assert!(open && scopes.is_empty(), "{name}"),
            linekeeper_domain::access::Need::AnyOf(wanted) => assert!(!open && scopes == wanted, "{name}"),
            linekeeper_domain::access::Need::DashboardSession => {
                assert!(!operation["security"].to_string().contains("apiKey"), "{name}");
            }
            linekeeper_domain::access::Need::Board => assert!(!open && scopes == [Scope::SessionsRead], "{name}"),
            linekeeper_domain::access::Need::Socket => {
                assert!(operation["security"].to_string().contains("onboardingToken"), "{name}");
            }
        }
        let takes_key = operation["parameters"].to_string().contains("idempotencyKey");
        assert_eq!(takes_key, endpoint.idempotent, "{name}");
    }
    assert_eq!(openapi(true)["paths"]["/metrics"]["get"]["security"], json!([]));
}

#[test]
fn operations_have_ids_tags_summaries_and_problem_responses() {
    let document = openapi(false);
    let all = operations(&document);
    let names: BTreeSet<_> = all.iter().map(|(_, operation)| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.len(), all.len());
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone().to_string()).collect();
    for (name, operation) in &all {
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
        assert!(tags.contains(&operation["tags"][0].to_string()), "{name}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let is_problem = response["content"]["application/problem+json"].is_object();
            assert_eq!(is_problem, status.as_str() >= "400", "{name} {status}");
            assert!(response["headers"]["x-correlation-id"].is_object(), "{name} {status}");
            // The wait after a removal, and a line that is away, are conflicts that time resolves.
            let described = response["description"].as_str().unwrap();
            let waits = ["`REMOVED_AFTER_LINK`", "`NOT_CONNECTED`"].iter().any(|code| described.contains(code));
            let retried = waits || ["429", "502", "503", "507"].contains(&status.as_str());
            assert_eq!(response["headers"]["retry-after"].is_object(), retried, "{name} {status}");
        }
    }
    for (operation, _) in crate::openapi::problems::OWN {
        assert!(names.contains(operation), "{operation}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|value| walk(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    for document in [openapi(false), asyncapi()] {
        let mut references = Vec::new();
        walk(&document, &mut references);
        assert!(references.len() > 20);
        for reference in references {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}

/// Checks that the response to this request matches the document; returns its status.
async fn fits(api: &Api, operation: &str, request: TestRequest) -> u16 {
    let document = openapi(false);
    let (_, described) = operations(&document).into_iter().find(|(name, _)| name == operation).unwrap();
    let service = api.service().await;
    let answer = call_service(&service, request.to_request()).await;
    let status = answer.status().as_u16();
    let response = &described["responses"][status.to_string()];
    assert!(response.is_object(), "{operation}: {status} is not described");
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let content_type = header("content-type").unwrap_or_default();
    for (name, described) in response["headers"].as_object().unwrap() {
        assert!(
            described.is_object() && (name == "idempotent-replayed" || header(name).is_some()),
            "{operation} {status}: {name}"
        );
    }
    let body = actix_web::test::read_body(answer).await;
    let kind = content_type.split(';').next().unwrap_or_default();
    let Some(schema) = response["content"][kind].get("schema") else {
        assert!(body.is_empty(), "{operation} {status}: {kind} is not described");
        return status;
    };
    if kind.ends_with("json") {
        let mut schema = schema.clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        validator.validate(&body).unwrap_or_else(|error| panic!("{operation} {status}: {error} in {body}"));
    }
    status
}

/// Request of the admin to an operation.
fn request(api: &Api, name: &str) -> TestRequest {
    let (method, path) = name.split_once(' ').unwrap();
    let path = path.replace("{company}", "997441").replace("{link}", "abcdefghijklmnop").replace("{file}", "page.css");
    let path = path.replace("{code}", "abcdefghijkmnpqr");
    api.by_admin(TestRequest::with_uri(&path).method(method.parse().unwrap()))
}

#[actix_web::test]
async fn responses_with_and_without_a_key_match_the_document() {
    let api = Api::new().await;
    for endpoint in endpoints(false) {
        let name = format!("{} {}", endpoint.method, endpoint.path);
        fits(&api, &name, request(&api, &name)).await;
        let path = endpoint.path.replace("{company}", "a.b").replace("{link}", "nobody").replace("{file}", "nothing");
        let nobody = TestRequest::with_uri(&path).method(endpoint.method);
        fits(&api, &name, nobody).await;
    }
}

#[actix_web::test]
async fn answers_to_bodies_are_what_the_document_says() {
    const COMPANY: &str = "/api/whatsapp/sessions/{company}";
    let api = Api::new().await;
    let policy = json!(linekeeper_domain::restart::RestartPolicy::default());
    for (name, body, status) in [
        (format!("POST {COMPANY}/pairing"), json!({ "method": "qr" }), 202),
        (format!("POST {COMPANY}/pairing"), json!({ "phoneNumber": "no number" }), 422),
        (format!("POST {COMPANY}/pairing"), json!({}), 422),
        (format!("POST {COMPANY}/pairing"), json!({ "colour": 1 }), 400),
        (format!("POST {COMPANY}/onboarding-links"), json!({ "ttlSeconds": 60 }), 201),
        (format!("POST {COMPANY}/onboarding-links"), json!({ "name": "Anna", "supportEmail": "a@b.example" }), 201),
        (format!("POST {COMPANY}/onboarding-links"), json!({ "ttlSeconds": 0 }), 422),
        (format!("PUT {COMPANY}/restart-policy"), policy, 200),
        ("POST /api/dashboard/visit".to_owned(), json!({ "key": api.admin }), 200),
    ] {
        assert_eq!(fits(&api, &name, request(&api, &name).set_json(&body)).await, status, "{name} {body}");
    }
    api.store.break_down();
    for name in ["GET /readyz".to_owned(), format!("GET {COMPANY}/credentials/status"), format!("POST {COMPANY}/reset")]
    {
        assert_eq!(fits(&api, &name, request(&api, &name)).await, 503, "{name}");
    }
}

#[test]
fn the_frames_in_the_asyncapi_document_fit_their_schemas() {
    let document = asyncapi();
    for (name, message) in document["components"]["messages"].as_object().unwrap() {
        let mut schema = message["payload"].clone();
        schema["components"] = json!({ "schemas": document["components"]["schemas"] });
        schema["unevaluatedProperties"] = json!(false);
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for example in message["examples"].as_array().unwrap() {
            validator.validate(&example["payload"]).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let operations = document["operations"].as_object().unwrap().values();
        let told = operations.filter(|operation| {
            let channel = operation["channel"]["$ref"].as_str().unwrap();
            let place = json!({ "$ref": format!("{channel}/messages/{name}") });
            operation["messages"].as_array().unwrap().contains(&place)
        });
        assert!(!message["examples"].as_array().unwrap().is_empty() || name == "watch", "{name} has no example");
        // These frames exist on both sockets, and events are sent by the stream and to endpoints.
        let is_twice = ["ping", "pong", "error"].contains(&name.as_str()) || name.contains('.');
        let expected = if is_twice { 2 } else { 1 };
        assert_eq!(told.count(), expected, "{name}");
    }
    for code in ["4401", "4403", "4408", "1008", "1009", "1012", "1013"] {
        for channel in ["session", "board"] {
            assert!(document["channels"][channel]["x-close-codes"][code].is_string(), "{channel}: {code}");
        }
    }
}

#[actix_web::test]
async fn the_documents_are_for_everybody() {
    let api = Api::new().await;
    assert_eq!(api.answer_to_nobody(TestRequest::with_uri("/openapi.json")).await, (200, openapi(false)));
    assert_eq!(api.answer_to_nobody(TestRequest::with_uri("/asyncapi.json")).await, (200, asyncapi()));
}

#[actix_web::test]
async fn problem_type_leads_to_its_place_on_the_page_of_errors() {
    let api = Api::new().await;
    assert_eq!(api.answer(Method::GET, "/no/such/path").await.1["type"], "/docs/errors#NOT_FOUND");
}
