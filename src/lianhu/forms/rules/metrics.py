"""The metric linter: which forbidden measures a text asks for.

A text is refused for what it counts, not for what it mentions: "what the meeting decided, done in
time" is honest, "meetings held" is not. Chinese puts what is counted last, so a field whose answer
is a number is refused by how its label ends.
"""

import re

from lianhu.forms.rules.patterns import CHINESE, COUNTED, ENGLISH
from lianhu.forms.rules.text import plain
from lianhu.forms.rules.things import Thing

_CHINESE = {thing: re.compile("|".join(parts)) for thing, parts in CHINESE.items()}
_ENGLISH = {thing: re.compile("|".join(parts)) for thing, parts in ENGLISH.items()}
_COUNTED = {
    thing: re.compile(f"(?:{noun})(?:的)?(?:情况|记录|统计|完成情况)?$")
    for thing, noun in COUNTED.items()
}
_CLAUSES = re.compile(r"[;,!?\u3001\u3002]")
_TAIL = re.compile(r"[\s()（）\[\]【】:、,/%‰]+$|\([^()]*\)$")


def forbidden(text: str, *, counted: bool = False) -> tuple[Thing, ...]:
    """What of it is refused, in the order of `Thing`; nothing for an honest text.

    `counted`: the answer is a number, or the text is an aim. Give simplified characters.
    """
    clauses = [clause.strip() for clause in _CLAUSES.split(plain(text))]
    return tuple(
        thing for thing in Thing if any(_asks_for(thing, clause, counted) for clause in clauses)
    )


def _asks_for(thing: Thing, clause: str, counted: bool) -> bool:
    if _CHINESE[thing].search(clause) or _ENGLISH[thing].search(clause):
        return True
    return (
        counted and thing in _COUNTED and _COUNTED[thing].search(_TAIL.sub("", clause)) is not None
    )
