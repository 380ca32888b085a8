//! Files: their types, their limits, and what may be shown of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::MediaKind;

/// Largest file that can be configured, in bytes: 64 MiB.
pub const MOST_MEDIA_BYTES: u64 = 64 * MIB;

const MIB: u64 = 1024 * 1024;

/// Type of a file: `type/subtype` in lower case, without parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MimeType(Box<str>);

/// The text is not the type of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the type of a file is written type/subtype, for example image/jpeg")]
pub struct InvalidMimeType;

impl MimeType {
    /// Longest type. RFC 6838 allows each half 127 characters.
    const MOST: usize = 255;

    /// Type of a file of which nothing is known, or nothing that a browser may be told.
    #[must_use]
    pub fn octets() -> Self {
        Self("application/octet-stream".into())
    }

    /// The type as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn halves(&self) -> (&str, &str) {
        self.0.split_once('/').unwrap_or((&self.0, ""))
    }

    /// The type under which a file is handed out: its own, if no browser runs such files as a page or a script, else
    /// that of bytes. Anybody who writes to a line chooses the type, and the address is that of the service.
    #[must_use]
    pub fn shown(&self) -> Self {
        let (kind, of) = self.halves();
        let is_plain = match kind {
            "audio" | "video" => !of.ends_with("+xml"),
            "image" => matches!(of, "jpeg" | "png" | "webp" | "gif" | "heic" | "heif"),
            "text" => matches!(of, "plain" | "csv" | "vcard"),
            "application" => {
                matches!(of, "pdf" | "zip" | "json" | "msword" | "rtf")
                    || (of.starts_with("vnd.") && !of.ends_with("+xml"))
            }
            _ => false,
        };
        if is_plain { self.clone() } else { Self::octets() }
    }
}

impl FromStr for MimeType {
    type Err = InvalidMimeType;

    /// Takes parameters, as in `audio/ogg; codecs=opus`, and leaves them out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (kind, of) = essence.split_once('/').ok_or(InvalidMimeType)?;
        if essence.len() > Self::MOST || !is_token(kind) || !is_token(of) {
            return Err(InvalidMimeType);
        }
        Ok(Self(essence.into()))
    }
}

/// Whether it is a name of RFC 6838: what it allows breaks no header.
fn is_token(text: &str) -> bool {
    let fits = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'!' | b'#' | b'$' | b'&' | b'-' | b'^' | b'_' | b'.' | b'+')
    };
    !text.is_empty() && text.bytes().all(fits)
}

impl TryFrom<String> for MimeType {
    type Error = InvalidMimeType;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MimeType> for String {
    fn from(of: MimeType) -> Self {
        of.0.into()
    }
}

impl fmt::Display for MimeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a file cannot be sent as a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaProblem {
    /// Phones do not show such files as this kind.
    #[error("files of this type cannot be sent as this kind")]
    Type,
    /// It is longer than phones take.
    #[error("the file has more than {most} bytes, the most of its kind")]
    TooLong {
        /// Most bytes of the kind.
        most: u64,
    },
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
}

impl MediaKind {
    /// Most bytes of a file that is sent as this kind: the limits of WhatsApp's business API, which are the only ones that
    /// are written down, with [`MOST_MEDIA_BYTES`] where those are higher or there is none.
    #[must_use]
    pub const fn most_bytes(self) -> u64 {
        match self {
            Self::Image | Self::Video | Self::VideoNote | Self::Audio | Self::Voice => 16 * MIB,
            Self::Document => MOST_MEDIA_BYTES,
            Self::Sticker => MIB,
        }
    }

    /// Whether phones show files of this type as this kind.
    #[must_use]
    pub fn takes(self, of: &MimeType) -> bool {
        match self {
            Self::Image => matches!(of.as_str(), "image/jpeg" | "image/png"),
            Self::Video | Self::VideoNote => matches!(of.as_str(), "video/mp4" | "video/3gpp"),
            Self::Audio => matches!(of.as_str(), "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg"),
            Self::Voice => of.as_str() == "audio/ogg",
            Self::Document => true,
            Self::Sticker => of.as_str() == "image/webp",
        }
    }

    /// Checks whether a file can be sent as this kind.
    ///
    /// # Errors
    /// [`MediaProblem`].
    pub fn check(self, of: &MimeType, bytes: u64) -> Result<(), MediaProblem> {
        match self.most_bytes() {
            _ if bytes == 0 => Err(MediaProblem::Empty),
            most if bytes > most => Err(MediaProblem::TooLong { most }),
            _ if self.takes(of) => Ok(()),
            _ => Err(MediaProblem::Type),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> MimeType {
        text.parse().unwrap()
    }

    #[test]
    fn type_is_read_without_its_parameters() {
        assert_eq!(of(" Audio/OGG ; codecs=opus"), of("audio/ogg"));
        assert_eq!(of("image/jpeg").as_str(), "image/jpeg");
        for text in
            ["", "image", "image/", "/jpeg", "a/b/c", "image/jp eg", "image/jpeg\r\nx: y", "im\"age/jpeg", "é/x"]
        {
            assert_eq!(text.parse::<MimeType>(), Err(InvalidMimeType), "{text}");
        }
        assert!(format!("a/{}", "b".repeat(253)).parse::<MimeType>().is_ok());
        assert!(format!("a/{}", "b".repeat(254)).parse::<MimeType>().is_err());
    }

    #[test]
    fn types_that_a_browser_runs_are_shown_as_bytes() {
        for text in
            ["image/jpeg", "audio/ogg", "video/mp4", "application/pdf", "text/plain", "application/vnd.ms-excel"]
        {
            assert_eq!(of(text).shown(), of(text), "{text}");
        }
        for text in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "application/javascript",
            "text/javascript",
            "application/vnd.x+xml",
            "video/x+xml",
            "multipart/mixed",
            "message/rfc822",
            "application/x-shockwave-flash",
            "x/y",
        ] {
            assert_eq!(of(text).shown(), MimeType::octets(), "{text}");
        }
    }

    #[test]
    fn kind_takes_files_of_its_types_and_lengths_only() {
        let cases = [
            (MediaKind::Image, "image/png", 16 * MIB, Ok(())),
            (MediaKind::Image, "image/png", 16 * MIB + 1, Err(MediaProblem::TooLong { most: 16 * MIB })),
            (MediaKind::Image, "application/pdf", 1, Err(MediaProblem::Type)),
            (MediaKind::Image, "image/png", 0, Err(MediaProblem::Empty)),
            (MediaKind::Voice, "audio/ogg", 1, Ok(())),
            (MediaKind::Voice, "audio/mpeg", 1, Err(MediaProblem::Type)),
            (MediaKind::Sticker, "image/webp", MIB, Ok(())),
            (MediaKind::VideoNote, "video/mp4", 1, Ok(())),
            (MediaKind::Document, "text/html", MOST_MEDIA_BYTES, Ok(())),
        ];
        for (kind, text, bytes, expected) in cases {
            assert_eq!(kind.check(&of(text), bytes), expected, "{kind:?} {text} {bytes}");
        }
    }

    proptest! {
        #[test]
        fn type_that_is_read_breaks_no_header(text in ".{0,40}") {
            if let Ok(of) = text.parse::<MimeType>() {
                prop_assert!(of.as_str().bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b';'));
                prop_assert_eq!(of.as_str().parse::<MimeType>(), Ok(of.clone()));
            }
        }
    }
}
