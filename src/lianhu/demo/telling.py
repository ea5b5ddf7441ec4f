"""A case's timeline as lines of text, told from the stored events."""

import textwrap
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lianhu.cases import queries
from lianhu.cases.journey.staff_titles import TITLES
from lianhu.cases.journey.way import way_of
from lianhu.cases.models import CLASS_NAMES, Case
from lianhu.cases.queries import Entry
from lianhu.cases.rules import CaseClass, Kind, Reason
from lianhu.grid.models import Desk, Duty
from lianhu.grid.queries import supervision_desk

WIDTH = 88  # columns; a Chinese character takes two
INDENT = " " * 13


def tell(case: Case) -> list[str]:
    """What happened, event by event: at which minute, where, by whom, in what words."""
    return list(_Telling(case).lines())


class _Telling:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.way = way_of(case)
        self.entries = self.way.entries
        self.asked_at = self.entries[0].at
        self.desks = Desk.objects.select_related("node").in_bulk()
        self.zone = ZoneInfo(settings.TIME_ZONE)

    def lines(self) -> Iterator[str]:
        about = [str(CLASS_NAMES[CaseClass(self.case.case_class)])]
        if self.case.topic:
            about.append(self.case.topic.shown_name)
        yield " · ".join([self.case.number, *about])
        yield f"{self.asked_at.astimezone(self.zone):%Y-%m-%d}"
        yield ""
        width = WIDTH // 2 if (get_language() or "").startswith("zh") else WIDTH
        for entry in self.entries:
            head, *rest = self._entry(entry)
            minute = f"+{self._minutes(entry.at)}"
            yield f"{self._time(entry.at)} {minute:>5}  {head}"
            for line in rest:
                yield from textwrap.wrap(
                    line, width, initial_indent=INDENT, subsequent_indent=INDENT
                )
        yield ""
        yield from self._sum()

    def _entry(self, entry: Entry) -> Iterator[str]:
        facts = {
            "who": entry.actor.shown_name if entry.actor else self._asker(),
            "desk": entry.desk.shown_name if entry.desk else "",
        }
        yield self._head(entry) % facts
        if entry.words:
            yield f"“{entry.words}”"
        for paper in entry.papers:
            yield f"· {paper['title']}" + (f" ({paper['note']})" if paper["note"] else "")
        yield from self._details(entry)

    def _head(self, entry: Entry) -> str:
        match entry.kind:
            case Kind.ASKED:
                return _("%(who)s asks")
            case Kind.TAKEN:
                return _("%(desk)s: %(who)s takes it")
            case Kind.MOVED:
                heads = {
                    Reason.PASSED_UP: _("%(desk)s: %(who)s passes it up"),
                    Reason.RETURNED: _("%(desk)s: %(who)s returns it"),
                    Reason.ROSTER_TOOK: _("%(desk)s: the roster above takes it"),
                    Reason.TIMED_OUT: _("%(desk)s: nobody answered in time, it goes up by itself"),
                }
                return heads.get(Reason(entry.data["reason"])) or self._as_told(entry)
            case Kind.CONSULTED:
                return _("%(desk)s: %(who)s asks a department")
            case Kind.CONSULT_REPLIED:
                return _("%(desk)s: %(who)s replies")
            case Kind.CONSULT_LATE:
                return _("The department did not reply in time")
            case Kind.ON_BEHALF:
                return _("%(desk)s: %(who)s does it for the resident")
            case Kind.FOLLOWED_UP:
                return _("%(desk)s: %(who)s has asked how it went")
            case Kind.NOTED:
                return _("%(who)s adds")
            case Kind.ANSWERED:
                return _("%(desk)s: %(who)s answers")
            case Kind.SETTLED:
                return _("%(who)s says that it helped")
            case Kind.REOPENED:
                return _("%(who)s says that it is not solved")
            case Kind.ALERTED:
                return _("%(desk)s: nobody is left to move it to")
            case _:
                return self._as_told(entry)

    def _as_told(self, entry: Entry) -> str:
        """In the words of the desks' own timeline."""
        title, _icon, _tone = TITLES[entry.kind](self.way, entry, sees_asker=True)
        return title.replace("%", "%%")

    def _details(self, entry: Entry) -> Iterator[str]:
        data = entry.data
        if entry.kind is Kind.ASKED:
            promised = datetime.fromisoformat(data["promise_due_at"])
            yield _("promised: an answer by %(time)s") % {"time": self._time(promised)}
        for desk in data.get("skipped", ()):
            yield _("skipped, nobody on duty: %(desk)s") % {"desk": self._desk(desk)}
        if "stage" in data:
            due_at = data["stage"]["due_at"]
            yield self._goes_to(data["stage"]["desk"], due_at)
        if entry.kind is Kind.CONSULTED:
            yield self._goes_to(data["department"], data["due_at"])
            yield _("the desk's own clock stops meanwhile; names are withheld")
        if entry.kind is Kind.ON_BEHALF and "follow_up_on" in data:
            yield _("follow-up on %(date)s") % {"date": data["follow_up_on"]}
        if entry.kind is Kind.ALERTED and entry.desk:
            yield from self._alerted(self.desks[entry.desk.pk])

    def _goes_to(self, desk: int, due_at: str | None) -> str:
        if due_at is None:
            return f"→ {self._desk(desk)}"
        facts = {"desk": self._desk(desk), "time": self._time(datetime.fromisoformat(due_at))}
        return _("→ %(desk)s, until %(time)s") % facts

    def _alerted(self, desk: Desk) -> Iterator[str]:
        supervision = supervision_desk(desk)
        if supervision is None:
            return
        duties = Duty.objects.filter(desk=supervision).select_related("person")
        people = ", ".join(duty.person.shown_name for duty in duties)
        facts = {"desk": supervision.shown_name, "people": people}
        yield _("alert: %(desk)s (%(people)s)") % facts

    def _sum(self) -> Iterator[str]:
        count = len(queries.stops(self.case))
        yield ngettext("%(count)d stage", "%(count)d stages", count) % {"count": count}
        asked = len(queries.consultations(self.case))
        if asked:
            yield ngettext("%(count)d consultation", "%(count)d consultations", asked) % {
                "count": asked
            }
        if self.case.answered_at:
            minutes = self._minutes(self.case.answered_at)
            yield ngettext(
                "Answered after %(count)d minute", "Answered after %(count)d minutes", minutes
            ) % {"count": minutes}
        else:
            minutes = self._minutes(self.entries[-1].at)
            yield ngettext(
                "Not answered after %(count)d minute",
                "Not answered after %(count)d minutes",
                minutes,
            ) % {"count": minutes}

    def _minutes(self, at: datetime) -> int:
        return int((at - self.asked_at).total_seconds() // 60)

    def _time(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M}"

    def _desk(self, pk: int) -> str:
        return self.desks[pk].shown_name

    def _asker(self) -> str:
        return self.case.asker.shown_name
