"""The way of a case in the words that desks use among themselves."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases.journey import straight
from lianhu.cases.journey import way as ways
from lianhu.cases.journey.staff_titles import TITLES, actor_name, asker_name, roster_took, took
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Kind, Reason, Status
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat, is_department
from lianhu.kernel.names import shown
from lianhu.ui.climb import Climb
from lianhu.ui.parts import AnswerCard, Reply, StageChip, StageClock, TimelineEvent, Tone

STATUS = {
    Status.ASKED: pgettext_lazy("staff", "to be taken"),
    Status.TAKEN: pgettext_lazy("staff", "in hand"),
    Status.CONSULTING: pgettext_lazy("staff", "department asked"),
    Status.ON_BEHALF: pgettext_lazy("staff", "done on the resident's behalf"),
    Status.ANSWERED: pgettext_lazy("staff", "answered"),
    Status.SETTLED: pgettext_lazy("staff", "settled"),
    Status.WAITING: pgettext_lazy("staff", "waits for the resident"),
    Status.MERGED: pgettext_lazy("staff", "handled with another"),
    Status.WITHDRAWN: pgettext_lazy("staff", "withdrawn"),
}


def status(case: Case) -> str:
    if case.reopened and case.status == Status.ASKED:
        return pgettext("staff", "reopened")
    return str(STATUS[Status(case.status)])


def climb(way: Way, *, sees_asker: bool) -> Climb:
    return ways.draw(
        way,
        asker=asker_name(way.case, sees_asker=sees_asker),
        label=_rung,
        in_hand=pgettext("staff", "in hand"),
        asked=pgettext("staff", "asked"),
    )


def _rung(desk: Desk) -> str:
    if is_beat(desk):
        return pgettext("staff, below a stop", "Officer")
    if is_department(desk):
        return desk.shown_name
    return shown(desk.node.name, desk.node.level.name_en)


def row_chip(stage: Stage, *, consulting: bool, now: datetime) -> StageChip:
    """For a line of a list, where the holder is the reader."""
    if stage.waiting_until is not None:
        return waiting_chip(stage.waiting_until)
    if consulting:
        return StageChip(clock=StageClock.DEPARTMENT, note=pgettext("staff", "department asked"))
    return StageChip(due_at=stage.due_at, left=ways.time_left(stage, now))


def waiting_chip(until: datetime, *, named: bool = True) -> StageChip:
    """How long the resident is waited for. `named`: says so, where that does not go without."""
    holder = pgettext("staff", "Resident asked") if named else ""
    return StageChip(holder, until, clock=StageClock.STOPPED)


def consultation_chip(asked: Consultation, now: datetime, *, named: bool = True) -> StageChip:
    """The department's own clock. `named`: with the department, for the desk that asked it."""
    return StageChip(
        asked.desk.shown_name if named else "",
        asked.due_at,
        ways.consultation_left(asked, now),
        StageClock.DEPARTMENT,
    )


def chip(way: Way, now: datetime, *, mine: bool) -> StageChip:
    """For one case. `mine`: the reader holds it."""
    here = way.here
    if here is None:
        return StageChip(clock=StageClock.DONE, note=status(way.case))
    if here.waiting_until is not None:
        return waiting_chip(here.waiting_until)
    for asked in way.awaited:
        return consultation_chip(asked, now)
    holder = pgettext("staff", "With you") if mine else here.desk.shown_name
    return StageChip(holder, here.due_at, ways.time_left(here, now))


def answer(way: Way) -> AnswerCard | None:
    return ways.answer_card(way)


def timeline(way: Way, *, sees_asker: bool) -> list[TimelineEvent]:
    """Oldest first; a consultation and its reply are one event. Names the asker or nobody."""
    found = []
    for entry in way.told:
        if entry.kind is Kind.CONSULT_REPLIED:
            # A word that was asked for stands inside the consultation.
            if way.consultation(entry.data["number"]).joint:
                found.append(_entered(_part_done(entry), entry))
        elif entry.kind is Kind.CONSULTED:
            found.append(_consulted(way, entry))
        elif entry.kind is Kind.MOVED and entry.data["reason"] == Reason.ROSTER_TOOK:
            found.append(_event(entry, roster_took(way, entry), "users"))
        else:
            title, icon, tone = TITLES[entry.kind](way, entry, sees_asker=sees_asker)
            found.append(_event(entry, title, icon, tone))
            if entry is way.answer:  # stands on its card
                found[-1] = replace(found[-1], words="")
            elif straight.sure(entry) is not None:
                found[-1] = replace(found[-1], words=_why_straight(entry))
        if entry.kind is not Kind.CONSULT_REPLIED:
            found[-1] = _entered(found[-1], entry)
    return found


def _entered(event: TimelineEvent, entry: Entry) -> TimelineEvent:
    return replace(event, title=_said(event.title, entry))


def _said(what: str, entry: Entry) -> str:
    """With whoever wrote it down for somebody who said it on the telephone or on paper."""
    if entry.entered_by is None:
        return what
    words = pgettext("staff", "%(what)s, entered by %(name)s")
    return words % {"what": what, "name": entry.entered_by.shown_name}


def _event(entry: Entry, title: str, icon: str, tone: Tone = Tone.PLAIN) -> TimelineEvent:
    words = entry.words
    if entry.papers:
        papers = "\n".join(
            "– " + " - ".join(filter(None, [paper["title"], paper.get("note", "")]))
            for paper in entry.papers
        )
        words = f"{words}\n\n{papers}"
    return TimelineEvent(
        entry.at,
        title,
        words,
        icon,
        tone,
        photos=ways.shown_photos(entry),
        voice=ways.shown_voice(entry),
    )


def _why_straight(entry: Entry) -> str:
    why = pgettext("staff", "It most likely belongs there: %(percent)s%%.")
    if entry.words:
        why = pgettext(
            "staff", "It most likely belongs there: %(percent)s%%, because of “%(words)s”."
        )
    return why % {"percent": straight.sure(entry), "words": straight.said(entry)}


def _part_done(entry: Entry) -> TimelineEvent:
    title = pgettext("staff", "%(desk)s: %(name)s did its part, %(took)s")
    facts = {
        "desk": entry.desk.shown_name if entry.desk else "",
        "name": actor_name(entry),
        "took": took(entry),
    }
    return _event(entry, title % facts, "messages", Tone.ASK)


def _consulted(way: Way, entry: Entry) -> TimelineEvent:
    asked = way.consultation(entry.data["number"])
    title = pgettext("staff", "%(name)s asked %(department)s")
    if "passed_on_by" in entry.data:
        title = pgettext("staff", "%(name)s passed the question on to %(department)s")
    reply = next(
        (
            Reply(
                by=_said(f"{asked.desk.shown_name} {actor_name(other)}", other),
                at=other.at,
                words=other.words,
                note=took(other),
            )
            for other in way.entries
            if other.kind is Kind.CONSULT_REPLIED and other.data["number"] == asked.number
        ),
        None,
    )
    return TimelineEvent(
        entry.at,
        title % {"name": actor_name(entry), "department": asked.desk.shown_name},
        icon="messages",
        tone=Tone.ASK,
        consulted=True,
        brief=asked.brief.body,
        reply=reply,
    )
