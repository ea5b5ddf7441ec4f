"""Something said in the groups of the cast."""

from collections.abc import Sequence
from datetime import datetime

from lianhu.accounts.models import User
from lianhu.cases.models import Case
from lianhu.files.jobs import prepare_one
from lianhu.files.models import Blob
from lianhu.files.services import receive
from lianhu.grid.models import Desk
from lianhu.groups import services
from lianhu.groups.access import unwritten
from lianhu.groups.models import Group, Message
from lianhu.groups.rules.people import Audience
from lianhu.groups.services import Author, New
from tests.cast import MONDAY, City, at
from tests.photos import jpeg, upload

# What is said here, as people write it.
TALK = ["外地住院谁知道怎么报销？", "养老金几号发？", "防汛"]

# For which desk each of the staff speaks.
DESKS = {"shen": "beat", "tong": "beat2", "yan": "beat3", "he": "village", "ma": "community"}


def group_at(city: City, code: str, now: datetime) -> Group:
    found = Group.objects.select_related("node", "owner__node").filter(code=code).first()
    return found or unwritten(city.desks[code], now)


def author_of(city: City, who: str) -> Author:
    person: User = city.people[who]
    if who in city.residents:
        return Author(person, city.residents[who])
    desk: Desk = city.desks[DESKS[who]]
    return Author(person, desk=desk, looks_after=True)


def say(
    city: City,
    who: str,
    words: str,
    now: datetime,
    *,
    code: str = "beat",
    reply_to: Message | None = None,
    announces: bool = False,
    photos: Sequence[Blob] = (),
) -> Message:
    new = New(words, announces=announces, reply_to=reply_to, photos=photos)
    key = f"{who} {now} {words}"[:40]
    group = group_at(city, code, now)
    return services.say(group, author_of(city, who), new, key=key, now=now)


def make_talk(city: City, answered: Case) -> dict[str, str | int]:
    """What the addresses of groups name: a question of Wu's with a photo, one that is the matter
    `answered`, and a temporary group.
    """
    photo = receive(upload(jpeg()))
    asked = say(city, "wu", TALK[0], at(9), photos=[photo])
    assert prepare_one()
    told = say(city, "wu", TALK[1], at(9))
    Message.objects.filter(pk=told.pk).update(case=answered, waits=False)
    ends_at = at(18, day=MONDAY)
    flood = services.make(
        city.desks["beat"],
        TALK[2],
        Audience.EVERYBODY,
        ends_at,
        city.shen,
        key="flood",
        now=at(9),
    )
    return {
        "message": asked.pk,
        "photo": photo.token,
        "told": told.pk,
        "temporary": flood.code,
        "group": "beat",
    }
