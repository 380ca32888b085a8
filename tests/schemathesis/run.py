"""Tests the service against its own OpenAPI document: the real service with the simulator, requested by schemathesis.

There are two runs: one without effective rate limits, and a short one with tight limits, where refusals are correct.
`run.py PROGRAMS` takes the programs from that folder; schemathesis is beside this Python."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import people

HERE = Path(__file__).parent
PROGRAMS = Path(sys.argv[1])
# Timeout of a start, in seconds; only a broken program exceeds it.
DEADLINE = 60
KEY_SHOWN = "admin key, shown this once: "
# One address with one key sends in a minute what people send in a day.
NO_BOUNDS = {
    f"LINEKEEPER__LIMITS__{of}_{bound}": "100000"
    for of in ("ADDRESS", "KEY", "COMPANY")
    for bound in ("PER_SECOND", "BURST")
}
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)
# Low enough that requests to one salon exceed it on any machine.
TIGHT_BOUNDS = {"LINEKEEPER__LIMITS__COMPANY_PER_SECOND": "1", "LINEKEEPER__LIMITS__COMPANY_BURST": "20"}
# Sign-outs end them one by one.
VISITS = 20
# Fixed seed: every run sends the same requests.
SEED = "20261125"


class Program:
    """A child process that announces on standard output that it is ready."""

    def __init__(self, name, arguments, environment, log, is_ready):
        self.log = log
        self.lines = []
        self.ready = threading.Event()
        with open(log, "ab") as errors:
            self.child = subprocess.Popen(
                [PROGRAMS / name, *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        threading.Thread(target=self._read, args=(is_ready,), daemon=True).start()
        if not self.ready.wait(DEADLINE) or not self.lines or not is_ready(self.lines[-1]):
            self.stop()
            sys.exit(f"{name} did not start:\n{log.read_text(errors='replace')[-4000:]}")

    def _read(self, is_ready):
        for line in self.child.stdout:
            if not self.ready.is_set():
                self.lines.append(line.strip())
                if is_ready(line):
                    self.ready.set()
        # The process has ended, ready or not.
        self.ready.set()

    def stop(self):
        self.child.terminate()
        try:
            return self.child.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            return self.child.wait()


def environment_of(settings):
    """The environment without Linekeeper's settings of the caller."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LINEKEEPER__")}
    for name in ("DATABASE_URL", "SENTRY_DSN"):
        ours.pop(name, None)
    return ours | settings


def start(folder, settings):
    simulator = Program(
        "linekeeper-simulator",
        ["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"],
        environment_of({}),
        folder / "simulator.log",
        lambda line: line.startswith("{"),
    )
    told = json.loads(simulator.lines[-1])
    settings = settings | {
        "LINEKEEPER__HTTP__LISTEN": "127.0.0.1:0",
        "LINEKEEPER__STORE__DATA_DIR": str(folder / "data"),
        "LINEKEEPER__WHATSAPP__ENDPOINT": told["listen"],
        "LINEKEEPER__WHATSAPP__VERSION": "2.3000.1023223821",
        "LINEKEEPER__GATE__PER_SECOND": "1000",
        "LINEKEEPER_MASTER_KEY": "tests:" + base64.b64encode(os.urandom(32)).decode(),
    }
    service = Program(
        "linekeeper",
        ["serve"],
        environment_of(settings),
        folder / "service.log",
        lambda line: "listening on http" in line,
    )
    return simulator, told["control"], service


def run(name, settings, salons, options):
    """Returns whether all checks passed, and the number of requests refused by a rate limit."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="linekeeper-schemathesis-") as folder:
        folder = Path(folder)
        # Started by root, the embedded PostgreSQL runs as another user.
        folder.chmod(0o755)
        refusals = folder / "refusals"
        refusals.touch()
        simulator, control, service = start(folder, settings)
        try:
            base = service.lines[-1].split()[-1]
            key = next(line.removeprefix(KEY_SHOWN) for line in service.lines if line.startswith(KEY_SHOWN))
            visits = people.visits(base, key, VISITS)
            owner = people.Owner(base, key, control, salons[0])
            owner.start()
            tried = subprocess.run(
                [
                    Path(sys.executable).with_name("st"),
                    *("--config-file", HERE / "schemathesis.toml"),
                    *("run", f"{base}/openapi.json", "--checks", CHECKS, "--seed", SEED, "--no-color"),
                    *options,
                ],
                env=environment_of(
                    {
                        "LINEKEEPER_KEY": key,
                        "LINEKEEPER_SALONS": ",".join(salons),
                        "LINEKEEPER_VISITS": json.dumps(visits),
                        "LINEKEEPER_REFUSALS": str(refusals),
                        "SCHEMATHESIS_HOOKS": "hooks",
                        "PYTHONPATH": str(HERE),
                        "PYTHONDONTWRITEBYTECODE": "1",
                    }
                ),
                cwd=folder,
                check=False,
            )
            alive = people.asked(f"{base}/healthz").status == 200
            linked = owner.first.wait(DEADLINE)
        finally:
            stopped = service.stop()
            simulator.stop()
        log = (folder / "service.log").read_text(errors="replace")
        refused = refusals.stat().st_size
        cries = [line for line in log.splitlines() if "panicked" in line or " ERROR " in line]
    for cry in cries[:20]:
        print(f"schemathesis: the service's log has: {cry}")
    took = f"{time.monotonic() - began:.0f} s"
    print(f"schemathesis: {name}: {took}, {owner.linked} phones linked, {refused} requests refused", flush=True)
    return tried.returncode == 0 and alive and linked and stopped == 0 and not cries, refused


if __name__ == "__main__":
    free, never = run("without bounds", NO_BOUNDS, ["997441", "880012", "salon-3"], ["--max-examples", "15"])
    one_salon = ["--max-examples", "10", "--phases", "fuzzing", "--include-path-regex", "{company}"]
    bound, often = run("with tight bounds", TIGHT_BOUNDS, ["997441"], one_salon)
    sys.exit(0 if free and bound and never == 0 and often > 0 else 1)
