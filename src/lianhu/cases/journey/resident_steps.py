"""What happened, step by step, in the words of residents."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import pgettext

from lianhu.cases.journey import straight
from lianhu.cases.journey import way as ways
from lianhu.cases.journey.way import Way
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Kind, Reason, Settled
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat, known_as
from lianhu.ui import timewords
from lianhu.ui.parts import JourneyStep, StepKind


def known(way: Way, desk: Desk | None) -> str:
    """What the asker of a matter calls a desk: a beat by its officer, whom the matter may be about
    or who may be another's.
    """
    if desk is None:
        return ""
    if not is_beat(desk):
        return desk.shown_name
    if way.case.about_id is not None:
        return pgettext("resident", "a colleague of your contact officer")
    if desk.node_id != way.case.beat_id:
        return pgettext("resident", "a contact officer")
    return known_as(desk)


def _asked(way: Way, entry: Entry) -> JourneyStep:
    note = ""
    if entry.data.get("skipped"):
        note = pgettext("resident", "went straight to %(desk)s") % {
            "desk": known(way, way.stop(1).desk)
        }
    if entry.actor is not None and entry.actor.pk != way.case.asker.user_id:
        title = pgettext("resident", "%(name)s asked for you")
        return JourneyStep(title % {"name": entry.actor.shown_name}, entry.at, note)
    return JourneyStep(pgettext("resident", "You asked"), entry.at, note)


def _taken(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(name)s is handling it")
    where = "" if entry.desk is None or is_beat(entry.desk) else entry.desk.shown_name
    return JourneyStep(title % {"name": _actor(way, entry)}, entry.at, where)


def _moved(way: Way, entry: Entry) -> JourneyStep | None:
    to = known(way, way.stop(entry.data["stage"]["number"]).desk)
    match Reason(entry.data["reason"]):
        case Reason.ROSTER_TOOK:
            return None  # the step after it says who has it
        case Reason.TIMED_OUT:
            title = pgettext("resident", "Time ran out: moved up to %(desk)s, sorry")
            return JourneyStep(title % {"desk": to}, entry.at)
        case Reason.TRANSFERRED if straight.sure(entry) is not None:
            title = pgettext("resident", "Went straight to %(desk)s")
            why = pgettext("resident", "because you wrote of “%(words)s”")
            note = why % {"words": straight.said(entry)} if entry.words else ""
            return JourneyStep(title % {"desk": to}, entry.at, note)
        case Reason.RETURNED | Reason.TRANSFERRED | Reason.CONTESTED | Reason.LEADS:
            # Why it went back is between the desks.
            title = pgettext("resident", "Handed to %(desk)s")
            return JourneyStep(title % {"desk": to}, entry.at)
        case Reason.UNMANNED:
            title = pgettext("resident", "Nobody is on duty there: went on to %(desk)s")
            return JourneyStep(title % {"desk": to}, entry.at)
    title = pgettext("resident", "%(name)s passed it on to %(desk)s")
    note = pgettext("resident", "took %(minutes)s") % {
        "minutes": timewords.minutes(timedelta(seconds=entry.data["used_s"]))
    }
    by = _actor(way, entry) if entry.desk is None or is_beat(entry.desk) else known(way, entry.desk)
    return JourneyStep(title % {"name": by, "desk": to}, entry.at, note, words=entry.words)


def _consulted(way: Way, entry: Entry) -> JourneyStep:
    asked = way.consultation(entry.data["number"])
    title = pgettext("resident", "%(desk)s asked %(department)s for its answer")
    return JourneyStep(
        title % {"desk": known(way, entry.desk), "department": asked.desk.shown_name},
        entry.at,
        pgettext("resident", "it does not see your name, phone or address"),
        StepKind.ASK,
    )


def _consult_replied(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(department)s has replied")
    note = pgettext("resident", "took %(minutes)s") % {
        "minutes": timewords.minutes(timedelta(seconds=entry.data["used_s"]))
    }
    return JourneyStep(title % {"department": known(way, entry.desk)}, entry.at, note, StepKind.ASK)


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
        title % {"desk": known(way, entry.desk)}, entry.at, note, StepKind.DONE, words=entry.words
    )


def _followed_up(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(desk)s asked you how it went")
    return JourneyStep(title % {"desk": known(way, entry.desk)}, entry.at)


def _noted(way: Way, entry: Entry) -> JourneyStep | None:
    if entry.desk is not None:
        return None  # desks note things down for each other
    return JourneyStep(
        pgettext("resident", "You added"),
        entry.at,
        words=entry.words,
        photos=ways.shown_photos(entry),
        voice=ways.shown_voice(entry),
    )


def _answered(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(desk)s has answered you")
    by = entry.actor.shown_name if entry.actor else ""
    return JourneyStep(title % {"desk": known(way, entry.desk)}, entry.at, by, StepKind.DONE)


def _settled(way: Way, entry: Entry) -> JourneyStep:
    match Settled(entry.data["how"]):
        case Settled.SILENCE:
            title = pgettext("resident", "Nothing more was heard from you: taken as solved")
        case Settled.NEED_CONFIRMED:
            title = pgettext("resident", "You said that the help has come")
        case _:
            title = pgettext("resident", "You said it is solved")
    return JourneyStep(title, entry.at, kind=StepKind.DONE)


def _reopened(way: Way, entry: Entry) -> JourneyStep:
    note = pgettext("resident", "now at %(desk)s") % {
        "desk": known(way, way.stop(entry.data["stage"]["number"]).desk)
    }
    return JourneyStep(
        pgettext("resident", "Not solved, handled again"),
        entry.at,
        note,
        words=entry.words,
        photos=ways.shown_photos(entry),
        voice=ways.shown_voice(entry),
    )


def _alerted(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(
        pgettext("resident", "The people who watch over delays have been told"), entry.at
    )


def _resident_asked(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(desk)s asks you for a word")
    until = datetime.fromisoformat(entry.data["waiting_until"])
    note = pgettext("resident", "we wait until %(time)s; the time promised stands still meanwhile")
    return JourneyStep(
        title % {"desk": known(way, entry.desk)},
        entry.at,
        note % {"time": timewords.day_time(until)},
        StepKind.ASK,
        words=entry.words,
    )


def _resident_replied(way: Way, entry: Entry) -> JourneyStep:
    title = (
        pgettext("resident", "You replied")
        if entry.desk is None
        else pgettext("resident", "What you told us was written down")
    )
    return JourneyStep(
        title,
        entry.at,
        words=entry.words,
        photos=ways.shown_photos(entry),
        voice=ways.shown_voice(entry),
    )


def _resident_silent(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(
        pgettext("resident", "No reply has come; it goes on without. You can still add it."),
        entry.at,
    )


def _extended(way: Way, entry: Entry) -> JourneyStep:
    until = datetime.fromisoformat(entry.data["promise_due_at"])
    title = pgettext("resident", "Now promised for %(date)s")
    return JourneyStep(
        title % {"date": timewords.date_words(until)},
        entry.at,
        known(way, entry.desk),
        words=entry.words,
    )


def _withdrawn(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(pgettext("resident", "You took it back"), entry.at, words=entry.words)


def _joint(way: Way, entry: Entry) -> JourneyStep:
    names = [way.consultation(part["number"]).desk.shown_name for part in entry.data["parts"]]
    title = pgettext("resident", "%(departments)s handle it together")
    comma = pgettext("resident", ", ")
    lead = way.desk_named(entry.data["lead"])
    note = pgettext("resident", "%(desk)s leads") % {"desk": known(way, lead)} if lead else ""
    return JourneyStep(title % {"departments": comma.join(names)}, entry.at, note, StepKind.ASK)


def _merged(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(
        pgettext("resident", "Handled together with what a neighbour asked"),
        entry.at,
        pgettext("resident", "you get the same answer; who else asked stays unsaid"),
    )


def _split(way: Way, entry: Entry) -> JourneyStep:
    desk = known(way, way.stop(entry.data["stage"]["number"]).desk)
    title = pgettext("resident", "Handled on its own again, at %(desk)s")
    return JourneyStep(title % {"desk": desk}, entry.at)


def _marked_confidential(way: Way, entry: Entry) -> JourneyStep:
    return JourneyStep(
        pgettext("resident", "Kept in confidence"),
        entry.at,
        pgettext("resident", "only whoever handles it reads it"),
    )


def _need_published(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(desk)s asks around for help, without your name or address")
    return JourneyStep(title % {"desk": known(way, entry.desk)}, entry.at, words=entry.words)


def _need_taken_up(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(name)s will come to you")
    return JourneyStep(title % {"name": _actor(way, entry)}, entry.at)


def _need_visited(way: Way, entry: Entry) -> JourneyStep:
    title = pgettext("resident", "%(name)s has been with you")
    return JourneyStep(
        title % {"name": _actor(way, entry)},
        entry.at,
        words=entry.words,
        voice=ways.shown_voice(entry),
    )


def _unsaid(way: Way, entry: Entry) -> None:
    """Between the desks; what it means for the asker stands elsewhere on the page."""


def _actor(way: Way, entry: Entry) -> str:
    return entry.actor.shown_name if entry.actor else known(way, entry.desk)


STEPS: Mapping[Kind, Callable[[Way, Entry], JourneyStep | None]] = {
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
    Kind.RESIDENT_ASKED: _resident_asked,
    Kind.RESIDENT_REPLIED: _resident_replied,
    Kind.RESIDENT_SILENT: _resident_silent,
    Kind.EXTENDED: _extended,
    Kind.WITHDRAWN: _withdrawn,
    Kind.JOINT: _joint,
    Kind.MERGED: _merged,
    Kind.JOINED: _unsaid,
    Kind.SPLIT: _split,
    Kind.MARKED_CONFIDENTIAL: _marked_confidential,
    Kind.HANDED: _unsaid,
    Kind.SUMMARISED: _unsaid,
    Kind.FOLLOWED: _unsaid,
    Kind.NEED_PUBLISHED: _need_published,
    Kind.NEED_TAKEN_UP: _need_taken_up,
    Kind.NEED_VISITED: _need_visited,
    Kind.CALL_DUE: _unsaid,
    Kind.DEADLINE_MOVED: _unsaid,
    Kind.WAITED_ON: _unsaid,
}
