"""The way of a case in the words that desks use among themselves."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.cases.journey import way as ways
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.queries import Entry
from lianhu.cases.rules import Kind, Reason, Status
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.kernel.names import shown
from lianhu.ui import timewords
from lianhu.ui.climb import Climb
from lianhu.ui.parts import AnswerCard, Reply, StageChip, StageClock, TimelineEvent, Tone

STATUS = {
    Status.ASKED: pgettext_lazy("staff", "to be taken"),
    Status.TAKEN: pgettext_lazy("staff", "in hand"),
    Status.CONSULTING: pgettext_lazy("staff", "department asked"),
    Status.ON_BEHALF: pgettext_lazy("staff", "done on the resident's behalf"),
    Status.ANSWERED: pgettext_lazy("staff", "answered"),
    Status.SETTLED: pgettext_lazy("staff", "settled"),
}


def status(case: Case) -> str:
    if case.reopened and case.status == Status.ASKED:
        return pgettext("staff", "reopened")
    return str(STATUS[Status(case.status)])


def asker_name(case: Case, *, sees_asker: bool) -> str:
    """Who asked; only desks that see the asker learn the name."""
    return case.asker.shown_name if sees_asker else pgettext("staff", "Resident")


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
    return shown(desk.node.name, desk.node.level.name_en)


def row_chip(stage: Stage, *, consulting: bool, now: datetime) -> StageChip:
    """For a line of a list, where the holder is the reader."""
    if consulting:
        return StageChip(clock=StageClock.DEPARTMENT, note=pgettext("staff", "department asked"))
    return StageChip(due_at=stage.due_at, left=ways.time_left(stage, now))


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
            continue  # stands inside the consultation
        if entry.kind is Kind.CONSULTED:
            found.append(_consulted(way, entry))
        elif entry.kind is Kind.MOVED and entry.data["reason"] == Reason.ROSTER_TOOK:
            found.append(_event(entry, _roster_took(way, entry), "users"))
        else:
            title, icon, tone = _TITLE[entry.kind](way, entry, sees_asker=sees_asker)
            found.append(_event(entry, title, icon, tone))
            if entry is way.answer:  # stands on its card
                found[-1] = replace(found[-1], words="")
    return found


def _event(entry: Entry, title: str, icon: str, tone: Tone = Tone.PLAIN) -> TimelineEvent:
    words = entry.words
    if entry.papers:
        papers = "\n".join(
            "– " + " - ".join(filter(None, [paper["title"], paper.get("note", "")]))
            for paper in entry.papers
        )
        words = f"{words}\n\n{papers}"
    return TimelineEvent(entry.at, title, words, icon, tone, photos=ways.shown_photos(entry))


def _consulted(way: Way, entry: Entry) -> TimelineEvent:
    asked = way.consultation(entry.data["number"])
    title = pgettext("staff", "%(name)s asked %(department)s")
    reply = next(
        (
            Reply(
                by=f"{asked.desk.shown_name} {_actor(other)}",
                at=other.at,
                words=other.words,
                note=_took(other),
            )
            for other in way.entries
            if other.kind is Kind.CONSULT_REPLIED and other.data["number"] == asked.number
        ),
        None,
    )
    return TimelineEvent(
        entry.at,
        title % {"name": _actor(entry), "department": asked.desk.shown_name},
        icon="messages",
        tone=Tone.ASK,
        consulted=True,
        brief=asked.brief.body,
        reply=reply,
    )


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
    title = pgettext("staff", "%(desk)s: %(name)s passed it up to %(to)s")
    return _skipping(title % facts, entry), "arrow-up", Tone.PLAIN


def _roster_took(way: Way, entry: Entry) -> str:
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


def _plain(
    title: Promise, icon: str, tone: Tone, way: Way, entry: Entry, *, sees_asker: bool
) -> Titled:
    return str(title) % _who(entry), icon, tone


def _who(entry: Entry) -> dict[str, str]:
    return {"name": _actor(entry), "desk": entry.desk.shown_name if entry.desk else ""}


def _to(way: Way, entry: Entry) -> str:
    return way.stop(entry.data["stage"]["number"]).desk.shown_name


def _actor(entry: Entry) -> str:
    return entry.actor.shown_name if entry.actor else ""


def _took(entry: Entry) -> str:
    return pgettext("staff", "took %(minutes)s") % {
        "minutes": timewords.minutes(timedelta(seconds=entry.data["used_s"]))
    }


def _skipping(title: str, entry: Entry) -> str:
    if entry.data.get("skipped"):
        title += pgettext("staff", "; skipped where nobody was on duty")
    return title


_TITLE: Mapping[Kind, Callable[..., Titled]] = {
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
}
