"""How items of the book look in an inbox."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from lianhu.inbox.models import Item as InboxItem
from lianhu.inbox.registry import Describe, Kind
from lianhu.inbox.rules.attention import Sort
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.knowledge.editing import State
from lianhu.knowledge.models import UNATTENDED_ITEMS, Item
from lianhu.knowledge.rules.attention import CHECK, REVIEW, UNATTENDED
from lianhu.ui.parts import InboxRow


def _described(title: Promise, note: Promise) -> Describe:
    def rows(items: Sequence[InboxItem]) -> list[InboxRow]:
        found = Item.objects.in_bulk([item.ref for item in items])
        return [
            InboxRow(
                title=str(title)
                % {"title": shown(found[item.ref].title, found[item.ref].title_en)},
                url=reverse("book_edit_item", args=[found[item.ref].code]),
                icon="book",
                facts=[str(note)],
            )
            for item in items
        ]

    return rows


def _unattended(items: Sequence[InboxItem]) -> list[InboxRow]:
    """One query, however many there are."""
    today = timezone.localtime(clock.now()).date()
    count = Item.objects.filter(UNATTENDED_ITEMS).past_review(today).count()
    title = ngettext(
        "Nobody answers for %(count)d text that is past its review date",
        "Nobody answers for %(count)d texts that are past their review date",
        count,
    )
    return [
        InboxRow(
            title=title % {"count": count},
            url=f"{reverse('book_edit')}?state={State.UNATTENDED.value}",
            icon="book",
            facts=[gettext("Please say which office does, or withdraw them.")],
        )
        for _item in items
    ]


KINDS: Mapping[str, Kind] = {
    UNATTENDED: Kind(
        _unattended, Sort.REVIEW, pgettext_lazy("message", "Texts that nobody answers for")
    ),
    CHECK: Kind(
        _described(
            gettext_lazy("Check the new text: %(title)s"),
            gettext_lazy("It is published once you have checked it."),
        ),
        Sort.REVIEW,
        pgettext_lazy("message", "A text to check"),
    ),
    REVIEW: Kind(
        _described(
            gettext_lazy("Is this still right? %(title)s"),
            gettext_lazy("Past its review date: residents read that it is being checked."),
        ),
        Sort.REVIEW,
        pgettext_lazy("message", "A text to look over"),
    ),
}
