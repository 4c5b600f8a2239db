"""Tokens that are not good (case 22)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import time
from pathlib import Path

import rpc
from stack import SERVICES, Stack
from table import Case
from world import build, meeting, officers, pilot

LISTS = {"directory": "maillage.directory.v1.PersonService/ListPeople", "network": "maillage.network.v1.EventService/ListEvents",
         "notifier": "maillage.notifier.v1.ReminderService/ListReminders"}


def test_22_tokens_that_are_not_good(shared: Stack, case: Case):
    build(shared, [pilot(), *officers(1)], [meeting("r1")])
    key = shared.folder / "keys" / "token.key"
    other = shared.folder / "keys" / "other.key"
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", other], check=True, capture_output=True)
    public = subprocess.run(["openssl", "x509", "-pubkey", "-noout", "-in", shared.folder / "keys" / "token.crt"], check=True, capture_output=True).stdout
    now = int(time.time())
    good = {"sub": "cafs/95/people/pia", "aud": "maillage", "iat": now, "exp": now + 3600, "roles": {"95": ["PILOT"]}}
    es256 = {"alg": "ES256", "typ": "JWT"}
    header, claims, signature = signed(es256, good, key).split(".")
    bad = {
        "expired": signed(es256, {**good, "exp": now - 60}, key),
        "without expiry": signed(es256, {name: value for name, value in good.items() if name != "exp"}, key),
        "not yet valid": signed(es256, {**good, "nbf": now + 600}, key),
        "of another audience": signed(es256, {**good, "aud": "somebody-else"}, key),
        "without audience": signed(es256, {name: value for name, value in good.items() if name != "aud"}, key),
        "of another key": signed(es256, good, other),
        "alg none": f"{part({'alg': 'none'})}.{part(good)}.",
        "alg none with the signature": f"{part({'alg': 'none'})}.{claims}.{signature}",
        "alg NONE": f"{part({'alg': 'NONE'})}.{part(good)}.",
        "HS256 with the public key": hmac_signed(good, public),
        "altered claims": f"{header}.{part({**good, 'roles': {'*': ['ADMIN']}})}.{signature}",
        "without signature": f"{header}.{claims}.",
        "cut": f"{header}.{claims}",
        "without subject": signed(es256, {name: value for name, value in good.items() if name != "sub"}, key),
        "roles in another shape": signed(es256, {**good, "roles": "ADMIN"}, key),
        "empty": "",
        "huge": "x" * 6000,
    }
    for service in SERVICES:
        with rpc.Caller(shared, service, signed(es256, good, key)) as caller:
            assert caller.call(LISTS[service], 'parent: "cafs/95"').code == rpc.OK, "the one that is good"
            for what, token in bad.items():
                caller.metadata = [("authorization", f"Bearer {token}")]
                reply = caller.call(LISTS[service], 'parent: "cafs/95"')
                assert (reply.code, reply.text) == (rpc.UNAUTHENTICATED, ""), (service, what)
            for metadata in ([], [("authorization", "Basic cGlhOnBpYQ==")], [("authorization", signed(es256, good, key))]):
                caller.metadata = metadata
                assert caller.call(LISTS[service], 'parent: "cafs/95"').code == rpc.UNAUTHENTICATED, metadata
    case.tell(f"{len(bad) + 3} tokens that are not good", "UNAUTHENTICATED, each service")


def part(content: dict) -> str:
    return encoded(json.dumps(content).encode())


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(header: dict, claims: dict, key: Path) -> str:
    text = f"{part(header)}.{part(claims)}"
    der = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(), capture_output=True, check=True).stdout
    # SEQUENCE of two INTEGERs: to the 64 bytes that a JWT has.
    first = der[4:4 + der[3]]
    second = der[6 + der[3]:]
    return f"{text}.{encoded(b''.join(number.lstrip(bytes(1)).rjust(32, bytes(1)) for number in (first, second)))}"


def hmac_signed(claims: dict, secret: bytes) -> str:
    text = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{text}.{encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"
