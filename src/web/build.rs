//! Build check: the pages must be built before they can be embedded.

fn main() {
    println!("cargo::rerun-if-changed=dist");
    assert!(
        std::path::Path::new("dist/connect.html").exists(),
        "the pages are not built: run `make web` (or `npm ci && npm run build` in src/web) first"
    );
}
