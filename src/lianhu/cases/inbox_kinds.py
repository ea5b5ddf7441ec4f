"""How items about cases look in an inbox: the words that were asked, never who asked."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases.journey.staff import consultation_chip, row_chip
from lianhu.cases.models import Case, CaseItem, Consultation, Event, Stage
from lianhu.cases.needs import area
from lianhu.cases.rules import Status
from lianhu.cases.takers import forget_lapsed
from lianhu.cases.titles import said, title_of
from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.inbox.below import Below
from lianhu.inbox.models import Item
from lianhu.inbox.registry import Kind
from lianhu.inbox.rules.attention import Sort
from lianhu.kernel import clock
from lianhu.ui import timewords
from lianhu.ui.parts import InboxRow, StageChip, StageClock


def _asked(items: Sequence[Item]) -> dict[int, tuple[Case, str]]:
    """The cases that items are about, with what was asked, by key. One query."""
    first = Event.objects.filter(case__in=[item.ref for item in items], seq=1)
    return {
        event.case_id: (event.case, said(event.words))
        for event in first.select_related("case__topic", "words")
    }


def _case(items: Sequence[Item]) -> list[InboxRow]:
    asked, now = _asked(items), clock.now()
    stages = {
        stage.case_id: stage
        for stage in Stage.objects.filter(case__in=asked, closed_at=None).select_related("taken_by")
    }
    forget_lapsed(list(stages.values()), now)
    ready = set(
        CaseItem.objects.filter(
            case__in=asked, how=CaseItem.How.FOUND, item__live__isnull=False
        ).values_list("case", flat=True)
    )
    hint = pgettext("staff", "The how-to book has an answer")
    rows = []
    for item in items:
        case, words = asked[item.ref]
        stage = stages.get(item.ref)  # None: answered since the items were read
        facts = [pgettext("staff", "asked %(time)s") % {"time": timewords.day_time(case.asked_at)}]
        if case.topic:
            facts.append(case.topic.shown_name)
        if stage and stage.taken_by:
            taken = pgettext("staff", "%(name)s has it")
            facts.append(taken % {"name": stage.taken_by.shown_name})
        consulting = case.status == Status.CONSULTING
        rows.append(
            InboxRow(
                title=title_of(words),
                url=reverse("case", args=[case.number]),
                chip=row_chip(stage, consulting=consulting, now=now) if stage else None,
                facts=facts,
                hint=hint if case.pk in ready else "",
                strong=True,
                number=case.number,
                in_confidence=case.in_confidence,
            )
        )
    return rows


def _follow_up(items: Sequence[Item]) -> list[InboxRow]:
    asked = _asked(items)
    return [
        InboxRow(
            title=title_of(asked[item.ref][1]),
            url=reverse("case", args=[asked[item.ref][0].number]),
            icon="phone",
            due_at=item.due_at,
            facts=[pgettext("staff", "ask how it went")],
            number=asked[item.ref][0].number,
            in_confidence=asked[item.ref][0].in_confidence,
        )
        for item in items
    ]


def _consultation(items: Sequence[Item]) -> list[InboxRow]:
    """The department's side: the brief, not the case."""
    now = clock.now()
    found = {
        f"case:{row.case_id}:consultation:{row.number}": row
        for row in Consultation.objects.filter(
            case__in=[item.ref for item in items], desk__in={item.desk_id for item in items}
        ).select_related("brief", "asked_by", "case")
    }
    by = pgettext("staff", "%(desk)s asks")
    part = pgettext("staff", "a part of what %(desk)s leads")
    return [
        InboxRow(
            title=title_of(asked.brief.body),
            url=reverse("consultation", args=[asked.pk]),
            icon="messages",
            chip=consultation_chip(asked, now, named=False),
            facts=[(part if asked.joint else by) % {"desk": asked.asked_by.shown_name}],
            in_confidence=asked.case.in_confidence,
        )
        for asked in (found[item.key] for item in items)
    ]


def _alert(items: Sequence[Item]) -> list[InboxRow]:
    """The supervisor's side: where it waits, not what it says."""
    stages: dict[int, Stage] = {}
    for stage in (
        Stage.objects.filter(case__in=[item.ref for item in items])
        .select_related("case", "desk")
        .order_by("number")
    ):
        stages[stage.case_id] = stage
    title = pgettext("staff", "Nobody has got to it in time at %(desk)s")
    return [
        InboxRow(
            title=title % {"desk": stages[item.ref].desk.shown_name},
            url=reverse("watched_case", args=[stages[item.ref].case.number]),
            icon="alert-triangle",
            due_at=item.due_at,
            facts=[stages[item.ref].case.number],
        )
        for item in items
    ]


def _reply(items: Sequence[Item]) -> list[InboxRow]:
    """The asker's side: a desk wants to know something."""
    return _to_asker(items, pgettext("resident", "a desk asks you for a word"))


def _visited(items: Sequence[Item]) -> list[InboxRow]:
    """The asker's side: somebody has been there to help."""
    return _to_asker(items, pgettext("resident", "has the help come?"))


def _to_asker(items: Sequence[Item], what: str) -> list[InboxRow]:
    asked = _asked(items)
    return [
        InboxRow(
            title=title_of(asked[item.ref][1]),
            url=reverse("my_case", args=[asked[item.ref][0].number]),
            icon="message-circle",
            due_at=item.due_at,
            facts=[what],
            strong=True,
        )
        for item in items
    ]


def _visit(items: Sequence[Item]) -> list[InboxRow]:
    """The side of whoever takes up a need: its public words, not the case's."""
    cases = Case.objects.select_related("need").in_bulk([item.ref for item in items])
    return [
        InboxRow(
            title=title_of(need.body if (need := cases[item.ref].need) else ""),
            url=reverse("visit", args=[cases[item.ref].number]),
            icon="heart-handshake",
            facts=[pgettext("staff", "you said that you would visit")],
        )
        for item in items
    ]


def _around(named: Sequence[tuple[Item, Below]]) -> list[bool]:
    """Whether the need is found at one of their desks below. One query."""
    asked = Case.objects.filter(pk__in=[item.ref for item, _one in named])
    beats = dict(asked.values_list("pk", "beat__path"))
    return [
        any(
            beats[item.ref].startswith(area(desk))
            for desk in one.desks
            if desk.kind == DeskKind.NODE
        )
        for item, one in named
    ]


def _flood(items: Sequence[Item]) -> list[InboxRow]:
    """Very much at once: one line, however many cases wait below a desk."""
    title = pgettext("staff", "Many questions at once below %(desk)s: take what you can")
    desks = Desk.objects.in_bulk([item.ref for item in items])
    return [
        InboxRow(
            title=title % {"desk": desks[item.ref].shown_name},
            url=f"{reverse('desk')}?tab=shared",
            icon="users",
        )
        for item in items
    ]


def _answer(items: Sequence[Item]) -> list[InboxRow]:
    """The asker's side."""
    asked = _asked(items)
    return [
        InboxRow(
            title=title_of(asked[item.ref][1]),
            url=reverse("my_case", args=[asked[item.ref][0].number]),
            icon="message-circle",
            chip=StageChip(
                clock=StageClock.DONE, note=pgettext("resident", "answered, please read")
            ),
            strong=True,
        )
        for item in items
    ]


KINDS: Mapping[str, Kind] = {
    "case": Kind(_case, Sort.CASE, pgettext_lazy("message", "A question"), is_entered=True),
    "follow_up": Kind(
        _follow_up, Sort.REVIEW, pgettext_lazy("message", "A call to make"), is_entered=True
    ),
    "consultation": Kind(
        _consultation,
        Sort.CONSULTATION,
        pgettext_lazy("message", "A consultation"),
        is_entered=True,
    ),
    "alert": Kind(_alert, Sort.CASE, pgettext_lazy("message", "A question that nobody got to")),
    # Of residents: they are told by message (`telling`).
    "answer": Kind(_answer, Sort.REVIEW, pgettext_lazy("message", "An answer")),
    "reply": Kind(_reply, Sort.REVIEW, pgettext_lazy("message", "A question to you")),
    "visited": Kind(_visited, Sort.REVIEW, pgettext_lazy("message", "A visit")),
    "visit": Kind(
        _visit,
        Sort.REVIEW,
        pgettext_lazy("message", "A visit to make"),
        is_entered=True,
        concerns=_around,
    ),
    "flood": Kind(_flood, Sort.REVIEW, pgettext_lazy("message", "Many questions at once")),
}
