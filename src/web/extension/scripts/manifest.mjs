// Manifests of the two builds. They differ in the background and in what Firefox wants to know beside.

/** @typedef {"chromium" | "firefox"} Browser */

export const BROWSERS = /** @type {const} */ (["chromium", "firefox"]);

/**
 * @param {Browser} browser
 * @param {string} version of package.json
 */
export function manifestOf(browser, version) {
  return {
    manifest_version: 3,
    name: "__MSG_name__",
    description: "__MSG_description__",
    version,
    default_locale: "en",
    icons: icons(16, 32, 48, 128),
    action: { default_popup: "settings.html", default_title: "__MSG_name__", default_icon: icons(16, 32) },
    options_ui: { page: "settings.html", open_in_tab: true },
    // activeTab: the address of the page on which the person clicks the extension, and of no other.
    permissions: ["activeTab", "scripting", "storage"],
    host_permissions: ["https://web.whatsapp.com/*"],
    optional_host_permissions: ["https://*/*", "http://localhost/*", "http://127.0.0.1/*"],
    content_security_policy: {
      extension_pages: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
    },
    ...(browser === "chromium" ? chromium : firefox),
  };
}

const chromium = {
  minimum_chrome_version: "120",
  background: { service_worker: "background.js", type: "module" },
};

const firefox = {
  background: { scripts: ["background.js"], type: "module" },
  browser_specific_settings: {
    gecko: {
      id: "passkey@linekeeper",
      // 142: the first that knows the next line on every platform.
      strict_min_version: "142.0",
      data_collection_permissions: { required: ["none"] },
    },
  },
};

function icons(...sizes) {
  return Object.fromEntries(sizes.map((size) => [size, `icons/${size}.png`]));
}
