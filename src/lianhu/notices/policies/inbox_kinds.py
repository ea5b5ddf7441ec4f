"""How a policy waits in an officer's inbox.

The row says neither what it is for nor how many, and the roster above, which prints a sheet for
whoever has no smart phone, has no part in it: that there is one says that a household there lets
something be known.
"""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lianhu.inbox.models import Item
from lianhu.inbox.registry import Kind
from lianhu.inbox.rules.attention import Sort
from lianhu.notices.policies.models import Policy
from lianhu.notices.rules.policies import KIND
from lianhu.notices.words import sender
from lianhu.ui.parts import InboxRow


def _rows(items: Sequence[Item]) -> list[InboxRow]:
    rows = Policy.objects.select_related("desk__department", "desk__node__level")
    found = rows.in_bulk([item.ref for item in items])
    return [
        InboxRow(
            title=_("Something may be for households of yours"),
            url=reverse("policy_mine", args=[item.ref]),
            icon="heart-handshake",
            facts=[sender(found[item.ref].desk)],
        )
        for item in items
    ]


KINDS: Mapping[str, Kind] = {
    KIND: Kind(
        _rows,
        Sort.REVIEW,
        pgettext_lazy("message", "Something for households of yours"),
        is_own=True,
    )
}
