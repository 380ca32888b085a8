//! Control API of messages: `/phones/{number}/messages`, `/messages`, `/batches` and `/groups`.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Json, Path, Query, ServiceConfig};

use crate::batches::BatchOrder;
use crate::control::{answer, bad_method, json_limit};
use crate::message_views::{GroupOrder, MessagesFilter};
use crate::orders::MessageOrder;
use crate::simulator::Simulator;

/// Maximum size of a message that a phone is told to send, in bytes: one with a file in Base64.
const MAX_MESSAGE: usize = 12 << 20;

/// Mounts the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let other = || web::to(bad_method);
    config
        .service(
            web::resource("/phones/{number}/messages")
                .app_data(json_limit(MAX_MESSAGE))
                .get(sent_by)
                .post(send)
                .default_service(other()),
        )
        .service(web::resource("/messages").get(sent_by_all).delete(clear).default_service(other()))
        .service(web::resource("/batches").post(send_batch).default_service(other()))
        .service(web::resource("/batches/{id}").get(batch).delete(cancel_batch).default_service(other()))
        .service(web::resource("/groups").get(groups).default_service(other()))
        .service(web::resource("/groups/{id}").put(put_group).default_service(other()));
}

async fn send(simulator: Data<Simulator>, number: Path<String>, body: Json<MessageOrder>) -> HttpResponse {
    answer(simulator.send_message(&number, &body).await)
}

async fn sent_by(simulator: Data<Simulator>, number: Path<String>, wanted: Query<MessagesFilter>) -> HttpResponse {
    answer(simulator.messages(Some(&number), &wanted).await)
}

async fn sent_by_all(simulator: Data<Simulator>, wanted: Query<MessagesFilter>) -> HttpResponse {
    answer(simulator.messages(None, &wanted).await)
}

async fn clear(simulator: Data<Simulator>) -> HttpResponse {
    simulator.clear_messages().await;
    HttpResponse::NoContent().finish()
}

async fn send_batch(simulator: Data<Simulator>, body: Json<BatchOrder>) -> HttpResponse {
    answer(simulator.send_batch(&body).await)
}

async fn batch(simulator: Data<Simulator>, id: Path<u64>) -> HttpResponse {
    answer(simulator.batch(*id).await)
}

async fn cancel_batch(simulator: Data<Simulator>, id: Path<u64>) -> HttpResponse {
    answer(simulator.cancel_batch(*id).await)
}

async fn groups(simulator: Data<Simulator>) -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "groups": simulator.groups().await }))
}

async fn put_group(simulator: Data<Simulator>, id: Path<String>, body: Json<GroupOrder>) -> HttpResponse {
    answer(simulator.put_group(&id, &body).await)
}
