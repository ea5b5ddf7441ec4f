"""Personal data as it is stored: encrypted to be read, indexed to be found again.

A stored value is `key id:version:base64 of nonce and ciphertext`. What comes before the ciphertext
and the *context* (`grid.household.phone`) are bound to it, so a value moved to another column or
relabelled no longer opens. Moved to another row of the same column, it does.
"""

import base64
import hmac
import os
import re
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

INDEX_LENGTH = 32

_VERSION = "1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class CryptoError(Exception):
    """A stored value cannot be read."""


class UnknownKey(CryptoError):
    """The value was written with a key that is not in the ring."""


class Tampered(CryptoError):
    """The value is not what was written in this place."""


class KeyRing:
    """Keys by id. The first one encrypts, all of them decrypt."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("a key ring wants at least one key")
        for key_id, key in keys.items():
            if not _KEY_ID.fullmatch(key_id):
                raise ValueError(f"a key id has letters, digits, - and _ only, unlike {key_id!r}")
            if len(key) != _KEY_BYTES:
                raise ValueError(f"key {key_id} must have {_KEY_BYTES} bytes, not {len(key)}")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))

    def encrypt(self, text: str, context: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        label = f"{self._current}:{_VERSION}"
        sealed = self._ciphers[self._current].encrypt(
            nonce, text.encode(), _associated(label, context)
        )
        return f"{label}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, value: str, context: str) -> str:
        """Raises UnknownKey, or Tampered when the value was not written for this context."""
        label, _, body = value.rpartition(":")
        key_id, _, version = label.partition(":")
        if version != _VERSION:
            raise Tampered(f"{context} holds something that was not encrypted here")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnknownKey(f"{context} was written with key {key_id!r}, which is not given")
        try:
            sealed = base64.b64decode(body, validate=True)
            if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
                raise Tampered(f"{context} holds a value cut short")
            return cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _associated(label, context)
            ).decode()
        except (ValueError, InvalidTag):
            raise Tampered(f"{context} holds a value that was changed or moved") from None


class BlindIndex:
    """Finds equal values without reading them: the same text and context give the same index."""

    def __init__(self, key: bytes) -> None:
        derive = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"lianhu blind index")
        self._key = derive.derive(key)

    def index(self, value: str, context: str) -> str:
        digest = hmac.digest(self._key, f"{context}\0{value}".encode(), "sha256")
        return digest.hex()[:INDEX_LENGTH]


def encrypt(text: str, context: str) -> str:
    return _ring(tuple(settings.FIELD_KEYS.items())).encrypt(text, context)


def decrypt(value: str, context: str) -> str:
    return _ring(tuple(settings.FIELD_KEYS.items())).decrypt(value, context)


def blind_index(value: str, context: str) -> str:
    return _index(settings.BLIND_KEY).index(value, context)


# By the keys themselves, so that other settings (in tests) mean other ciphers.
@lru_cache(maxsize=4)
def _ring(keys: tuple[tuple[str, bytes], ...]) -> KeyRing:
    return KeyRing(dict(keys))


@lru_cache(maxsize=4)
def _index(key: bytes) -> BlindIndex:
    return BlindIndex(key)


def _associated(label: str, context: str) -> bytes:
    return f"{label}:{context}".encode()
