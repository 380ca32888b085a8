//! First stage of a pairing code: what a request must say.

use wacore_binary::Node;

use crate::state::Number;
use crate::wire::stanza::{attr, child_content, first, jid_attr};
use crate::world::{ConnectionId, World};

/// A well-formed request for a code.
#[derive(Clone)]
pub(super) struct Hello {
    /// Account that the number leads to.
    pub(super) number: Number,
    /// The companion's key, wrapped with the code, 80 bytes.
    pub(super) wrapped: Vec<u8>,
    /// Display name.
    pub(super) platform: String,
    /// Whether the phone is to show a prompt.
    pub(super) prompt: bool,
}

impl Hello {
    /// Reads a request for a code; `None` if the real service would refuse it.
    pub(super) fn read(world: &World, id: ConnectionId, stanza: &Node) -> Option<Self> {
        let hello = first(stanza)?;
        let number = Number::parse(jid_attr(hello, "jid")?.user_base()).ok()?;
        let dialled = !number.as_str().starts_with('0');
        // Any form of the number leads to the account.
        let number = world.state.account_of(number);
        let wrapped = child_content(hello, "link_code_pairing_wrapped_companion_ephemeral_pub")?;
        let noise = child_content(hello, "companion_server_auth_key_pub")?;
        let platform = std::str::from_utf8(child_content(hello, "companion_platform_display")?).ok()?;
        let own_key = world.live.get(&id).is_some_and(|live| live.noise == noise);
        let right = wrapped.len() == 80 && own_key && dialled && known_platform(platform);
        let prompt = match attr(hello, "should_show_push_notification").as_deref() {
            Some("true") => true,
            Some("false") | None => false,
            Some(_) => return None,
        };
        right.then(|| Hello { number, wrapped: wrapped.to_vec(), platform: platform.to_owned(), prompt })
    }
}

/// Whether a display name consists of a browser and a system that the service knows; it refuses custom names.
fn known_platform(display: &str) -> bool {
    const BROWSERS: &[&str] =
        &["Chrome", "Edge", "Firefox", "IE", "Internet Explorer", "Opera", "Safari", "Chromium", "Brave", "Android"];
    const APPLICATIONS: &[&str] = &["Desktop", "Electron", "UWP", "WhatsApp", "Other", "Web"];
    const SYSTEMS: &[&str] = &[
        "Windows",
        "Mac",
        "Mac OS",
        "Mac OS X",
        "macOS",
        "Linux",
        "Ubuntu",
        "Debian",
        "Fedora",
        "Chrome OS",
        "ChromeOS",
        "Android",
        "iOS",
    ];
    let Some((browser, system)) = display.strip_suffix(')').and_then(|rest| rest.split_once(" (")) else {
        return false;
    };
    let is_version = |rest: &str| rest.chars().all(|sign| sign == ' ' || sign == '.' || sign.is_ascii_digit());
    let known = SYSTEMS.iter().any(|known| system.strip_prefix(*known).is_some_and(is_version));
    known && (BROWSERS.contains(&browser) || APPLICATIONS.contains(&browser))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_display_names_of_known_clients_are_accepted() {
        for good in ["Chrome (Linux)", "Chrome (Mac OS)", "Chrome (Ubuntu)", "Edge (Windows)", "Firefox (Windows 11)"] {
            assert!(known_platform(good), "{good}");
        }
        for bad in ["", "Chrome", "Salon (Linux)", "Chrome (Salon)", "Chrome (Linux", "Chrome (Linuxy)"] {
            assert!(!known_platform(bad), "{bad}");
        }
    }
}
