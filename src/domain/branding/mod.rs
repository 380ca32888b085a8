//! What the owner's pages show of the marketplace: its name, its logo, its colour, and ways to its people. [`Branding`]
//! is for all pages and comes from the configuration; [`LinkDetails`] is for the page of one onboarding link and wins.

mod accent;
mod address;
mod display_name;
mod email;

pub use accent::{Accent, InvalidAccent};
pub use address::{InvalidWebAddress, WebAddress};
pub use display_name::{DisplayName, InvalidDisplayName};
pub use email::{EmailAddress, InvalidEmailAddress};

use serde::{Deserialize, Serialize};

/// What all of the owner's pages show of the marketplace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    /// Name of the marketplace.
    pub name: Option<DisplayName>,
    /// Address of its logo.
    pub logo_url: Option<WebAddress>,
    /// Colour of buttons and links.
    pub accent: Option<Accent>,
    /// Page on which its people can be reached.
    pub support_url: Option<WebAddress>,
    /// E-mail address at which its people can be reached.
    pub support_email: Option<EmailAddress>,
    /// Page to go on to once the line is connected.
    pub return_url: Option<WebAddress>,
}

/// What the page of one onboarding link shows: claims of its token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDetails {
    /// Name of the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    /// Page to go on to once the line is connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<WebAddress>,
    /// Page on which people who help this company can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<WebAddress>,
    /// E-mail address at which people who help this company can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_email: Option<EmailAddress>,
}

impl Branding {
    /// Address at which people help, to be opened by a browser: of the link, else of the marketplace; a page, else an
    /// e-mail address.
    #[must_use]
    pub fn support_for(&self, link: &LinkDetails) -> Option<String> {
        let one = |page: Option<&WebAddress>, email: Option<&EmailAddress>| {
            page.map(ToString::to_string).or_else(|| email.map(|email| format!("mailto:{email}")))
        };
        one(link.support_url.as_ref(), link.support_email.as_ref())
            .or_else(|| one(self.support_url.as_ref(), self.support_email.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_of_a_link_wins_over_that_of_the_marketplace() {
        let (page, email) = ("https://market.example/help", "help@market.example");
        let of_all = Branding { support_url: page.parse().ok(), ..Branding::default() };
        let of_link = LinkDetails { support_email: email.parse().ok(), ..LinkDetails::default() };
        assert_eq!(Branding::default().support_for(&LinkDetails::default()), None);
        assert_eq!(of_all.support_for(&LinkDetails::default()).as_deref(), Some(page));
        assert_eq!(of_all.support_for(&of_link), Some(format!("mailto:{email}")));
        let both = LinkDetails { support_url: "https://salon.example".parse().ok(), ..of_link };
        assert_eq!(of_all.support_for(&both).as_deref(), Some("https://salon.example/"));
    }

    #[test]
    fn branding_is_written_with_nulls_and_details_without() {
        let branding =
            serde_json::to_value(Branding { accent: "#0B6B4F".parse().ok(), ..Branding::default() }).unwrap();
        let expected = serde_json::json!({
            "name": null, "logoUrl": null, "accent": "#0b6b4f",
            "supportUrl": null, "supportEmail": null, "returnUrl": null,
        });
        assert_eq!(branding, expected);
        let details = LinkDetails { name: "Salon Anna".parse().ok(), ..LinkDetails::default() };
        let written = serde_json::to_string(&details).unwrap();
        assert_eq!(written, r#"{"name":"Salon Anna"}"#);
        assert_eq!(serde_json::from_str::<LinkDetails>(&written).unwrap(), details);
        assert!(serde_json::from_str::<LinkDetails>(r#"{"return_url":"javascript:alert(1)"}"#).is_err());
    }
}
