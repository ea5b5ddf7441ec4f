"""A few words in the group of the reference story's beat, said through the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianhu.accounts.models import User
from lianhu.demo.text import Bilingual
from lianhu.grid.models import Desk
from lianhu.grid.queries import my_desks, resident_of
from lianhu.grid.rules import Role
from lianhu.groups.access import unwritten
from lianhu.groups.models import Message
from lianhu.groups.services import Author, New, say
from lianhu.kernel.names import shown

OFFICER = "officer-shen"


@dataclass(frozen=True, slots=True)
class Line:
    """`before`: how long ago it was said. `to`: the line that it replies to."""

    who: str
    words: Bilingual
    before: timedelta
    announces: bool = False
    to: int | None = None


LINES: Sequence[Line] = (
    Line(
        OFFICER,
        Bilingual(
            "这里是咱们联户的群。家常话随便说；要有准时答复的事，请点“正式提问”。",
            "This is the group of our households. Small talk is welcome; for an answer by a"
            " certain time, please ask officially.",
        ),
        timedelta(minutes=50),
        announces=True,
    ),
    Line(
        "resident-zheng",
        Bilingual("今年的养老认证，在手机上怎么办？", "How does one renew the pension by phone?"),
        timedelta(minutes=40),
    ),
    Line(
        OFFICER,
        Bilingual(
            "打开社保的小程序，点“资格认证”，照着做就行。不会的下班后来找我。",
            "Open the social security app, choose “renewal” and follow it. If it does not work,"
            " come by after work.",
        ),
        timedelta(minutes=35),
        to=1,
    ),
    Line(
        "resident-zheng",
        Bilingual("谁家有长梯子，借用一天？", "Who has a long ladder to lend for a day?"),
        timedelta(minutes=20),
    ),
)


def talk(now: datetime) -> list[Message]:
    """Let the listed people talk in the story's beat; nothing in a city that has not got them."""
    names = {line.who for line in LINES}
    people = {one.username: one for one in User.objects.filter(username__in=names)}
    if people.keys() != names:
        return []
    serves = my_desks(people[OFFICER], now)
    desk = next(my.desk for my in serves if my.role is Role.OFFICER)
    said: list[Message] = []
    for number, line in enumerate(LINES):
        author = _author(people[line.who], desk)
        reply_to = None if line.to is None else said[line.to]
        new = New(shown(*line.words), announces=line.announces, reply_to=reply_to)
        group = said[0].group if said else unwritten(desk, now)
        said.append(say(group, author, new, key=f"demo:{number}", now=now - line.before))
    return said


def _author(person: User, desk: Desk) -> Author:
    resident = resident_of(person)
    if resident is not None:
        return Author(person, resident)
    return Author(person, desk=desk, looks_after=True)
