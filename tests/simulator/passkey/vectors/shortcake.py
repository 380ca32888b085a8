"""Computes shortcake.json: the exchange between a companion and a phone, from its description.

Uses nothing but Python's `cryptography` (48.0.0 when the file was made); the protobufs are encoded by hand.

    pip install cryptography && python3 shortcake.py > shortcake.json
"""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTVWXYZ"


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field_bytes(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


def field_number(number, value):
    return varint(number << 3) + varint(value)


def hkdf(secret, salt, info):
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def code(companion_nonce, primary_public, primary_nonce):
    digest = hashlib.sha256(companion_nonce + primary_public).digest()
    bits = int.from_bytes(bytes(a ^ b for a, b in zip(primary_nonce[:5], digest[:5])), "big")
    text = "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{text[:4]}-{text[4:]}"


def case(name, seed, device_type, reference):
    def drawn(label, length=32):
        return hashlib.sha256(f"{seed} {label}".encode()).digest()[:length]

    companion = X25519PrivateKey.from_private_bytes(drawn("companion ephemeral"))
    primary = X25519PrivateKey.from_private_bytes(drawn("primary ephemeral"))
    companion_public = companion.public_key().public_bytes_raw()
    primary_public = primary.public_key().public_bytes_raw()
    companion_nonce, primary_nonce = drawn("companion nonce"), drawn("primary nonce")

    identity = field_bytes(1, companion_public) + field_number(2, device_type) + field_bytes(3, reference.encode())
    commitment = hashlib.sha256(identity + companion_nonce).digest()
    payload = field_bytes(1, identity) + field_bytes(2, field_bytes(1, commitment))

    salt = f"Companion Pairing {device_type} with ref {reference}".encode()
    key = hkdf(companion.exchange(primary.public_key()), salt, b"Pairing Information Encryption Key")
    noise, identity_key, adv_secret = drawn("noise"), drawn("identity"), drawn("adv secret")
    request = field_bytes(1, noise) + field_bytes(2, identity_key) + field_bytes(3, adv_secret)
    iv = drawn("iv", 12)
    sealed = field_bytes(1, AESGCM(key).encrypt(iv, request, None)) + field_bytes(2, iv)

    prior = drawn("prior adv secret")
    handoff_key = hkdf(prior, None, b"shortcake-passkey-handoff-v1")
    values = {
        "primaryPrivate": primary.private_bytes_raw(),
        "primaryNonce": primary_nonce,
        "prologuePayload": payload,
        "primaryIdentity": field_bytes(1, primary_public) + field_bytes(2, primary_nonce),
        "companionNonce": companion_nonce,
        "pairingRequest": sealed,
        "noise": noise,
        "identity": identity_key,
        "advSecret": adv_secret,
        "priorAdvSecret": prior,
        "handoffProof": hmac.new(handoff_key, payload, hashlib.sha256).digest(),
    }
    text = {key: value.hex() for key, value in values.items()}
    return {"name": name, "ref": reference, "code": code(companion_nonce, primary_public, primary_nonce), **text}


cases = [
    case("chrome", "one", 1, "4@c2hvcnRjYWtl"),
    case("firefox", "two", 2, "REF-XYZ"),
    case("a type of two bytes in the salt", "three", 23, "4@" + "A" * 200),
]
print(json.dumps(cases, indent=2))
