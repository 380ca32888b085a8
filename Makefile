# `make run` and `make test` are all a Debian machine with Rust and Node needs; they install what is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

# The embedded PostgreSQL of a root user runs as another one, who cannot reach into a home of mode 0700.
export LINEKEEPER_SANDBOX_DIR ?= $(if $(filter 0,$(shell id -u)),/var/lib/linekeeper-sandbox,$(CURDIR)/.linekeeper)
LISTEN ?= 127.0.0.1:8080
# How long `make fuzz` tries each target.
SECONDS ?= 15
# How long `make soak` goes on, with how many sessions; SEED repeats a run.
MINUTES ?= 20
SESSIONS ?= 1000
SEED ?=
SANDBOX := --features linekeeper-server/sandbox,linekeeper-link/sandbox
PROGRAMS := -p linekeeper-server -p linekeeper-simulator -p linekeeper-harness

# On two busy cores the debug build links eight salons a second and brings as many back after a kill: a hundred leave most of
# the time to the deeds.
SOAK_CI := env -u TEST_DATABASE_URL target/debug/linekeeper-soak --seconds 60 --sessions 100 $(if $(SEED),--seed $(SEED))

# Forty-five kills, each named point among them, take about three minutes: one of them waits for the lease of what the service was delivering.
PROOF_CI := env -u TEST_DATABASE_URL target/debug/linekeeper-messages-proof --kills 45 --lines 12 --rate 20 --seed $(or $(SEED),5)

WEB := src/web
# The pages of the documentation are made from the documents and the READMEs, too.
WEB_SOURCES := docs/openapi.json docs/asyncapi.json docs/failures.md \
    $(shell find $(WEB) -type f \( -name '*.ts' -o -name '*.md' -o -name '*.mjs' -o -name '*.html' -o -name '*.css' -o -name '*.svg' -o -name '*.png' -o -name '*.json' \) \
    -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/.dist.next/*')

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: web
web: $(WEB)/dist/connect.html ## The pages: client, onboarding element, dashboard, virtual phone, browser extension, documentation; with their sizes

$(WEB)/dist/connect.html: $(WEB)/node_modules/.package-lock.json $(WEB_SOURCES)
	@cd $(WEB)
	npm run build

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	@cd $(WEB)
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

.PHONY: run
run: web ## Linekeeper with embedded PostgreSQL, a simulator of WhatsApp and a virtual phone
	@eval "$$(deploy/install-postgres)"
	cargo build $(PROGRAMS) $(SANDBOX)
	LINEKEEPER__STORE__DATA_DIR="$$LINEKEEPER_SANDBOX_DIR" LINEKEEPER__HTTP__LISTEN=$(LISTEN) exec target/debug/linekeeper sandbox

.PHONY: demo
demo: web ## The review's story, played without a person, step by step
	@eval "$$(deploy/install-postgres)"
	cargo build $(PROGRAMS) $(SANDBOX)
	target/debug/linekeeper-demo

.PHONY: check
check: web ## The fast loop: format, floors, words, clippy, unit tests, and the tests of the crates that differ from BASE (origin/main)
	@.ci/check

.PHONY: test
test: web ## Everything: Rust, pages, the simulator against other people's client
	@eval "$$(deploy/install-postgres)"
	eval "$$(tests/harness/install-pgbouncer)"
	node .ci/floors.mjs
	# Builds the programs too, which the acceptance tests run: each has a test of its own.
	env -u TEST_DATABASE_URL cargo test --workspace $(SANDBOX)
	$(SOAK_CI)
	$(PROOF_CI)
	# The normal build: no certificate bypass, so the simulator is refused.
	cargo test -p linekeeper-link --test link
	cd $(WEB)
	npm run generate -- --check
	npm run check
	npm test
	npm run test:service -w @linekeeper/client
	cd "$(CURDIR)"
	tests/browser/run
	cd tests/simulator/conformance && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	LINEKEEPER_SIMULATOR_BIN="$(CURDIR)/target/debug/linekeeper-simulator" LINEKEEPER_BIN="$(CURDIR)/target/debug/linekeeper" npm test
	cd "$(CURDIR)"
	tests/schemathesis/run
	tests/fuzz/run 10
	if [ -n "$${TEST_DATABASE_URL:-}" ]; then $(MAKE) test-database; fi

# How often `make test-changes` kills the service in the middle of a change; SEED repeats a run.
KILLS ?= 200

# Further words for the program of `make messages-proof`.
PROOF ?=

.PHONY: test-changes
test-changes: web ## The service killed at KILLS random moments of a change of phone
	@eval "$$(deploy/install-postgres)"
	# Builds the programs too, as `make test` does.
	cargo test --workspace $(SANDBOX) --no-run --test acceptance --test command_line --test simulator
	LINEKEEPER_CHANGE_KILLS=$(KILLS) LINEKEEPER_CHANGE_SEED=$(SEED) cargo test --workspace $(SANDBOX) --test acceptance -- \
	    --ignored --nocapture killed_at_many_random_moments

.PHONY: messages-proof
messages-proof: web ## Messages under KILLS (1,000) kills of service, PostgreSQL and receiver; PROOF="--lines 10" for the program, SEED repeats a run
	@eval "$$(deploy/install-postgres)"
	# The debug build: its assertions are part of the proof.
	cargo build $(PROGRAMS) -p linekeeper-load $(SANDBOX)
	env -u TEST_DATABASE_URL target/debug/linekeeper-messages-proof \
	    --kills $(if $(filter-out file,$(origin KILLS)),$(KILLS),1000) $(if $(SEED),--seed $(SEED)) $(PROOF)

.PHONY: test-firefox
test-firefox: web ## The way through the pages in Debian's Firefox
	@eval "$$(deploy/install-postgres)"
	cargo build $(PROGRAMS) $(SANDBOX)
	tests/browser/run-firefox

.PHONY: test-database
test-database: web ## The store and the acceptance tests on the PostgreSQL of TEST_DATABASE_URL
	@: "$${TEST_DATABASE_URL:?names a PostgreSQL on which databases may be created}"
	eval "$$(tests/harness/install-pgbouncer)"
	cargo test --workspace $(SANDBOX) --test store --test acceptance --test command_line --test simulator

.PHONY: schemathesis
schemathesis: web ## The real service held to its own OpenAPI document, by requests that are made up
	@eval "$$(deploy/install-postgres)"
	cargo build $(PROGRAMS) $(SANDBOX)
	tests/schemathesis/run

.PHONY: fuzz
fuzz: ## Texts from outside tried by force, each target for SECONDS (builds cargo-fuzz the first time)
	@tests/fuzz/run $(SECONDS)

# What is measured is built as it is operated; LOAD holds further words for the program, for example
# LOAD="--chapters codes,texts --sizes 100,1000".
LOAD ?=
RELEASE := -p linekeeper-server -p linekeeper-simulator -p linekeeper-load -p linekeeper-harness

.PHONY: bench
bench: web ## What Linekeeper costs, beside the bare client library and Baileys; the table goes to target/bench too
	@eval "$$(deploy/install-postgres)"
	cargo build --release $(RELEASE) $(SANDBOX)
	(cd tests/load/baileys && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
	mkdir -p target/bench
	target/release/linekeeper-bench --json target/bench/report.json --table target/bench/report.md $(LOAD)

.PHONY: soak
soak: web ## SESSIONS salons at random for MINUTES, in release; SEED repeats a run
	@eval "$$(deploy/install-postgres)"
	cargo build --release $(RELEASE) $(SANDBOX)
	target/release/linekeeper-soak --minutes $(MINUTES) --sessions $(SESSIONS) $(if $(SEED),--seed $(SEED))

.PHONY: soak-ci
soak-ci: web ## The minute of it that every change must pass
	@eval "$$(deploy/install-postgres)"
	# What `make test` builds, by way of tests that these programs have.
	cargo test --workspace $(SANDBOX) --no-run --test soak --test command_line --test simulator
	$(SOAK_CI)

.PHONY: bench-store
bench-store: ## What hot statements cost companies of any size, sealing, and an overview over a month of a busy journal
	@eval "$$(deploy/install-postgres)"
	cargo bench -p linekeeper-store --features bench-unsealed --bench sealing
	cargo test -p linekeeper-store --test store -- --ignored --nocapture a_month_of_a_busy_journal
	cargo test -p linekeeper-store --test store -- --ignored --nocapture times_of

.PHONY: docs
docs: web ## docs/failures.md and the OpenAPI and AsyncAPI documents, written anew from the code
	@WRITE_DOCS=1 cargo test -p linekeeper-domain --quiet the_page_for_operators
	@WRITE_DOCS=1 cargo test -p linekeeper-api --quiet document_in_the_repository

.PHONY: lint
lint: web ## Formatting, floors, words, clippy, documentation
	@cargo fmt --all --check
	cargo fmt --manifest-path tests/fuzz/Cargo.toml --check
	# Its lock file follows the crates that it names by path.
	cargo fetch --quiet --locked --manifest-path tests/fuzz/Cargo.toml
	node .ci/floors.mjs
	node .ci/words.mjs
	npm run --silent lint --prefix $(WEB)
	cargo clippy --workspace --all-targets $(SANDBOX) -- -D warnings
	cargo clippy -p linekeeper-server -- -D warnings
	cargo clippy -p linekeeper-store --benches --features bench-unsealed -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links" cargo doc --workspace --no-deps --document-private-items $(SANDBOX)

.PHONY: lint-deps
lint-deps: ## Licences, bans and sources of dependencies (builds cargo-deny the first time)
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny check licenses bans sources

.PHONY: audit
audit: audit-rust audit-npm ## Known vulnerabilities of what is built and tested with

.PHONY: audit-rust
audit-rust: ## That of Rust (fetches the RustSec database; builds cargo-audit the first time)
	@command -v cargo-audit >/dev/null || cargo install --locked cargo-audit@0.22.2
	for lock in Cargo.lock tests/fuzz/Cargo.lock; do cargo audit --file "$$lock"; done

.PHONY: audit-npm
audit-npm: ## That of npm; skipped where the registry answers no audits, unless STRICT=1
	@for folder in $(WEB) tests/browser tests/simulator/conformance; do
	    cd "$(CURDIR)/$$folder"
	    if said=$$(npm audit 2>&1); then
	        echo "$$folder: $$said"
	    elif [ -z "$(STRICT)" ] && grep -q "audit endpoint returned an error" <<<"$$said"; then
	        echo "audit-npm: $$folder: skipped: this npm registry answers no audits; the workflow audit.yml asks one that does"
	    else
	        echo "$$said" >&2
	        exit 1
	    fi
	done
