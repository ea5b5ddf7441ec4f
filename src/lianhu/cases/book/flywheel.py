"""What an answer from above leaves to the book, so that the next one is given below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.cases.access import Access, Relation
from lianhu.cases.book.models import BookChoice
from lianhu.cases.book.suggesting import Suggestion, best
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.models import Case, CaseItem
from lianhu.cases.rules.from_answer import changed, new
from lianhu.grid.models import Desk, after
from lianhu.grid.naming import is_beat, is_department
from lianhu.grid.stripping import stripped
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.publishing import Refused
from lianhu.knowledge.services import Changed, draft, start

Choice = BookChoice.Choice


class NothingToChoose(Exception):
    """The case is not one that the book could learn from, or somebody has chosen already."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """`chosen`: what was said of it; else `items` of which one may cover it."""

    items: Sequence[Suggestion] = ()
    chosen: BookChoice | None = None


def lesson(access: Access, way: Way, now: datetime) -> Lesson | None:
    """For the desk that answered a case above its beat; None for everybody else. Two queries
    besides what `best` asks.
    """
    if not may_choose(access):
        return None
    chosen = BookChoice.objects.filter(case=access.case).select_related("item").first()
    if chosen is not None:
        return Lesson(chosen=chosen)
    known = CaseItem.objects.filter(
        case=access.case, how=CaseItem.How.ANSWERED, item__live__isnull=False
    )
    rows = [
        row.item
        for row in known.select_related("item__topic", "item__owner__department", "item__live")
    ]
    used = {item.pk for item in rows}
    others = [one for one in best(way.words, now) if one.item.pk not in used]
    return Lesson([*map(Suggestion, rows), *others][:3])


def may_choose(access: Access) -> bool:
    """Whether the case is one to learn from, and this desk the one that knew."""
    case, desk = access.case, access.desk
    return (
        access.relation is Relation.ANSWERER
        and access.stage is None
        and case.answered_by_id == desk.pk
        and case.merged_into_id is None
        and case.status in (rules.Status.ANSWERED, rules.Status.SETTLED)
        and not case.in_confidence
        and not is_beat(desk)
    )


@transaction.atomic
def choose(
    access: Access, choice: str, by: User, *, code: str = "", reason: str = "", now: datetime
) -> BookChoice:
    """Once a case. A change and a new item begin as drafts with what the answer said, without
    names, numbers and addresses of the asker. Raises NothingToChoose.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=access.case.pk)
    if not may_choose(access) or BookChoice.objects.filter(case=case).exists():
        raise NothingToChoose
    item = None
    if choice in (Choice.COVERED, Choice.CHANGE):
        item = Item.objects.published().select_related("live").filter(code=code).first()
        if item is None:
            raise NothingToChoose
    if choice == Choice.CHANGE:
        assert item is not None
        _change(item, access.case, by, now)
    elif choice == Choice.NEW:
        item = _new(access.case, access.desk, by, now)
    return BookChoice.objects.create(
        case=case, choice=choice, item=item, reason=reason, desk=access.desk, by=by, at=now
    )


def _change(item: Item, case: Case, by: User, now: datetime) -> None:
    """A draft that somebody works on already, or that waits to be published, stays as it is."""
    newest = ItemVersion.objects.filter(item=item).order_by("-number").first()
    assert newest is not None and item.live is not None
    if newest.is_open:
        return
    words, papers = _said(case)
    entry = changed(item.live.entry, words, papers)
    reason = _("From an answer that only a desk above the officer could give")
    try:
        draft(item.pk, entry, seen=newest.number, by=by, reason=reason, now=now)
    except (Changed, Refused):  # somebody was faster: the editor shows it
        return


def _new(case: Case, desk: Desk, by: User, now: datetime) -> Item:
    """Raises NothingToChoose in a city whose book has no what-to-do yet."""
    topic = _topic(case)
    if topic is None:
        raise NothingToChoose
    words, papers = _said(case)
    entry = new(stripped(case.asker, way_of(case).words), words, papers)
    owner = desk if is_department(desk) else None
    number = case.number.lower()
    reason = _("From an answer to a question that the book had nothing on")
    made = start(topic, f"new.{number}", _free(entry), owner=owner, by=by, reason=reason, now=now)
    return made.item


def _free(entry: Entry) -> Entry:
    """With a title that nothing else has."""
    titles = [entry.title, *(f"{entry.title[:36]} ({n})" for n in range(2, 10))]
    taken = set(
        Item.objects.filter(title__in=titles, withdrawn_at=None).values_list("title", flat=True)
    )
    free = next((title for title in titles if title not in taken), None)
    if free is None:
        raise NothingToChoose
    return replace(entry, title=free)


def _topic(case: Case) -> Topic | None:
    """The what-to-do that the case is about, or the first of its area; its editor may move it."""
    rows = Topic.objects.filter(depth=2, retired_at=None).order_by("path")
    if case.topic is not None:
        area = case.topic.path[: Topic.steplen]
        within = rows.filter(path__gte=area, path__lt=after(area))
        found: Topic | None = case.topic if case.topic.depth == 2 else within.first()
        if found is not None:
            return found
    first: Topic | None = rows.first()
    return first


def _said(case: Case) -> tuple[str, list[tuple[str, str]]]:
    """The answer and its papers, stripped of its asker."""
    answer = way_of(case).answer
    if answer is None:
        raise NothingToChoose
    papers = [
        (stripped(case.asker, paper["title"]), stripped(case.asker, paper.get("note", "")))
        for paper in answer.papers
    ]
    return stripped(case.asker, answer.words), papers
