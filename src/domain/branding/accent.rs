//! Accent colours: buttons with white text, and links on a white card.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Colour on which white text can be read, and which can be read as text on white: contrast of 4.5 : 1 at least (WCAG
/// 2.2, level AA). Pages derive its lighter form for a dark colour scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent([u8; 3]);

/// The text is not a colour that can be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum InvalidAccent {
    /// The text is not a colour.
    #[error("a colour is written as # and six hexadecimal digits, for example #0b6b4f")]
    Malformed,
    /// White text on the colour cannot be read well.
    #[error(
        "its contrast with white is {0:.2} : 1, and text needs {MIN_CONTRAST} : 1 (WCAG AA): choose a darker colour"
    )]
    TooPale(f64),
}

/// Contrast of text of a usual size.
const MIN_CONTRAST: f64 = 4.5;

impl Accent {
    /// Contrast with white, from 1 to 21.
    fn contrast_with_white(self) -> f64 {
        1.05 / (self.luminance() + 0.05)
    }

    /// Relative luminance, from 0 (black) to 1 (white).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Accent {
    type Err = InvalidAccent;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(InvalidAccent::Malformed)?;
        // Parsing alone would take a sign.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(InvalidAccent::Malformed);
        }
        let [_, red, green, blue] =
            u32::from_str_radix(digits, 16).map_err(|_| InvalidAccent::Malformed)?.to_be_bytes();
        let accent = Self([red, green, blue]);
        let contrast = accent.contrast_with_white();
        if contrast < MIN_CONTRAST { Err(InvalidAccent::TooPale(contrast)) } else { Ok(accent) }
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Accent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_with_enough_contrast_are_taken() {
        // #767676 is the lightest grey that passes.
        for (text, kept) in [("#0B6B4F", "#0b6b4f"), ("#000000", "#000000"), ("#767676", "#767676")] {
            assert_eq!(text.parse::<Accent>().unwrap().to_string(), kept);
        }
    }

    #[test]
    fn pale_colours_are_refused_with_their_contrast() {
        for (text, contrast) in [("#777777", "4.48"), ("#5fd0a6", "1.90"), ("#ffffff", "1.00")] {
            let error = text.parse::<Accent>().unwrap_err();
            assert!(matches!(error, InvalidAccent::TooPale(_)), "{text}");
            assert!(error.to_string().contains(&format!("is {contrast} : 1")), "{text}: {error}");
        }
    }

    #[test]
    fn other_notations_are_refused() {
        for text in ["", "#", "0b6b4f", "#0b6b4", "#0b6b4f0", "#0b6b4g", "#+b6b4f", "green", "#абв", "rgb(0,0,0)"] {
            assert_eq!(text.parse::<Accent>(), Err(InvalidAccent::Malformed), "{text}");
        }
    }
}
