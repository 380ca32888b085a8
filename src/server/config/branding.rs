//! Section `[branding]`.

use std::fmt::Display;
use std::str::FromStr;

use linekeeper_domain::branding::Branding;
use serde::Deserialize;

/// What the owner's pages show of the marketplace.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BrandingSection {
    /// Name of the marketplace.
    pub(crate) name: Option<String>,
    /// Address of its logo; needs `name`.
    pub(crate) logo_url: Option<String>,
    /// Colour of buttons and links, for example `#0b6b4f`; white text on it has a contrast of 4.5 : 1 at least.
    pub(crate) accent: Option<String>,
    /// Page on which owners get help.
    pub(crate) support_url: Option<String>,
    /// E-mail address at which owners get help.
    pub(crate) support_email: Option<String>,
    /// Page to which the owner goes on once the line is connected.
    pub(crate) return_url: Option<String>,
}

impl BrandingSection {
    /// The values as the pages use them.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub(crate) fn branding(&self) -> Result<Branding, String> {
        if self.logo_url.is_some() && self.name.is_none() {
            return Err("branding.logo_url needs branding.name, which is read out in place of the logo".to_owned());
        }
        Ok(Branding {
            name: parsed("name", self.name.as_deref())?,
            logo_url: parsed("logo_url", self.logo_url.as_deref())?,
            accent: parsed("accent", self.accent.as_deref())?,
            support_url: parsed("support_url", self.support_url.as_deref())?,
            support_email: parsed("support_email", self.support_email.as_deref())?,
            return_url: parsed("return_url", self.return_url.as_deref())?,
        })
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.branding().map(drop)
    }
}

fn parsed<T: FromStr<Err: Display>>(key: &str, text: Option<&str>) -> Result<Option<T>, String> {
    text.map(str::parse).transpose().map_err(|error: T::Err| format!("branding.{key}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section() -> BrandingSection {
        BrandingSection {
            name: Some("Маркет".to_owned()),
            logo_url: Some("https://cdn.market.example/logo.svg".to_owned()),
            accent: Some("#0B6B4F".to_owned()),
            support_url: Some("https://market.example/help".to_owned()),
            support_email: Some("help@market.example".to_owned()),
            return_url: Some("http://127.0.0.1:3000/done".to_owned()),
        }
    }

    #[test]
    fn each_setting_reaches_the_pages() {
        let Branding { name, logo_url, accent, support_url, support_email, return_url } = section().branding().unwrap();
        assert_eq!(name.unwrap().as_str(), "Маркет");
        assert_eq!(logo_url.unwrap().as_str(), "https://cdn.market.example/logo.svg");
        assert_eq!(accent.unwrap().to_string(), "#0b6b4f");
        assert_eq!(support_url.unwrap().as_str(), "https://market.example/help");
        assert_eq!(support_email.unwrap().as_str(), "help@market.example");
        assert_eq!(return_url.unwrap().as_str(), "http://127.0.0.1:3000/done");
        assert_eq!(BrandingSection::default().branding(), Ok(Branding::default()));
    }

    #[test]
    fn setting_that_cannot_be_used_is_named_with_the_reason() {
        let set = |text: &str| Some(text.to_owned());
        for (wrong, key, why) in [
            (BrandingSection { name: set(" "), ..section() }, "name", "1 to 128 characters"),
            (BrandingSection { name: None, ..section() }, "logo_url", "needs branding.name"),
            (BrandingSection { logo_url: set("/logo.svg"), ..section() }, "logo_url", "https://"),
            (BrandingSection { accent: set("#5fd0a6"), ..section() }, "accent", "choose a darker colour"),
            (BrandingSection { accent: set("green"), ..section() }, "accent", "six hexadecimal digits"),
            (BrandingSection { support_url: set("http://market.example"), ..section() }, "support_url", "https://"),
            (BrandingSection { support_email: set("help"), ..section() }, "support_email", "help@market.example"),
            (BrandingSection { return_url: set("javascript:x"), ..section() }, "return_url", "https://"),
        ] {
            let error = wrong.check().unwrap_err();
            assert!(error.contains(&format!("branding.{key}")) && error.contains(why), "{error}");
        }
    }
}
