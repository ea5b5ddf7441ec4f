"""What somebody without a smart phone says about needs and consultations, besides what waits."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases import needs
from lianhu.cases.access import viewer_for
from lianhu.cases.titles import title_of
from lianhu.grid.naming import is_beat
from lianhu.grid.rules import DeskKind
from lianhu.inbox.sayings import MOST, Saying
from lianhu.inbox.speaking import Speaker
from lianhu.ui import timewords
from lianhu.ui.parts import InboxRow


def _needs(speaker: Speaker, now: datetime) -> Sequence[InboxRow]:
    """Those around that nobody has taken up. What the person has taken up waits in the inbox."""
    rows, _more = needs.board(viewer_for(speaker, now))
    since = pgettext("staff", "since %(time)s")
    return [
        InboxRow(
            title=title_of(need.words),
            url=reverse("needs"),
            facts=[need.place, since % {"time": timewords.day_time(need.since)}],
        )
        for need in rows[:MOST]
    ]


SAYINGS = (
    Saying(
        pgettext_lazy("saying", "Help that is needed nearby"),
        pgettext_lazy("saying", "“I will go there”; after the visit, what it came to"),
        "heart-handshake",
        "needs",
        lambda desk: desk.kind == DeskKind.NODE,
        _needs,
    ),
    Saying(
        pgettext_lazy("saying", "What a household asks"),
        pgettext_lazy("saying", "Which household, and what it is about"),
        "message-plus",
        "officer_ask",
        is_beat,
    ),
    Saying(
        pgettext_lazy("saying", "What households let be known"),
        pgettext_lazy("saying", "Which household, what, for how long; they have agreed"),
        "home-heart",
        "fact_said",
        is_beat,
    ),
    Saying(
        pgettext_lazy("saying", "What other desks ask"),
        pgettext_lazy("saying", "The reply, or which department it is for"),
        "messages",
        "consultations",
        lambda desk: desk.kind == DeskKind.DEPARTMENT,
    ),
)
