//! Fetches of files of received messages: one at a time for each file, whoever asks, and to its end, whoever goes away.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Either, Shared, select};
use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::{MediaId, MimeType};
use linekeeper_ports::{FileFacts, KeptFile, LinkMediaError, MediaError, ReceivedFile, WantedFile};
use linekeeper_telemetry::metrics::MediaWay;
use tokio::time::timeout;

use crate::files::{Media, Shares};
use crate::outcome::outcome_of;
use crate::sealing::Sealer;
use crate::sink;

type Fetch = Shared<BoxFuture<'static, Result<KeptFile, MediaError>>>;

/// Fetches under way.
#[derive(Clone, Default)]
pub(crate) struct Fetches(Arc<Mutex<HashMap<(CompanyId, MediaId), Fetch>>>);

impl Fetches {
    /// Waits for the fetch of this file, which begins if none is under way.
    pub(crate) async fn of(
        &self,
        media: &Media,
        company: &CompanyId,
        file: ReceivedFile,
    ) -> Result<KeptFile, MediaError> {
        let id = (company.clone(), MediaId::of_event(&file.event));
        let fetch = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(id.clone()).or_insert_with(|| self.begin(media, id, file)).clone()
        };
        fetch.await
    }

    fn begin(&self, media: &Media, id: (CompanyId, MediaId), file: ReceivedFile) -> Fetch {
        let (all, shares) = (self.clone(), media.shares());
        let task = shares.runtime.clone().spawn(async move {
            let fetched = shares.fetch(&id.0, file).await;
            shares.metrics.media_transfer(MediaWay::Fetch, outcome_of(&fetched));
            all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            fetched
        });
        let ended = |_| Err(LinkMediaError::Local("the fetch did not end".to_owned()).into());
        async move { task.await.unwrap_or_else(ended) }.boxed().shared()
    }
}

impl Shares {
    /// Fetches a file and keeps it.
    async fn fetch(&self, company: &CompanyId, file: ReceivedFile) -> Result<KeptFile, MediaError> {
        let most = self.rules.most_bytes;
        if file.media.bytes.is_some_and(|bytes| bytes > most) {
            return Err(MediaError::TooLarge { most });
        }
        let _place = self.place_to_fetch().await?;
        let line = self.lines.line_of(company).await.ok_or(LinkMediaError::Offline)?;
        let id = MediaId::of_event(&file.event);
        let mut unkept = self.begin(company, (id.clone(), Some(&file)), file.media.bytes.unwrap_or(most)).await?;
        let (sink, said) = sink::channel();
        let sealer = Sealer::new(&*self.blobs, &unkept.object, most);
        let sealing = sink::sealed(sealer, said, type_of(&file));
        let fetching = line.download(wanted(&file), Box::new(sink));
        let late = |_| LinkMediaError::Unavailable("the file took too long".to_owned());
        let facts = timeout(self.rules.transfer, both(fetching, sealing)).await.map_err(late)??;
        if file.media.sha256.as_deref().is_some_and(|sha256| sha256 != facts.sha256_hex()) {
            return Err(LinkMediaError::Damaged.into());
        }
        self.keep(company, (&mut unkept, &id), facts).await
    }
}

/// Waits for a fetch and for the sealing of what it brings. A fetch that fails is not waited for any further: its thread may
/// hang, and ends when nobody takes what it brings. Where the sealing failed that is the cause.
async fn both(
    fetching: impl Future<Output = Result<(), LinkMediaError>>,
    sealing: impl Future<Output = Result<FileFacts, MediaError>>,
) -> Result<FileFacts, MediaError> {
    let (fetching, sealing) = (pin!(fetching), pin!(sealing));
    match select(fetching, sealing).await {
        Either::Left((Ok(()), sealing)) => sealing.await,
        Either::Left((Err(LinkMediaError::Local(words)), sealing)) => match sealing.now_or_never() {
            Some(Err(error)) => Err(error),
            Some(Ok(_)) | None => Err(LinkMediaError::Local(words).into()),
        },
        Either::Left((Err(error), _)) => Err(error.into()),
        Either::Right((Ok(facts), fetching)) => fetching.await.map(|()| facts).map_err(Into::into),
        // Bytes that count only if the fetch succeeds may be none, or not those of the file.
        Either::Right((Err(MediaError::Empty), fetching)) => {
            fetching.await.map_or_else(|error| Err(error.into()), |()| Err(MediaError::Empty))
        }
        Either::Right((Err(error), _)) => Err(error),
    }
}

fn type_of(file: &ReceivedFile) -> MimeType {
    file.media.mime_type.as_deref().and_then(|of| of.parse().ok()).unwrap_or_else(MimeType::octets)
}

fn wanted(file: &ReceivedFile) -> WantedFile {
    WantedFile {
        source: file.source.clone(),
        kind: file.media.media,
        chat: file.message.chat.clone(),
        sender: file.message.sender.clone(),
        from_me: file.message.from_me,
        message_id: file.message.message_id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    type Sealed = Result<FileFacts, MediaError>;

    #[tokio::test]
    async fn cause_of_a_fetch_that_failed_is_told() {
        let broken = || ready(Err(LinkMediaError::Local("broken pipe".to_owned())));
        let too_large = || ready(Sealed::Err(MediaError::TooLarge { most: 1 }));
        let outcome = both(broken(), too_large()).await;
        assert!(matches!(outcome, Err(MediaError::TooLarge { most: 1 })));
        let outcome = both(pending(), too_large()).await;
        assert!(matches!(outcome, Err(MediaError::TooLarge { most: 1 })));
        let outcome = both(ready(Err(LinkMediaError::Gone)), pending::<Sealed>()).await;
        assert!(matches!(outcome, Err(MediaError::Link(LinkMediaError::Gone))));
        let gone = async {
            tokio::task::yield_now().await;
            Err(LinkMediaError::Gone)
        };
        let outcome = both(gone, ready(Sealed::Err(MediaError::Empty))).await;
        assert!(matches!(outcome, Err(MediaError::Link(LinkMediaError::Gone))));
    }
}
