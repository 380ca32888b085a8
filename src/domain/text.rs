//! Sentences for people, in the languages of the onboarding page.

use serde::Serialize;

/// One sentence in Russian and English. Frames carry both, so that a page can switch language without asking again.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The sentence in Russian.
    pub ru: &'static str,
    /// The sentence in English.
    pub en: &'static str,
}
