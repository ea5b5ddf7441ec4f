"""What happened, event by event, in the words that desks use among themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases.journey import straight
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Kind, Reason, Settled
from lianhu.ui import timewords
from lianhu.ui.parts import Tone


def asker_name(case: Case, *, sees_asker: bool) -> str:
    """Who asked; only desks that see the asker learn the name."""
    return case.asker.shown_name if sees_asker else pgettext("staff", "Resident")


Titled = tuple[str, str, Tone]


def _asked(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "%(name)s asked") % {
        "name": asker_name(way.case, sees_asker=sees_asker)
    }
    return _skipping(title, entry), "user", Tone.DONE


def _taken(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    return (
        pgettext("staff", "%(desk)s: %(name)s took it") % _who(entry),
        "check",
        Tone.PLAIN,
    )


def _moved(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    facts = _who(entry) | {"to": _to(way, entry)}
    match Reason(entry.data["reason"]):
        case Reason.TIMED_OUT:
            title = pgettext("staff", "Time ran out at %(desk)s: moved up to %(to)s by itself")
            return _skipping(title % facts, entry), "clock", Tone.SOON
        case Reason.RETURNED:
            title = pgettext("staff", "%(desk)s: %(name)s returned it to %(to)s")
            return title % facts, "arrow-back-up", Tone.PLAIN
        case Reason.TRANSFERRED if straight.sure(entry) is not None:
            title = pgettext("staff", "%(desk)s: %(name)s sent it straight to %(to)s")
            return title % facts, "send", Tone.PLAIN
        case Reason.TRANSFERRED:
            title = pgettext("staff", "%(desk)s: %(name)s transferred it to %(to)s")
            return title % facts, "send", Tone.PLAIN
        case Reason.CONTESTED:
            title = pgettext("staff", "%(desk)s: %(name)s contested it, %(to)s settles it")
            return _skipping(title % facts, entry), "arrow-back-up", Tone.SOON
        case Reason.LEADS:
            title = pgettext("staff", "%(desk)s: %(name)s gave the lead to %(to)s")
            return title % facts, "users", Tone.PLAIN
        case Reason.UNMANNED:
            title = pgettext("staff", "Nobody on duty at %(desk)s any more: moved up to %(to)s")
            return _skipping(title % facts, entry), "clock", Tone.SOON
    title = pgettext("staff", "%(desk)s: %(name)s passed it up to %(to)s")
    return _skipping(title % facts, entry), "arrow-up", Tone.PLAIN


def roster_took(way: Way, entry: Entry) -> str:
    title = pgettext("staff", "%(name)s of %(to)s took it over from %(desk)s")
    return title % (_who(entry) | {"to": _to(way, entry)})


def _consult_late(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    asked = way.consultation(entry.data["number"])
    title = pgettext("staff", "%(department)s ran out of time; the desk's clock runs on")
    return title % {"department": asked.desk.shown_name}, "clock", Tone.SOON


def _on_behalf(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "%(desk)s: %(name)s did it for the resident") % _who(entry)
    if entry.data.get("follow_up_due_at"):
        title += pgettext("staff", "; asks again on %(date)s") % {
            "date": timewords.date_words(datetime.fromisoformat(entry.data["follow_up_due_at"]))
        }
    return title, "heart-handshake", Tone.DONE


def _noted(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    if entry.desk is None:
        title = pgettext("staff", "%(name)s added")
        name = asker_name(way.case, sees_asker=sees_asker)
        return title % {"name": name}, "message-plus", Tone.DONE
    title = pgettext("staff", "%(desk)s: %(name)s added")
    return title % _who(entry), "note", Tone.PLAIN


def _reopened(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "%(name)s says it is not solved: back to %(to)s")
    name = asker_name(way.case, sees_asker=sees_asker)
    return _skipping(title % {"name": name, "to": _to(way, entry)}, entry), "refresh", Tone.SOON


def _settled(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    match Settled(entry.data["how"]):
        case Settled.SILENCE:
            title = pgettext("staff", "A week without a word: taken as solved")
        case Settled.NEED_CONFIRMED:
            title = pgettext("staff", "%(name)s says that the help has come")
        case _:
            title = pgettext("staff", "%(name)s says it is solved")
    name = asker_name(way.case, sees_asker=sees_asker)
    return title % {"name": name}, "circle-check", Tone.DONE


def _alerted(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = {
        "unmanned": pgettext("staff", "Nobody on duty at %(desk)s: supervision told"),
        "timed_out": pgettext("staff", "Time ran out at %(desk)s: supervision told"),
        "reopened": pgettext("staff", "Reopened again at %(desk)s: supervision told"),
    }[entry.data["why"]]
    return title % _who(entry), "alert-triangle", Tone.SOON


def _resident_asked(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "%(desk)s: %(name)s asked the resident, waits until %(time)s")
    until = datetime.fromisoformat(entry.data["waiting_until"])
    return title % (_who(entry) | {"time": timewords.day_time(until)}), "message-circle", Tone.ASK


def _extended(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "%(desk)s: %(name)s promised it for %(date)s")
    until = datetime.fromisoformat(entry.data["promise_due_at"])
    return title % (_who(entry) | {"date": timewords.date_words(until)}), "clock", Tone.PLAIN


def _by_asker(
    title: Promise, icon: str, tone: Tone, way: Way, entry: Entry, *, sees_asker: bool
) -> Titled:
    return str(title) % {"name": asker_name(way.case, sees_asker=sees_asker)}, icon, tone


def _resident_replied(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    if entry.desk is not None:
        title = pgettext("staff", "%(desk)s: %(name)s wrote down the reply")
        return title % _who(entry), "phone", Tone.DONE
    title = pgettext("staff", "%(name)s replied")
    name = asker_name(way.case, sees_asker=sees_asker)
    return title % {"name": name}, "message-plus", Tone.DONE


def _joint(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    names = [way.consultation(part["number"]).desk.shown_name for part in entry.data["parts"]]
    title = pgettext("staff", "%(desk)s: %(name)s lets %(departments)s handle it together")
    departments = pgettext("staff", ", ").join(names)
    return title % (_who(entry) | {"departments": departments}), "users", Tone.ASK


def _split(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "Handled on its own again, at %(to)s")
    return _skipping(title % {"to": _to(way, entry)}, entry), "route", Tone.PLAIN


def _call_due(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "A week without a word: %(desk)s calls and asks how it went")
    return title % _who(entry), "phone", Tone.PLAIN


def _deadline_moved(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "Hours or people of %(desk)s changed: now until %(time)s")
    due = datetime.fromisoformat(entry.data["clock"]["due_at"])
    return title % (_who(entry) | {"time": timewords.day_time(due)}), "clock", Tone.PLAIN


def _waited_on(way: Way, entry: Entry, *, sees_asker: bool) -> Titled:
    title = pgettext("staff", "Very much at once above %(desk)s: it waits here until %(time)s")
    due = datetime.fromisoformat(entry.data["clock"]["due_at"])
    return title % (_who(entry) | {"time": timewords.day_time(due)}), "clock", Tone.SOON


def _plain(
    title: Promise, icon: str, tone: Tone, way: Way, entry: Entry, *, sees_asker: bool
) -> Titled:
    return str(title) % _who(entry), icon, tone


def _who(entry: Entry) -> dict[str, str]:
    return {"name": actor_name(entry), "desk": entry.desk.shown_name if entry.desk else ""}


def _to(way: Way, entry: Entry) -> str:
    return way.stop(entry.data["stage"]["number"]).desk.shown_name


def actor_name(entry: Entry) -> str:
    return entry.actor.shown_name if entry.actor else ""


def took(entry: Entry) -> str:
    return pgettext("staff", "took %(minutes)s") % {
        "minutes": timewords.minutes(timedelta(seconds=entry.data["used_s"]))
    }


def _skipping(title: str, entry: Entry) -> str:
    if entry.data.get("skipped"):
        title += pgettext("staff", "; skipped where nobody was on duty")
    return title


TITLES: Mapping[Kind, Callable[..., Titled]] = {
    Kind.ASKED: _asked,
    Kind.TAKEN: _taken,
    Kind.MOVED: _moved,
    Kind.CONSULT_LATE: _consult_late,
    Kind.ON_BEHALF: _on_behalf,
    Kind.FOLLOWED_UP: partial(
        _plain,
        pgettext_lazy("staff", "%(desk)s: %(name)s asked the resident how it went"),
        "phone",
        Tone.PLAIN,
    ),
    Kind.NOTED: _noted,
    Kind.ANSWERED: partial(
        _plain, pgettext_lazy("staff", "%(desk)s: %(name)s answered"), "circle-check", Tone.DONE
    ),
    Kind.SETTLED: _settled,
    Kind.REOPENED: _reopened,
    Kind.ALERTED: _alerted,
    Kind.RESIDENT_ASKED: _resident_asked,
    Kind.RESIDENT_REPLIED: _resident_replied,
    Kind.RESIDENT_SILENT: partial(
        _plain,
        pgettext_lazy("staff", "No reply from the resident in three days; it goes on"),
        "clock",
        Tone.SOON,
    ),
    Kind.EXTENDED: _extended,
    Kind.WITHDRAWN: partial(
        _by_asker, pgettext_lazy("staff", "%(name)s took it back"), "x", Tone.DONE
    ),
    Kind.JOINT: _joint,
    Kind.MERGED: partial(
        _plain,
        pgettext_lazy("staff", "%(desk)s: %(name)s handles it together with another"),
        "users",
        Tone.PLAIN,
    ),
    Kind.JOINED: partial(
        _plain,
        pgettext_lazy("staff", "%(desk)s: %(name)s added another asker; the answer goes to all"),
        "users",
        Tone.PLAIN,
    ),
    Kind.SPLIT: _split,
    Kind.MARKED_CONFIDENTIAL: partial(
        _plain, pgettext_lazy("staff", "To be kept in confidence"), "lock", Tone.PLAIN
    ),
    Kind.HANDED: partial(
        _plain,
        pgettext_lazy("staff", "%(desk)s: %(name)s is busy and handed it to the roster"),
        "users",
        Tone.PLAIN,
    ),
    Kind.SUMMARISED: partial(
        _plain,
        pgettext_lazy("staff", "%(desk)s: %(name)s wrote what neighbours may read"),
        "note",
        Tone.PLAIN,
    ),
    Kind.FOLLOWED: partial(
        _plain, pgettext_lazy("staff", "A neighbour follows it"), "user", Tone.PLAIN
    ),
    Kind.NEED_PUBLISHED: partial(
        _plain,
        pgettext_lazy("staff", "%(desk)s: %(name)s asks around for help, without a name"),
        "heart-handshake",
        Tone.PLAIN,
    ),
    Kind.NEED_TAKEN_UP: partial(
        _plain,
        pgettext_lazy("staff", "%(name)s takes it up and will visit"),
        "heart-handshake",
        Tone.PLAIN,
    ),
    Kind.NEED_VISITED: partial(
        _plain, pgettext_lazy("staff", "%(name)s has visited"), "home", Tone.DONE
    ),
    Kind.CALL_DUE: _call_due,
    Kind.DEADLINE_MOVED: _deadline_moved,
    Kind.WAITED_ON: _waited_on,
}
