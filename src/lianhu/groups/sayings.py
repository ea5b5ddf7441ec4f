"""What somebody without a smart phone says in the groups of own places."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases.titles import title_of
from lianhu.grid.rules import DeskKind
from lianhu.groups.queries import asked_at
from lianhu.inbox.sayings import MOST, Saying
from lianhu.inbox.speaking import Speaker
from lianhu.ui import timewords
from lianhu.ui.parts import InboxRow


def _waiting(speaker: Speaker, now: datetime) -> Sequence[InboxRow]:
    """Questions in the groups that the person owns; not who asked."""
    asked = pgettext("group", "asked %(time)s")
    return [
        InboxRow(
            title=title_of(message.said.body) or pgettext("group", "(a photo)"),
            url=reverse("group_message", args=[message.pk]),
            facts=[asked % {"time": timewords.day_time(message.at)}],
        )
        for message in asked_at([my.desk for my in speaker.serves], MOST)
    ]


SAYINGS = (
    Saying(
        pgettext_lazy("saying", "In the groups of neighbours"),
        pgettext_lazy("saying", "A reply to what is asked there, or a word to all"),
        "messages",
        "groups",
        lambda desk: desk.kind == DeskKind.NODE,
        _waiting,
    ),
)
