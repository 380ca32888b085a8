//! Files of messages that are sent: uploaded over the line before the message is written.

use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::{NotWritten, OutboundContent, SendFailure};
use linekeeper_ports::{AttachedFile, LinkMedia, LinkMediaError, MediaError, MediaFiles, OutgoingMessage};
use tracing::debug;

/// Where the files of a company are, and the line that they go over; `None` where there is none.
pub(super) struct Attaching {
    pub(super) company: CompanyId,
    pub(super) files: Option<Arc<dyn MediaFiles>>,
    pub(super) line: Option<Arc<dyn LinkMedia>>,
}

/// Uploads the file of a message, if it has one.
///
/// # Errors
/// [`NotWritten`]. What may be there later, the store of files or WhatsApp's media servers, is tried again until the message
/// expires.
pub(super) async fn with_file(
    message: OutgoingMessage,
    Attaching { company, files, line }: Attaching,
) -> Result<OutgoingMessage, NotWritten> {
    let OutboundContent::Media { media, media_id, .. } = &message.order.content else { return Ok(message) };
    let (Some(files), Some(line)) = (files, line) else { return Err(NotWritten::LineDown) };
    let file = files.file(&company, media_id).await.map_err(|error| not_there(&error))?;
    let uploaded = line.upload(files.plain(&file), *media).await.map_err(|error| {
        debug!(company.id = %company, %error, "a file of company {company} was not uploaded");
        NotWritten::LineDown
    })?;
    let file = Some(AttachedFile { uploaded, mime_type: file.facts.mime_type });
    Ok(OutgoingMessage { file, ..message })
}

fn not_there(error: &MediaError) -> NotWritten {
    match error {
        MediaError::NotFound
        | MediaError::Unreadable
        | MediaError::TooLarge { .. }
        | MediaError::Empty
        | MediaError::Differs
        | MediaError::Link(LinkMediaError::Gone | LinkMediaError::Damaged) => {
            NotWritten::Failed(SendFailure::MediaGone)
        }
        MediaError::Full
        | MediaError::Busy
        | MediaError::BrokenOff
        | MediaError::Slow
        | MediaError::Link(_)
        | MediaError::Store(_)
        | MediaError::Blobs(_) => NotWritten::LineDown,
    }
}
