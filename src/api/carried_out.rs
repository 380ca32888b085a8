//! Runs the actor of a WebSocket in a task of its own. As the response body it would be dropped with the connection,
//! together with frames read but not handled yet: a client may send a request and disconnect before the registry has
//! admitted its socket.

use std::pin::pin;

use actix_web::web::Bytes;
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;

/// Streams the actor's output while the connection reads it. The actor is polled again only after its last output was
/// taken; once the connection is gone it runs on until it has handled everything that was read.
pub(crate) fn carried_out<B, E>(actor: B) -> impl Stream<Item = Result<Bytes, E>> + use<B, E>
where
    B: Stream<Item = Result<Bytes, E>> + 'static,
    E: 'static,
{
    let (sent, taken) = mpsc::channel(1);
    actix_web::rt::spawn(async move {
        let mut actor = pin!(actor);
        while let Ok(place) = sent.reserve().await {
            match actor.next().await {
                Some(bytes) => place.send(bytes),
                None => return,
            }
        }
        while actor.next().await.is_some() {}
    });
    futures::stream::unfold(taken, |mut taken| async { Some((taken.recv().await?, taken)) })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    type Sent = Result<Bytes, ()>;

    #[actix_web::test]
    async fn what_is_sent_arrives_in_order() {
        let all = [b"one", b"two", b"six"].map(|text| Sent::Ok(Bytes::from_static(text)));
        let arrived: Vec<_> = carried_out(futures::stream::iter(all.clone())).collect().await;
        assert_eq!(arrived, all);
    }

    #[actix_web::test]
    async fn actor_goes_on_when_its_connection_is_gone() {
        let (handled, tell) = (Rc::new(Cell::new(0)), Rc::new(tokio::sync::Notify::new()));
        let (count, end) = (handled.clone(), tell.clone());
        let actor = futures::stream::iter(0..20).then(move |number| {
            count.set(number);
            if number == 19 {
                end.notify_one();
            }
            async { Sent::Ok(Bytes::new()) }
        });
        drop(carried_out(actor));
        tell.notified().await;
        assert_eq!(handled.get(), 19);
    }

    #[actix_web::test]
    async fn actor_is_not_asked_for_more_than_is_taken() {
        let handled = Rc::new(Cell::new(0));
        let count = handled.clone();
        let actor = futures::stream::iter(1..20).map(move |number| {
            count.set(number);
            Sent::Ok(Bytes::new())
        });
        let mut body = Box::pin(carried_out(actor));
        body.next().await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(handled.get() <= 3, "{}", handled.get());
    }
}
