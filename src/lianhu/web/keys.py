"""Keys for encrypted fields: as given by environment, or made once for a demo city."""

import base64
import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def parse(text: str) -> dict[str, bytes]:
    """Read "id:base64,id:base64" (32 bytes each); the first key is the one that encrypts."""
    found: dict[str, bytes] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition(":")
        try:
            key = base64.b64decode(value, validate=True)
        except ValueError:
            key = b""
        if not name or len(key) != 32:
            raise ImproperlyConfigured(
                "LIANHU_FIELD_KEYS wants id:base64 pairs of 32 bytes, with commas between them."
            )
        found[name] = key
    return found


def demo_keys(path: Path) -> dict[str, str]:
    """The demo city's own keys. The first process to ask makes them; the others read them."""
    if not path.exists():
        made = {
            "secret": secrets.token_urlsafe(48),
            "field": "demo:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(made))
        draft.chmod(0o600)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    keys: dict[str, str] = json.loads(path.read_text())
    return keys
