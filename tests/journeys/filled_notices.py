"""Notices and requests in every stage, for whom they may be."""

from lianhu.grid.facts import services as facts
from lianhu.grid.facts.rules import Fact
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.notices.rules.listing import Listed
from lianhu.notices.rules.sending import Audience
from tests.cast import (
    FRIDAY,
    City,
    at,
)
from tests.notices import asked as requests
from tests.notices import small

Places = dict[str, str | int]


def notices(city: City) -> Places:
    """In every stage; what was sent stands on one card with what the town has sent."""
    found = small.in_every_stage(city)
    due_at = at(16)
    small.sent(city, "town", "fang", document=small.DOCUMENT, asks=Asks.ACT, due_at=due_at)
    small.draft(city, "city", "luo", document=small.DOCUMENT, asks=Asks.ACT, due_at=at(15))
    reading.refuse(city.residents["daughter"], city.topics["water"].pk, at(14))
    asked = requests.in_every_stage(city)
    found |= _audiences(city)
    shown: Places = {f"notice_{stage}": key for stage, key in found.items()}
    return shown | {f"request_{stage}": key for stage, key in asked.items()}


def _audiences(city: City) -> dict[str, int]:
    """For households that let a fact be known, and for lists: of one a row means nobody by now."""
    homes = {name: city.residents[name].household for name in ("wu", "zheng", "ren")}
    assert homes["wu"] is not None
    facts.let_know(
        homes["wu"],
        Fact.OVER_60,
        until=FRIDAY,
        agreed=True,
        agreed_by=city.wu,
        by=city.shen,
        now=at(9),
    )
    here = (city.nodes["village"].pk,)
    made = {
        "facts": small.draft(
            city,
            "village",
            "he",
            body=small.LOOK,
            audience=Audience((Who.HOUSEHOLD,), here, facts=(Fact.OVER_60,)),
        )
    }
    for name, whom in (("list", ("wu", "zheng")), ("wrong_list", ("wu", "ren"))):
        keys = tuple(home.pk for who in whom if (home := homes[who]) is not None)
        made[name] = small.draft(
            city,
            "village",
            "he",
            body=small.LOOK,
            audience=Audience((), here, listed=(len(keys), 1)),
            listed=Listed(keys, (city.desks["beat2"].pk,)),
        )
    return made
