"""What of an answer may be said in a group: what to do, as steps."""

import re

_CLAUSES = re.compile(r"(?<=[。!?！？;；])\s*")
# A number with a dot or in brackets before a step: the list numbers anew.
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}\s*[.、．)）]|[（(]\d{1,2}[)）]|[①-⑳]|[-–•·*])\s*")


def steps(words: str) -> tuple[str, ...]:
    """An answer as a list of plain steps: its lines or, if it is one line, its sentences."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if len(lines) == 1:
        lines = [clause.strip() for clause in _CLAUSES.split(lines[0]) if clause.strip()]
    return tuple(filter(None, (_NUMBERED.sub("", line) for line in lines)))
