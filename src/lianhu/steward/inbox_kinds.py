"""How items about posts look in an inbox."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.grid.models import HandOver
from lianhu.inbox.below import Below
from lianhu.inbox.models import Item
from lianhu.inbox.registry import Kind
from lianhu.inbox.rules.attention import Sort
from lianhu.steward.handing import KIND
from lianhu.ui import timewords
from lianhu.ui.parts import InboxRow


def _handed_over(items: Sequence[Item]) -> list[InboxRow]:
    found = HandOver.objects.select_related("duty__desk").in_bulk([item.ref for item in items])
    title = pgettext("staff", "%(desk)s is yours now: read what was handed over")
    since = pgettext("staff", "from %(time)s on")
    return [
        InboxRow(
            title=title % {"desk": found[item.ref].duty.desk.shown_name},
            url=reverse("handed_over", args=[item.ref]),
            icon="users",
            facts=[since % {"time": timewords.day_time(found[item.ref].duty.starts_at)}],
            strong=True,
        )
        for item in items
    ]


def _at(named: Sequence[tuple[Item, Below]]) -> list[bool]:
    """Whether the post is at one of their desks below. One query."""
    handed = HandOver.objects.filter(pk__in=[item.ref for item, _one in named])
    post = dict(handed.values_list("pk", "duty__desk"))
    return [post[item.ref] in {desk.pk for desk in one.desks} for item, one in named]


KINDS: Mapping[str, Kind] = {
    KIND: Kind(
        _handed_over,
        Sort.REVIEW,
        pgettext_lazy("message", "A post handed over"),
        is_entered=True,
        concerns=_at,
    )
}
