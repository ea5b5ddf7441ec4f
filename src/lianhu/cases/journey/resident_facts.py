"""What the asker of a matter may count on: who has it, until when, what is wanted, apologies."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import pgettext

from lianhu.cases.journey.resident import by
from lianhu.cases.journey.resident_steps import known
from lianhu.cases.journey.way import Way, shown_voice
from lianhu.cases.models import Stage
from lianhu.cases.rules import CALLED, Kind, Status
from lianhu.kernel.worktime import Schedule
from lianhu.ui import timewords
from lianhu.ui.parts import Fact, Notice, Tone, Voice


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the asker, by whom, in whose words."""

    title: str
    by: str
    at: datetime
    words: str
    voice: Voice | None = None


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
    if way.case.status == Status.WAITING:
        found.append(Fact(pgettext("resident", "What it waits for"), _awaited_until(way)))
    elif way.case.promise_due_at > now:
        found.append(Fact(pgettext("resident", "When you hear"), _promised(way), strong=True))
    return found + _call_back(way)


def _awaited_until(way: Way) -> str:
    asked = way.last(Kind.RESIDENT_ASKED)
    assert asked is not None
    until = datetime.fromisoformat(asked.data["waiting_until"])
    return pgettext("resident", "your word, until %(time)s; then it goes on without") % {
        "time": timewords.day_time(until)
    }


def _promised(way: Way) -> str:
    """Until when; if that was put off, with the reason that was given."""
    due = way.case.promise_due_at
    extended, reopened = way.last(Kind.EXTENDED), way.last(Kind.REOPENED)
    if extended is None or (reopened is not None and reopened.seq > extended.seq):
        return by(due)
    return pgettext("resident", "put off to %(date)s; the reason: %(reason)s") % {
        "date": timewords.date_words(due),
        "reason": extended.words,
    }


def _call_back(way: Way) -> list[Fact]:
    """When the resident is called and asked how it went."""
    due = way.case.follow_up_due_at
    if due is None:
        return []
    label = pgettext("resident", "A call from us")
    text = pgettext("resident", "on %(date)s we ask how it went")
    return [Fact(label, text % {"date": timewords.date_words(due)})]


def afterwards(way: Way) -> list[Fact]:
    """What comes of a matter that was answered, if its asker says nothing."""
    due = way.case.silence_due_at
    if way.case.status != Status.ANSWERED or due is None:
        return _call_back(way)
    label = pgettext("resident", "Until when")
    if way.case.door in CALLED:
        text = pgettext("resident", "after %(date)s we call you and ask how it went")
    else:
        text = pgettext(
            "resident", "after %(date)s we take it as solved; you can still say that it is not"
        )
    return [Fact(label, text % {"date": timewords.date_words(due)}), *_call_back(way)]


def wanted(way: Way) -> Wanted | None:
    """What is asked of the asker just now."""
    case = way.case
    asked = way.last(Kind.RESIDENT_ASKED)
    if case.status == Status.WAITING and asked is not None:
        return Wanted(
            title=pgettext("resident", "We need a word from you"),
            by=pgettext("resident", "%(desk)s asks") % {"desk": known(way, asked.desk)},
            at=asked.at,
            words=asked.words,
        )
    visited = way.last(Kind.NEED_VISITED)
    if way.here is not None and case.need_visited_at is not None and visited is not None:
        return Wanted(
            title=pgettext("resident", "Has the help come?"),
            by=visited.actor.shown_name if visited.actor else "",
            at=visited.at,
            words=visited.words,
            voice=shown_voice(visited),
        )
    return None


def late(way: Way, now: datetime) -> Notice | None:
    """The apology for a broken promise, with the new time where there is one."""
    here = way.here
    promised = way.case.promise_due_at
    if here is None or promised > now:
        return None
    dues = [here.due_at, *(asked.due_at for asked in way.awaited)]
    due = next((due for due in dues if due is not None and due > now), None)
    facts = {"promised": timewords.day_time(promised), "desk": known(way, here.desk)}
    if way.case.status == Status.WAITING:
        asked = way.last(Kind.RESIDENT_ASKED)
        if asked is None or asked.at < promised:
            return None  # the time promised stands still
        text = pgettext(
            "resident",
            "We promised an answer for %(promised)s and did not keep it. We are sorry."
            " %(desk)s goes on as soon as it has your word.",
        )
    elif due is None:
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
            "desk": known(way, here.desk),
            "due": by(way.case.promise_due_at, after=opens),
        },
        icon="clock",
    )


def with_answers(notice: Notice) -> Notice:
    """The same, where what the book says follows."""
    said = pgettext("resident", " What follows may help you now.")
    return replace(notice, text=f"{notice.text}{said}")


def together(way: Way, leader: Stage, now: datetime) -> list[Fact]:
    """Of a matter that is handled with another one, whose open stage is `leader`: nothing of that
    one but where it is, and until when.
    """
    found = [Fact(pgettext("resident", "It is now with"), known(way, leader.desk))]
    due = leader.case.promise_due_at
    if leader.waiting_until is not None:
        text = pgettext("resident", "something that has to be made sure of first")
        found.append(Fact(pgettext("resident", "What it waits for"), text))
    elif due > now:
        found.append(Fact(pgettext("resident", "When you hear"), by(due), strong=True))
    return found


def late_together(way: Way, leader: Stage, now: datetime) -> Notice | None:
    """The apology for a promise that was broken while others were handled with it."""
    promised, due = way.case.promise_due_at, leader.case.promise_due_at
    if promised > now:
        return None
    facts = {"promised": timewords.day_time(promised), "desk": known(way, leader.desk)}
    if due > now and leader.waiting_until is None:
        facts["time"] = timewords.day_time(due)
        text = pgettext(
            "resident",
            "We promised an answer for %(promised)s and did not keep it. We are sorry."
            " %(desk)s has it now, %(time)s at the latest.",
        )
    else:
        text = pgettext(
            "resident",
            "We promised an answer for %(promised)s and did not keep it. We are sorry."
            " %(desk)s has it; as soon as there is an answer, you get it too.",
        )
    return Notice(text=text % facts, tone=Tone.SOON)
