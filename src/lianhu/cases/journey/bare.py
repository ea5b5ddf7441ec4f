"""How far a matter has come, for whoever holds its token: no words, nobody's name."""

from datetime import datetime

from django.utils.translation import pgettext

from lianhu.cases.journey.resident import by
from lianhu.cases.models import Case, Stage
from lianhu.cases.rules import Kind, Status
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.ui import timewords
from lianhu.ui.parts import Fact, Notice, Tone


def status(case: Case) -> str:
    match Status(case.status):
        case Status.SETTLED:
            return pgettext("anybody", "Solved")
        case Status.WITHDRAWN:
            return pgettext("anybody", "Taken back")
        case Status.WAITING:
            return pgettext("anybody", "Waits for a word from who asked")
        case Status.MERGED:
            return pgettext("anybody", "Handled together with a neighbour's question")
        case Status.ANSWERED:
            return pgettext("anybody", "Answered")
        case Status.ON_BEHALF:
            return pgettext("anybody", "Being done on behalf of who asked")
        case Status.CONSULTING:
            return pgettext("anybody", "A department is being asked")
        case Status.TAKEN:
            return pgettext("anybody", "Being handled")
    if case.reopened:
        return pgettext("anybody", "Not solved, handled again")
    return pgettext("anybody", "Received")


def change(kind: Kind) -> str:
    """How far it had come by such an event."""
    match kind:
        case Kind.TAKEN:
            return pgettext("anybody", "Being handled")
        case Kind.CONSULTED:
            return pgettext("anybody", "A department is being asked")
        case Kind.ON_BEHALF:
            return pgettext("anybody", "Being done on behalf of who asked")
        case Kind.EXTENDED:
            return pgettext("anybody", "Takes longer than promised")
        case Kind.ANSWERED:
            return pgettext("anybody", "Answered")
        case Kind.SETTLED:
            return pgettext("anybody", "Solved")
        case Kind.REOPENED:
            return pgettext("anybody", "Not solved, handled again")
        case Kind.WITHDRAWN:
            return pgettext("anybody", "Taken back")
    return pgettext("anybody", "Received")


def facts(case: Case, stage: Stage | None, now: datetime) -> list[Fact]:
    """Where and until when. `stage`: where it is; nothing of what is kept in confidence."""
    if stage is None or case.confidential:
        return []
    found = [Fact(pgettext("resident", "It is now with"), _where(stage.desk))]
    if case.status != Status.WAITING and case.promise_due_at > now:
        found.append(Fact(pgettext("anybody", "An answer"), by(case.promise_due_at), strong=True))
    return found


def late(case: Case, stage: Stage | None, now: datetime) -> Notice | None:
    if stage is None or case.status == Status.WAITING or case.promise_due_at > now:
        return None
    text = pgettext(
        "anybody", "An answer was promised for %(promised)s and did not come. We are sorry."
    )
    return Notice(text=text % {"promised": timewords.day_time(case.promise_due_at)}, tone=Tone.SOON)


def _where(desk: Desk) -> str:
    return pgettext("anybody", "the contact officer") if is_beat(desk) else desk.shown_name
