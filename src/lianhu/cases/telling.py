"""What an asker is told outside the pages.

Who has a page to read on is told that there is something, and nothing of the matter itself. Who has
none, a guest or somebody for whom an officer asked, gets the words; of what is kept in confidence,
a number to call.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases.models import Case
from lianhu.cases.rules import Event, Kind, Settled
from lianhu.grid.models import Desk
from lianhu.inbox.services import Message, tell
from lianhu.kernel import phones
from lianhu.ui import timewords

# Longer words are cut short in a message: it says whom to call.
LONGEST = 500
HOTLINE = "12345"

_BODIES: Mapping[Kind, Promise] = {
    Kind.ANSWERED: pgettext_lazy(
        "message", "There is an answer to your question %(number)s. Please have a look."
    ),
    Kind.RESIDENT_ASKED: pgettext_lazy(
        "message", "We need a word from you on your question %(number)s. Please have a look."
    ),
    Kind.EXTENDED: pgettext_lazy(
        "message", "The answer to your question %(number)s takes longer. Please see until when."
    ),
    # Only in silence: who confirms knows it.
    Kind.SETTLED: pgettext_lazy(
        "message",
        "We have heard nothing more on your question %(number)s and take it as solved."
        " If it is not, say so on its page at any time.",
    ),
}
_IN_FULL: Mapping[Kind, Promise] = {
    Kind.ANSWERED: pgettext_lazy(
        "message",
        "The answer to your question %(number)s: %(words)s If it does not help, call %(phone)s.",
    ),
    Kind.RESIDENT_ASKED: pgettext_lazy(
        "message",
        "We need a word from you on your question %(number)s: %(words)s Please call %(phone)s.",
    ),
    Kind.EXTENDED: pgettext_lazy(
        "message", "The answer to your question %(number)s comes on %(date)s at the latest."
    ),
    Kind.SETTLED: pgettext_lazy(
        "message",
        "We have heard nothing more on your question %(number)s and take it as solved."
        " If it is not, call %(phone)s at any time.",
    ),
}
_IN_CONFIDENCE: Mapping[Kind, Promise] = {
    **_IN_FULL,
    Kind.ANSWERED: pgettext_lazy(
        "message", "There is an answer to your question %(number)s. Please call %(phone)s."
    ),
    Kind.RESIDENT_ASKED: pgettext_lazy(
        "message", "We need a word from you on your question %(number)s. Please call %(phone)s."
    ),
}


def tell_asker(case: Case, events: Sequence[Event]) -> None:
    """Queue what these events, the newest of `case`, mean for who asked. Give it with the asker."""
    tell_askers([(case, events)])


def tell_askers(changes: Iterable[tuple[Case, Sequence[Event]]]) -> None:
    """The same for many cases, with as many statements as for one."""
    told = [
        (case, seq, event)
        for case, events in changes
        for seq, event in enumerate(events, case.seq - len(events) + 1)
        if is_told(event)
    ]
    if not told:
        return
    named = {_desk(case, event) for case, _, event in told if not has_page(case)} - {None}
    desks = Desk.objects.in_bulk(named) if named else {}
    tell([_message(case, seq, event, desks) for case, seq, event in told])


def is_told(event: Event) -> bool:
    """Whether the asker hears of it, given a telephone number."""
    if event.kind is Kind.SETTLED:
        return bool(event.data["how"] == Settled.SILENCE)
    return event.kind in _BODIES


def has_page(case: Case) -> bool:
    """Whether who asked can read it there."""
    return case.asker.user_id is not None


def source_of(case: int, seq: int) -> str:
    """What a delivery says it comes from."""
    return f"case:{case}:{seq}"


def _message(case: Case, seq: int, event: Event, desks: Mapping[int, Desk]) -> Message:
    user = case.asker.user
    with translation.override((user.language if user else "") or settings.LANGUAGE_CODE):
        if user is not None:
            body = str(_BODIES[event.kind]) % {"number": case.number}
        else:
            bodies = _IN_CONFIDENCE if case.confidential else _IN_FULL
            body = str(bodies[event.kind]) % _facts(case, event, desks)
    return Message(case.asker, body, source_of(case.pk, seq))


def _desk(case: Case, event: Event) -> int | None:
    """Whose number is told."""
    return event.desk or case.answered_by_id


def _facts(case: Case, event: Event, desks: Mapping[int, Desk]) -> dict[str, str]:
    desk = desks.get(_desk(case, event) or 0)
    due = event.data.get("promise_due_at")
    return {
        "number": case.number,
        "words": _words(event),
        "phone": phones.shown(desk.phone) if desk and desk.phone else HOTLINE,
        "date": timewords.date_words(datetime.fromisoformat(due)) if due else "",
    }


def _words(event: Event) -> str:
    """The words, and the papers to bring."""
    found = event.words.strip()
    if event.papers:
        comma = pgettext("resident", ", ")
        papers = comma.join(paper["title"] for paper in event.papers)
        found += " " + pgettext("message", "To bring: %(papers)s.") % {"papers": papers}
    return found if len(found) <= LONGEST else found[: LONGEST - 1].rstrip() + "…"
