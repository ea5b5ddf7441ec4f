"""What an asker is told outside the pages: short, without anything of the matter itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lianhu.cases.models import Case
from lianhu.cases.rules import Event, Kind, Settled
from lianhu.inbox.services import Message, tell

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


def tell_asker(case: Case, events: Sequence[Event]) -> None:
    """Queue what these events, the newest of `case`, mean for who asked. Give it with the asker."""
    tell_askers([(case, events)])


def tell_askers(changes: Iterable[tuple[Case, Sequence[Event]]]) -> None:
    """The same for many cases, with as many statements as for one."""
    tell([message for case, events in changes for message in _messages(case, events)])


def is_told(event: Event) -> bool:
    """Whether the asker hears of it, given a telephone number."""
    if event.kind is Kind.SETTLED:
        return bool(event.data["how"] == Settled.SILENCE)
    return event.kind in _BODIES


def source_of(case: int, seq: int) -> str:
    """What a delivery says it comes from."""
    return f"case:{case}:{seq}"


def _messages(case: Case, events: Sequence[Event]) -> Iterator[Message]:
    first = case.seq - len(events) + 1
    told = [(seq, event.kind) for seq, event in enumerate(events, first) if is_told(event)]
    if not told:
        return
    user = case.asker.user
    with translation.override((user.language if user else "") or settings.LANGUAGE_CODE):
        for seq, kind in told:
            body = str(_BODIES[kind]) % {"number": case.number}
            yield Message(case.asker, body, source_of(case.pk, seq))
