"""Other users of the service during a run: an operator with dashboard sessions, and an owner who links phone after
phone."""

import json
import threading
import urllib.error
import urllib.request

import websocket

# Codes are rate limited by number, so each pairing uses another one.
PHONES = [f"7900646{number:04}" for number in range(200)]


def asked(url, body=None, headers=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **(headers or {})}, method=method)
    return urllib.request.urlopen(request, timeout=30)


def visits(base, key, number):
    """Creates this many dashboard sessions."""
    made = []
    for _ in range(number):
        with asked(f"{base}/api/dashboard/visit", {"key": key}) as answer:
            cookie = answer.headers["set-cookie"].split(";")[0]
            made.append({"cookie": cookie, "csrfToken": json.load(answer)["csrfToken"]})
    return made


class Owner(threading.Thread):
    """Links a phone by code whenever the salon has none, and types each code on the phone."""

    def __init__(self, base, key, control, salon):
        super().__init__(daemon=True)
        self.control = control
        self.phones = iter(PHONES)
        self.linked = 0
        self.first = threading.Event()
        self.socket = websocket.create_connection(
            f"ws{base.removeprefix('http')}/api/whatsapp/sessions/{salon}/ws",
            header={"Authorization": f"Bearer {key}"},
            timeout=60,
        )

    def run(self):
        try:
            while text := self.socket.recv():
                self.heard(json.loads(text))
        except (OSError, websocket.WebSocketException):
            # The service has stopped.
            pass

    def heard(self, frame):
        match frame:
            case {"type": "session-state", "state": "idle"}:
                if (phone := next(self.phones, None)) is not None:
                    # An account with a business name logs in without delay.
                    asked(f"{self.control}/phones/{phone}", {"businessName": "Salon"}, method="PUT").close()
                    self.socket.send(json.dumps({"type": "request-pairing-code", "phoneNumber": phone}))
            case {"type": "pairing-code", "code": code, "phoneNumber": phone}:
                try:
                    asked(f"{self.control}/phones/{phone}/enter-code", {"code": code}).close()
                except urllib.error.HTTPError:
                    # The pairing was ended meanwhile by another request.
                    pass
            case {"type": "whatsapp-connected"}:
                self.linked += 1
                self.first.set()
