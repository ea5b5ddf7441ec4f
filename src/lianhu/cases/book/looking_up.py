"""Asking the book about new questions, for whoever will answer them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lianhu.cases.book.suggesting import for_asker
from lianhu.cases.models import Case, CaseItem, Event, LookUp
from lianhu.cases.rules import CaseClass
from lianhu.grid.stripping import stripped
from lianhu.knowledge.services import note_not_found

BATCH = 20


@transaction.atomic
def look_up(now: datetime) -> int:
    """Look up some questions that nobody has looked up yet; return how many.

    What is found stands with the case; of what is not found the words are kept for those who write
    the book, without the case. Of a case that is kept in confidence by now, neither.
    """
    rows = list(_waiting()[:BATCH])
    words = dict(
        Event.objects.filter(case__in=[row.case_id for row in rows], seq=1).values_list(
            "case", "words__body"
        )
    )
    for row in rows:
        case, said = row.case, words.get(row.case_id)
        if said and not case.in_confidence:
            _keep(case, said, now)
    LookUp.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _waiting() -> QuerySet[LookUp]:
    # With what is taken out of their words: nothing is asked row by row while they are locked.
    waiting = (
        LookUp.objects.order_by("pk")
        .select_related("case__beat", "case__asker__household")
        .prefetch_related("case__asker__household__residents")
    )
    return waiting.select_for_update(skip_locked=True, of=("self",))


def _keep(case: Case, said: str, now: datetime) -> None:
    found = for_asker(said, CaseClass(case.case_class), now)
    shown = set(CaseItem.objects.filter(case=case).values_list("item", flat=True))
    CaseItem.objects.bulk_create(
        CaseItem(case=case, item=one.item, version=one.item.live, how=CaseItem.How.FOUND)
        for one in found
        if one.item.live and one.item.pk not in shown
    )
    if not found and not shown:
        note_not_found(
            stripped(case.asker, said), case.beat, timezone.localtime(case.asked_at).date()
        )
