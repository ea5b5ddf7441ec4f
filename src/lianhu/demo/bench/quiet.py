"""How loud a month is for somebody with nine superiors: in plain groups, and here."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import transaction

from lianhu.demo.clock import first_morning
from lianhu.demo.quiet import groups, here, month
from lianhu.demo.seed import seed
from lianhu.grid.models import Duty
from lianhu.grid.queries import schedules
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel.worktime import Schedule

_SCALE = 0.005  # of the city: one clerk and nine superiors are what is needed
_DAYS = 22
# The newest so many messages of a group are read at a look.
_SCREEN = 10
# So soon after an interruption somebody who heeds it looks.
_HEEDS = timedelta(minutes=3)


def measure(*, months: int, looks: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Let a clerk live through so many months, looking `looks` times a day at random."""
    morning = first_morning()
    progress("seeding a small city")
    call_command("migrate", verbosity=0)
    seed(_SCALE, now=morning)
    duty = _clerk(morning)
    superiors = _superiors(morning)
    days = _duty_days(schedules([duty.desk], morning)[duty.desk_id], morning)
    found: dict[str, list[dict[str, Any]]] = {}
    for number in range(1, months + 1):
        progress(f"month {number} of {months}")
        messages = month.messages(number, days)
        moments = month.looks(number, days, looks)
        for who, heeds in (("looks", None), ("heeds", _HEEDS)):
            there = groups.read(messages, moments, screen=_SCREEN, heeds=heeds)
            with transaction.atomic():
                lived = here.live(
                    messages,
                    moments,
                    reader=duty.person,
                    at=duty.desk,
                    superiors=superiors,
                    heeds=heeds,
                )
                transaction.set_rollback(True)
            for way, outcome in (("groups", there), ("lianhu", lived)):
                found.setdefault(f"{way}.{who}", []).append(_figures(messages, outcome, days))
    return {
        "bench": "quiet",
        "months": months,
        "duty_days": len(days),
        "superiors": month.SUPERIORS,
        "looks_a_day": looks,
        "screen": _SCREEN,
        "heeds_after_s": _HEEDS.total_seconds(),
        **{name: _medians(runs) for name, runs in found.items()},
    }


def _clerk(now: datetime) -> Duty:
    duties = Duty.objects.at(now).filter(
        role=Role.CLERK, desk__kind=DeskKind.NODE, desk__node__level__code="village"
    )
    return duties.select_related("desk__node", "person").order_by("id")[0]


def _superiors(now: datetime) -> list[here.Superior]:
    """As many departments and sections as write to one person, with a clerk of each."""
    found: dict[int, here.Superior] = {}
    duties = Duty.objects.at(now).filter(role=Role.CLERK, desk__kind=DeskKind.DEPARTMENT)
    for duty in duties.select_related("desk__node", "person").order_by("id"):
        found.setdefault(duty.desk_id, here.Superior(duty.desk, duty.person))
    return list(found.values())[: month.SUPERIORS]


def _duty_days(schedule: Schedule, now: datetime) -> list[list[month.Window]]:
    days: dict[object, list[month.Window]] = {}
    for opens, closes in schedule.windows(now, now + timedelta(days=2 * _DAYS)):
        days.setdefault(schedule.local_day(opens), []).append((opens, closes))
    return list(days.values())[:_DAYS]


def _figures(
    messages: Sequence[month.Message], outcome: groups.Outcome, days: Sequence[object]
) -> dict[str, Any]:
    matters = {one.matter for one in messages if one.matter is not None}
    sent = [one for one in messages if one.matter is not None]
    asked = [kind for kind in month.HABITS if kind is not month.Kind.NOTICE]
    return {
        "messages": len(messages),
        "sent": len(sent),
        "matters": len(matters),
        "interruptions_a_duty_day": round(outcome.interruptions / len(days), 2),
        "missed": len(outcome.missed),
        "missed_at_a_look": len(groups.missed_at_a_look(messages, outcome)),
        "shown_again": outcome.again,
        "minutes_asked": outcome.minutes,
        "seconds_to_answer": _middle(groups.delays(messages, outcome.seen, asked)),
        "seconds_to_answer_urgent": _middle(
            groups.delays(messages, outcome.seen, [month.Kind.URGENT])
        ),
    }


def _middle(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def _medians(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of each figure, over the months in which there is one."""
    known = {name: [run[name] for run in runs if run[name] is not None] for name in runs[0]}
    return {name: round(median(values), 2) for name, values in known.items() if values}
