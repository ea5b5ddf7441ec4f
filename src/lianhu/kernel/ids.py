"""Numbers to quote."""

import secrets


def new_number() -> str:
    return "LH-" + "".join(secrets.choice("23456789ABCDEFGH") for _ in range(8))


def normalise(text: str) -> str | None:
    return text or None
