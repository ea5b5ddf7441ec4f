"""What somebody without a smart phone sends on to own households, and says of them."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from lianhu.grid.naming import is_beat
from lianhu.inbox.sayings import MOST, Saying
from lianhu.inbox.speaking import Speaker
from lianhu.kernel.names import shown
from lianhu.notices.access import sending_on
from lianhu.notices.policies.queries import lasting_at
from lianhu.ui.parts import InboxRow


def _policies(speaker: Speaker, now: datetime) -> Sequence[InboxRow]:
    """All that last there, whoever lives there: that one is for somebody is told to nobody."""
    beats = [my.desk for my in sending_on(speaker.serves)]
    return [
        InboxRow(
            title=shown(row.item.title, row.item.title_en),
            url=reverse("policy_mine", args=[row.pk]),
            facts=[row.why],
        )
        for row in lasting_at(beats, now)[:MOST]
    ]


SAYINGS = (
    Saying(
        pgettext_lazy("saying", "For own households"),
        pgettext_lazy("saying", "An item of the how-to book, words of one's own, what is offered"),
        "send",
        "send_on_find",
        is_beat,
        _policies,
    ),
)
