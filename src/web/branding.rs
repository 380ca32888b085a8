//! The configured branding in the onboarding page: its values as a JSON attribute for the page's script, and the name
//! and the logo in the markup, so that nothing of them is painted late.

use linekeeper_domain::branding::Branding;

/// Mark of the service in the built page, from this tag to the end of the element.
const MARK: (&str, &str) = ("<span class=\"brand\">", "</span>");
/// Name of the service in the title of the built page.
const TITLE: &str = "Linekeeper</title>";

/// Branding in the forms in which pages need it.
pub(crate) struct PageBranding {
    json: String,
    /// Attribute of the page's body.
    attribute: String,
    /// Name, and logo if there is one, in place of the service's mark; none without a name.
    mark: Option<(String, String)>,
    is_empty: bool,
}

impl PageBranding {
    pub(crate) fn new(branding: &Branding) -> Self {
        let json = serde_json::to_string(branding).unwrap_or_default();
        let attribute = format!("data-branding=\"{}\"", escaped(&json));
        let mark = branding.name.as_ref().map(|name| {
            let name = escaped(name.as_str());
            let logo = branding.logo_url.as_ref().map(|logo| {
                format!("<img class=\"logo\" src=\"{}\" alt=\"\" height=\"28\" />", escaped(logo.as_str()))
            });
            (name.clone(), logo.unwrap_or_default() + &name)
        });
        Self { json, attribute, mark, is_empty: *branding == Branding::default() }
    }

    /// Whether nothing is configured.
    pub(crate) const fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// The branding as a document.
    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    /// Puts the branding into the onboarding page.
    pub(crate) fn applied_to(&self, page: &str) -> String {
        if self.is_empty {
            return page.to_owned();
        }
        let page = page.replacen("<body", &format!("<body {}", self.attribute), 1);
        let Some((name, mark)) = &self.mark else { return page };
        let page = page.replacen(TITLE, &format!("{name}</title>"), 1);
        let marked = page.split_once(MARK.0).and_then(|(head, rest)| Some((head, rest.split_once(MARK.1)?.1)));
        match marked {
            Some((head, tail)) => format!("{head}{}{mark}{}{tail}", MARK.0, MARK.1),
            None => page,
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
