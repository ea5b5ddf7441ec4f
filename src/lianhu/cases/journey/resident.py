"""The way of a case in the words of words.md for residents: nothing about grids or work orders."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import pgettext

from lianhu.cases.journey import way as ways
from lianhu.cases.journey.resident_steps import STEPS
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Stage
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Status
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat, is_department, known_as
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.kernel.worktime import Schedule
from lianhu.ui import timewords
from lianhu.ui.climb import Climb
from lianhu.ui.parts import (
    AnswerCard,
    Fact,
    JourneyStep,
    Notice,
    Phone,
    StageChip,
    StageClock,
    Tone,
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
    """The first line of a matter that is answered or settled."""
    words = status(way.case, None)
    return words[:1].upper() + words[1:]


def summary(way: Way) -> str:
    """How long an answered matter took and how far it went."""
    answer = way.answer
    if answer is None or way.here is not None:
        return ""
    facts = {
        "minutes": timewords.minutes(answer.at - way.entries[0].at),
        "desk": _desk(answer),
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


def facts(way: Way, now: datetime, *, expected: str = "") -> list[Fact]:
    """Who has it, what it waits for, when one hears. `expected`: who will take it, if known."""
    here = way.here
    if here is None:
        return []
    if here.taken_by:
        found = [Fact(pgettext("resident", "Who has it"), here.taken_by.shown_name)]
    else:
        who = expected or pgettext("resident", "whoever is on duty there")
        found = [Fact(pgettext("resident", "Who takes it"), who)]
    for asked in way.awaited:
        waiting = pgettext("resident", "the answer of %(department)s, %(time)s")
        found.append(
            Fact(
                pgettext("resident", "What it waits for"),
                waiting
                % {
                    "department": asked.desk.shown_name,
                    "time": timewords.by_time(asked.due_at),
                },
            )
        )
    if way.case.promise_due_at > now and way.case.status != Status.WAITING:
        found.append(
            Fact(pgettext("resident", "When you hear"), by(way.case.promise_due_at), strong=True)
        )
    return found


def late(way: Way, now: datetime) -> Notice | None:
    """The apology for a broken promise, with the new time where there is one."""
    here = way.here
    promised = way.case.promise_due_at
    if here is None or promised > now or way.case.status == Status.WAITING:
        return None
    dues = [here.due_at, *(asked.due_at for asked in way.awaited)]
    due = next((due for due in dues if due is not None and due > now), None)
    facts = {"promised": timewords.day_time(promised), "desk": known_as(here.desk)}
    if due is None:
        text = pgettext(
            "resident",
            "We promised an answer for %(promised)s and did not keep it. We are sorry."
            " %(desk)s has it, and the people who watch over delays have been told.",
        )
    else:
        facts["time"] = timewords.day_time(due)
        text = pgettext(
            "resident",
            "We promised an answer for %(promised)s and did not keep it. We are sorry."
            " %(desk)s has it now, %(time)s at the latest.",
        )
    return Notice(text=text % facts, tone=Tone.SOON)


def after_hours(way: Way, schedule: Schedule, now: datetime) -> Notice | None:
    """What one is told who asks while the desk is closed. `schedule` is that of the desk."""
    here = way.here
    if here is None or here.taken_by is not None or schedule.is_open(now):
        return None
    opens = schedule.next_open(now)
    if opens is None or way.case.promise_due_at <= now:
        return None
    return Notice(
        title=pgettext("resident", "Received. Number %(number)s") % {"number": way.case.number},
        text=pgettext(
            "resident",
            "It is after hours. At %(opens)s %(desk)s looks at it first; you get an answer %(due)s."
            " In an emergency call 120, 119 or 110; 12345 is answered at all hours.",
        )
        % {
            "opens": timewords.day_time(opens),
            "desk": known_as(here.desk),
            "due": by(way.case.promise_due_at, after=opens),
        },
        icon="clock",
    )


def call(way: Way) -> Phone | None:
    """The number of whoever has the case."""
    here = way.here
    return ways.who_answers(here.desk, here.taken_by) if here else None


def answer(way: Way) -> AnswerCard | None:
    card, told = ways.answer_card(way), way.answer
    if card and card.by and told and told.desk and is_beat(told.desk):
        return replace(card, desk=card.by, by=known_as(told.desk))
    return card


def steps(way: Way) -> list[JourneyStep]:
    """The parcel-style list, newest first, the first one current."""
    told = [STEPS[entry.kind](way, entry) for entry in reversed(way.told)]
    found = [step for step in told if step is not None]
    found[0] = replace(found[0], current=True)
    return found


def _desk(entry: Entry) -> str:
    return known_as(entry.desk) if entry.desk else ""
