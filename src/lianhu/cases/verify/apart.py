"""What belongs to no case, or to many."""

from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef

from lianhu.cases.floods import KIND as FLOOD
from lianhu.cases.floods import key_of
from lianhu.cases.models import Case, Words
from lianhu.cases.rules.attention import KINDS
from lianhu.cases.verify.timeline import Timeline
from lianhu.inbox.models import Item


def wrong() -> Iterator[tuple[str, str]]:
    """By the number of the case, "" for none."""
    items = Item.objects.filter(~Exists(Case.objects.filter(pk=OuterRef("ref"))), kind__in=KINDS)
    for item in items.iterator():
        yield "", f"inbox item {item.pk} ({item.key}) belongs to no case"
    for flood in Item.objects.filter(kind=FLOOD, done_at=None):
        if flood.desk_id != flood.ref or flood.key != key_of(flood.ref):
            yield "", f"inbox item {flood.pk} ({flood.key}) is at desk {flood.desk_id}"
    for words in Words.objects.filter(event=None).select_related("case").iterator():
        yield words.case.number, f"words {words.pk} belong to no event"


def wrong_floods(timelines: Mapping[int, Timeline]) -> Iterator[tuple[int, str]]:
    """Cases that wait below a desk that has too much to read, which does not hear of it."""
    waiting = {
        pk: desk for pk, timeline in timelines.items() if (desk := timeline.waits_below) is not None
    }
    if not waiting:
        return
    told = Item.objects.filter(kind=FLOOD, done_at=None, desk__in=set(waiting.values()))
    desks = set(told.values_list("desk", flat=True))
    for pk, desk in waiting.items():
        if desk not in desks:
            yield pk, f"inbox: flood item is missing at {desk}"
