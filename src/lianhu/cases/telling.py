"""What an asker is told outside the pages: short, without anything of the matter itself."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext

from lianhu.cases.models import Case
from lianhu.cases.rules import Event, Kind, Settled
from lianhu.inbox.services import tell


def tell_asker(case: Case, events: Sequence[Event]) -> None:
    """Queue what these events, the newest of `case`, mean for who asked. Give it with the asker."""
    first = case.seq - len(events) + 1
    user = case.asker.user
    with translation.override((user.language if user else "") or settings.LANGUAGE_CODE):
        for seq, event in enumerate(events, first):
            body = _body(event)
            if body:
                tell(case.asker, body % {"number": case.number}, source=f"case:{case.pk}:{seq}")


def _body(event: Event) -> str:
    match event.kind:
        case Kind.ANSWERED:
            return pgettext(
                "message", "There is an answer to your question %(number)s. Please have a look."
            )
        case Kind.RESIDENT_ASKED:
            return pgettext(
                "message",
                "We need a word from you on your question %(number)s. Please have a look.",
            )
        case Kind.EXTENDED:
            return pgettext(
                "message",
                "The answer to your question %(number)s takes longer. Please see until when.",
            )
        case Kind.SETTLED if event.data["how"] == Settled.SILENCE:
            return pgettext(
                "message",
                "We have heard nothing more on your question %(number)s and take it as solved."
                " If it is not, say so on its page at any time.",
            )
    return ""
