"""The way of a case in the words of words.md for residents: nothing about grids or work orders."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import pgettext

from lianhu.cases.journey import way as ways
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Stage
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Kind, Reason, Status
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat, known_as
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
    StepKind,
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
    if way.case.promise_due_at > now:
        found.append(
            Fact(pgettext("resident", "When you hear"), by(way.case.promise_due_at), strong=True)
        )
    return found


def late(way: Way, now: datetime) -> Notice | None:
    """The apology for a broken promise, with the new time where there is one."""
    here = way.here
    promised = way.case.promise_due_at
    if here is None or promised > now:
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
    told = [_STEP[entry.kind](way, entry) for entry in reversed(way.told)]
    found = [step for step in told if step is not None]
    found[0] = replace(found[0], current=True)
    return found


def _asked(way: Way, entry: Entry) -> JourneyStep:
    note = ""
    if entry.data.get("skipped"):
        note = pgettext("resident", "went straight to %(desk)s") % {
            "desk": known_as(way.stop(1).desk)
        }
    return JourneyStep(pgettext("resident", "You asked"), entry.at, note)


def _taken(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(name)s is handling it")
    where = "" if entry.desk is None or is_beat(entry.desk) else entry.desk.shown_name
    return JourneyStep(title % {"name": _actor(entry)}, entry.at, where)


def _moved(way: Way, entry: Entry) -> JourneyStep | None:
    to = known_as(way.stop(entry.data["stage"]["number"]).desk)
    match Reason(entry.data["reason"]):
        case Reason.ROSTER_TOOK:
            return None  # the step after it says who has it
        case Reason.TIMED_OUT:
            title = pgettext("resident", "Time ran out: moved up to %(desk)s, sorry")
            return JourneyStep(title % {"desk": to}, entry.at)
        case Reason.RETURNED:
            # Why it went back is between the desks.
            title = pgettext("resident", "Handed to %(desk)s")
            return JourneyStep(title % {"desk": to}, entry.at)
    title = pgettext("resident", "%(name)s passed it on to %(desk)s")
    note = pgettext("resident", "took %(minutes)s") % {
        "minutes": timewords.minutes(timedelta(seconds=entry.data["used_s"]))
    }
    by = _actor(entry) if entry.desk is None or is_beat(entry.desk) else known_as(entry.desk)
    return JourneyStep(title % {"name": by, "desk": to}, entry.at, note, words=entry.words)


def _consulted(way: Way, entry: Entry) -> JourneyStep:
    asked = way.consultation(entry.data["number"])
    title = pgettext("resident", "%(desk)s asked %(department)s for its answer")
    return JourneyStep(
        title % {"desk": _desk(entry), "department": asked.desk.shown_name},
        entry.at,
        pgettext("resident", "it does not see your name, phone or address"),
        StepKind.ASK,
    )


def _consult_replied(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(department)s has replied")
    note = pgettext("resident", "took %(minutes)s") % {
        "minutes": timewords.minutes(timedelta(seconds=entry.data["used_s"]))
    }
    return JourneyStep(title % {"department": _desk(entry)}, entry.at, note, StepKind.ASK)


def _consult_late(way: Way, entry: Entry) -> JourneyStep:
    asked = way.consultation(entry.data["number"])
    title = pgettext("resident", "%(department)s has not replied in time; it goes on meanwhile")
    return JourneyStep(title % {"department": asked.desk.shown_name}, entry.at, "", StepKind.ASK)


def _on_behalf(way: Way, entry: Entry) -> JourneyStep:
    note = ""
    if entry.data.get("follow_up_due_at"):
        note = pgettext("resident", "we call you on %(date)s and ask how it went") % {
            "date": timewords.date_words(datetime.fromisoformat(entry.data["follow_up_due_at"]))
        }
    title = pgettext("resident", "%(desk)s did this for you")
    return JourneyStep(
        title % {"desk": _desk(entry)}, entry.at, note, StepKind.DONE, words=entry.words
    )


def _followed_up(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(desk)s asked you how it went")
    return JourneyStep(title % {"desk": _desk(entry)}, entry.at)


def _noted(way: Way, entry: Entry) -> JourneyStep | None:
    if entry.desk is not None:
        return None  # desks note things down for each other
    return JourneyStep(
        pgettext("resident", "You added"),
        entry.at,
        words=entry.words,
        photos=ways.shown_photos(entry),
    )


def _answered(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(desk)s has answered you")
    by = entry.actor.shown_name if entry.actor else ""
    return JourneyStep(title % {"desk": _desk(entry)}, entry.at, by, StepKind.DONE)


def _settled(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(pgettext("resident", "You said it is solved"), entry.at, kind=StepKind.DONE)


def _reopened(way: Way, entry: Entry) -> JourneyStep:
    note = pgettext("resident", "now at %(desk)s") % {
        "desk": known_as(way.stop(entry.data["stage"]["number"]).desk)
    }
    return JourneyStep(
        pgettext("resident", "Not solved, handled again"),
        entry.at,
        note,
        words=entry.words,
        photos=ways.shown_photos(entry),
    )


def _alerted(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(
        pgettext("resident", "The people who watch over delays have been told"), entry.at
    )


def _desk(entry: Entry) -> str:
    return known_as(entry.desk) if entry.desk else ""


def _actor(entry: Entry) -> str:
    return entry.actor.shown_name if entry.actor else _desk(entry)


_STEP: Mapping[Kind, Callable[[Way, Entry], JourneyStep | None]] = {
    Kind.ASKED: _asked,
    Kind.TAKEN: _taken,
    Kind.MOVED: _moved,
    Kind.CONSULTED: _consulted,
    Kind.CONSULT_REPLIED: _consult_replied,
    Kind.CONSULT_LATE: _consult_late,
    Kind.ON_BEHALF: _on_behalf,
    Kind.FOLLOWED_UP: _followed_up,
    Kind.NOTED: _noted,
    Kind.ANSWERED: _answered,
    Kind.SETTLED: _settled,
    Kind.REOPENED: _reopened,
    Kind.ALERTED: _alerted,
}
