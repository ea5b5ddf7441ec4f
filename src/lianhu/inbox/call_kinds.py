"""How the roster above reads that somebody below is to be called."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lianhu.accounts.models import User
from lianhu.inbox.calls import CALL, CALL_NOW
from lianhu.inbox.models import Item
from lianhu.inbox.registry import Describe, Kind
from lianhu.inbox.rules.attention import Sort
from lianhu.kernel.phones import shown
from lianhu.ui.parts import InboxRow


def _call(title: Promise) -> Describe:
    def describe(items: Sequence[Item]) -> list[InboxRow]:
        people = User.objects.in_bulk([item.ref for item in items])
        return [
            InboxRow(
                title=str(title) % {"name": people[item.ref].shown_name},
                url=f"{reverse('calls')}#person-{item.ref}",
                icon="phone",
                due_at=item.due_at,
                facts=[
                    shown(people[item.ref].phone)
                    or pgettext("staff", "no number: on paper, or in person")
                ],
            )
            for item in items
        ]

    return describe


KINDS: Mapping[str, Kind] = {
    CALL: Kind(
        _call(gettext_lazy("Tell %(name)s what waits")),
        Sort.CASE,
        pgettext_lazy("message", "A call to an officer"),
    ),
    CALL_NOW: Kind(
        _call(gettext_lazy("Call %(name)s now")),
        Sort.EMERGENCY,
        pgettext_lazy("message", "A call to an officer, now"),
    ),
}
