//! The list of files: which paths exist, and which of them only in a sandbox.

use actix_web::web::Bytes;

use crate::asset::{Asset, Kind};

macro_rules! file {
    ($path:literal, $kind:ident, $file:literal) => {
        Asset::new($path, Kind::$kind, Bytes::from_static(include_bytes!($file)))
    };
}

/// Every file there is, except the onboarding page.
pub(crate) fn assets(sandbox: bool) -> Vec<Asset> {
    let mut assets = Vec::from(shared());
    assets.extend(onboarding());
    if sandbox {
        assets.extend(virtual_phone());
    }
    assets
}

/// The onboarding page. In a sandbox it knows so and offers the virtual phone.
pub(crate) fn onboarding_page(sandbox: bool) -> Asset {
    let page = include_str!("assets/onboarding/page.html");
    let body = if sandbox {
        Bytes::from(page.replacen("<body>", "<body data-sandbox>", 1))
    } else {
        Bytes::from_static(page.as_bytes())
    };
    Asset::new("/connect", Kind::Html, body)
}

fn shared() -> [Asset; 6] {
    [
        file!("/assets/favicon.svg", Svg, "assets/favicon.svg"),
        file!("/assets/shared/base.css", Css, "assets/shared/base.css"),
        file!("/assets/shared/address.js", Script, "assets/shared/address.js"),
        file!("/assets/shared/clipboard.js", Script, "assets/shared/clipboard.js"),
        file!("/assets/shared/dom.js", Script, "assets/shared/dom.js"),
        file!("/assets/shared/format.js", Script, "assets/shared/format.js"),
    ]
}

fn onboarding() -> [Asset; 12] {
    [
        file!("/assets/onboarding/page.css", Css, "assets/onboarding/page.css"),
        file!("/assets/onboarding/main.js", Script, "assets/onboarding/main.js"),
        file!("/assets/onboarding/alert.js", Script, "assets/onboarding/alert.js"),
        file!("/assets/onboarding/backoff.js", Script, "assets/onboarding/backoff.js"),
        file!("/assets/onboarding/connection.js", Script, "assets/onboarding/connection.js"),
        file!("/assets/onboarding/frames.js", Script, "assets/onboarding/frames.js"),
        file!("/assets/onboarding/memory.js", Script, "assets/onboarding/memory.js"),
        file!("/assets/onboarding/model.js", Script, "assets/onboarding/model.js"),
        file!("/assets/onboarding/render.js", Script, "assets/onboarding/render.js"),
        file!("/assets/onboarding/texts.js", Script, "assets/onboarding/texts.js"),
        file!("/assets/onboarding/token.js", Script, "assets/onboarding/token.js"),
        file!("/assets/onboarding/view.js", Script, "assets/onboarding/view.js"),
    ]
}

fn virtual_phone() -> [Asset; 6] {
    [
        file!("/sandbox/phone", Html, "assets/phone/page.html"),
        file!("/assets/phone/page.css", Css, "assets/phone/page.css"),
        file!("/assets/phone/main.js", Script, "assets/phone/main.js"),
        file!("/assets/phone/api.js", Script, "assets/phone/api.js"),
        file!("/assets/phone/texts.js", Script, "assets/phone/texts.js"),
        file!("/assets/phone/view.js", Script, "assets/phone/view.js"),
    ]
}
