"""The way of a case in the words of words.md for residents: nothing about grids or work orders."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import pgettext

from lianhu.cases.journey import way as ways
from lianhu.cases.journey.resident_steps import STEPS, known
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Stage
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Kind, Settled, Status
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat, is_department
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.ui import timewords
from lianhu.ui.climb import Climb
from lianhu.ui.parts import (
    AnswerCard,
    JourneyStep,
    Phone,
    StageChip,
    StageClock,
)


def by(due_at: datetime, *, after: datetime | None = None) -> str:
    """Until when, always with the time of day. `after`: an instant just told, whose day goes
    without saying.
    """
    if after is not None and _day(due_at) == _day(after):
        time = timewords.clock_time(due_at)
    elif abs((_day(due_at) - _day(clock.now())).days) <= 1:
        return timewords.by_time(due_at)
    else:
        time = timewords.day_time(due_at)
    return pgettext("resident", "by %(time)s") % {"time": time}


def _day(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def status(case: Case, stage: Stage | None) -> str:
    """One plain phrase for the list of one's own matters."""
    match Status(case.status):
        case Status.SETTLED:
            return pgettext("resident", "solved")
        case Status.WITHDRAWN:
            return pgettext("resident", "taken back")
        case Status.WAITING:
            return pgettext("resident", "waits for a word from you")
        case Status.MERGED:
            return pgettext("resident", "handled together with a neighbour's question")
        case Status.ANSWERED:
            return pgettext("resident", "answered, please read")
        case Status.ON_BEHALF:
            return pgettext("resident", "we are doing it for you")
        case Status.CONSULTING:
            return pgettext("resident", "asking a department for its answer")
        case Status.TAKEN if stage and stage.taken_by:
            return pgettext("resident", "being handled by %(name)s") % {
                "name": stage.taken_by.shown_name
            }
    if case.reopened:
        return pgettext("resident", "not solved, handled again")
    return pgettext("resident", "received")


def headline(way: Way) -> str:
    """The first line of a matter that is nowhere on its way by itself."""
    if settled_by_silence(way):
        words = pgettext("resident", "taken as solved for now")
    else:
        words = status(way.case, None)
    return words[:1].upper() + words[1:]


def settled_by_silence(way: Way) -> bool:
    settled = way.last(Kind.SETTLED)
    return (
        way.case.status == Status.SETTLED
        and settled is not None
        and settled.data["how"] == Settled.SILENCE
    )


def summary(way: Way) -> str:
    """What its asker should know first: how long an answered matter took and how far it went."""
    if way.case.status == Status.WITHDRAWN:
        return pgettext("resident", "Nobody works on it any more. You can ask anew at any time.")
    if settled_by_silence(way):
        return pgettext(
            "resident",
            "We have heard nothing more from you. If it is not solved, say so at any time.",
        )
    answer = way.answer
    if answer is None or way.here is not None:
        return ""
    facts = {
        "minutes": timewords.minutes(answer.at - way.entries[0].at),
        "desk": known(way, answer.desk),
        "departments": pgettext("resident", ", ").join(
            dict.fromkeys(row.desk.shown_name for row in way.consultations if row.reply_id)
        ),
    }
    if facts["departments"]:
        text = pgettext(
            "resident", "%(minutes)s in all, answered by %(desk)s, who asked %(departments)s"
        )
    else:
        text = pgettext("resident", "%(minutes)s in all, answered by %(desk)s")
    return text % facts


def climb(way: Way) -> Climb:
    return ways.draw(
        way,
        asker=pgettext("resident", "You"),
        label=_rung,
        in_hand=pgettext("resident", "in hand"),
        asked=pgettext("resident", "asked"),
    )


def _rung(desk: Desk) -> str:
    """Short enough to stand below a stop: in English the kind of place, its name being longer."""
    if is_beat(desk):
        return pgettext("resident, below a stop", "Officer")
    if is_department(desk):
        return desk.shown_name
    return shown(desk.node.name, desk.node.level.name_en)


def chip(way: Way, now: datetime) -> StageChip | None:
    """Who has it and until when; None once it is answered."""
    here = way.here
    if here is None:
        return None
    if way.case.status == Status.WAITING:
        note = pgettext("resident", "waits for your word")
        return StageChip(clock=StageClock.STOPPED, note=note)
    for asked in way.awaited:
        return StageChip(
            asked.desk.shown_name,
            asked.due_at,
            ways.consultation_left(asked, now),
            StageClock.DEPARTMENT,
        )
    if here.due_at is None or here.due_at <= now:
        return None
    return StageChip(due_at=here.due_at, left=ways.time_left(here, now))


def call(way: Way) -> Phone | None:
    """The number of whoever has the case."""
    here = way.here
    return ways.who_answers(here.desk, here.taken_by) if here else None


def answer(way: Way) -> AnswerCard | None:
    card, told = ways.answer_card(way), way.answer
    if card and card.by and told and told.desk and is_beat(told.desk):
        return replace(card, desk=card.by, by=known(way, told.desk))
    return card


def steps(way: Way) -> list[JourneyStep]:
    """The parcel-style list, newest first, the first one current."""
    told = [_step(way, entry) for entry in reversed(way.told)]
    found = [step for step in told if step is not None]
    found[0] = replace(found[0], current=True)
    return found


def _step(way: Way, entry: Entry) -> JourneyStep | None:
    step = STEPS[entry.kind](way, entry)
    if step is None or entry.entered_by is None:
        return step
    note = pgettext("resident", "told by telephone or on paper, entered by %(name)s")
    notes = [step.note, note % {"name": entry.entered_by.shown_name}]
    return replace(step, note=pgettext("resident", ", ").join(filter(None, notes)))
