"""Phone numbers."""


def to_e164(raw: str) -> str:
    return raw
