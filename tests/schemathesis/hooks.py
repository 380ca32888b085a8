"""Hooks that supply what schemathesis cannot generate: salons that recur, so that requests meet the state of earlier
ones, existing phones, dashboard sessions, ids of links, cursors, and file names.

Only a part of the requests is changed, chosen by a hash of the generated values, so that every run is the same."""

import json
import os
import re
import zlib

import schemathesis

FILES = ["page.css", "swagger-ui.css", "swagger-ui-bundle.js"]
COMPANY = re.compile(r"[A-Za-z0-9_-]{1,64}")
KEY = os.environ["LINEKEEPER_KEY"]
SALONS = os.environ["LINEKEEPER_SALONS"].split(",")
# File that gets one character for each request refused by a rate limit.
REFUSALS = os.environ["LINEKEEPER_REFUSALS"]
# Created in advance, because the sign-in is slowed down by all the generated keys.
VISITS = json.loads(os.environ["LINEKEEPER_VISITS"])

links = {}
cursors = {}


def chance(of):
    return zlib.crc32(repr(of).encode())


def one_of(choices, value):
    return choices[chance(value) // 8 % len(choices)]


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.path_parameters
    company = path.get("company")
    if isinstance(company, str) and COMPANY.fullmatch(company) and chance(company) % 4:
        path["company"] = one_of(SALONS, company)
    if isinstance(path.get("file"), str) and chance(path["file"]) % 2:
        path["file"] = one_of(FILES, path["file"])
    operation = case.operation.definition.raw.get("operationId")
    if operation == "revokeOnboardingLink" and links and chance(path["link"]) % 2:
        path["link"], path["company"] = links.popitem()
    if operation in cursors and chance(case.query) % 2:
        case.query["cursor"] = cursors[operation]
    if operation == "beginPairing" and isinstance(case.body, dict) and isinstance(case.body.get("phoneNumber"), str):
        if chance(case.body["phoneNumber"]) % 4:
            case.body["phoneNumber"] = f"+7 900 {chance(case.body['phoneNumber']) % 10**7:07}"
    if operation == "signIn" and isinstance(case.body, dict) and chance(case.body) % 16:
        # A failed sign-in would have the next ones refused.
        case.body["key"] = KEY
    prove(case, operation)


def prove(case, operation):
    """Adds a dashboard session where one is required, the API key elsewhere."""
    if operation in ("getVisit", "signOut") and VISITS:
        visit = VISITS.pop() if operation == "signOut" else VISITS[-1]
        case.headers["Cookie"] = visit["cookie"]
        case.headers["x-csrf-token"] = visit["csrfToken"]
    elif operation != "signIn":
        case.headers["Authorization"] = f"Bearer {KEY}"


@schemathesis.hook
def after_call(context, case, response):
    operation = case.operation.definition.raw.get("operationId")
    if response.status_code == 429 and operation != "signIn":
        with open(REFUSALS, "a") as refusals:
            refusals.write(".")
    if response.status_code == 201 and operation == "makeOnboardingLink":
        made = response.json()
        links[made["linkId"]] = made["companyId"]
    if response.status_code == 200 and operation in ("listSessions", "listEvents"):
        if (cursor := response.json().get("next")) is not None:
            cursors[operation] = cursor
