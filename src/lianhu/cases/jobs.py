"""What the clock does to cases: moving what ran out. Safe to run several times over."""

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from lianhu.cases import rules, store
from lianhu.cases.floods import Flood
from lianhu.cases.models import Case, Consultation, Event, Stage
from lianhu.cases.services import change, locked
from lianhu.inbox.services import settle

logger = logging.getLogger(__name__)

BATCH = 200


def move_overdue(now: datetime) -> int:
    """Move up to BATCH cases whose stage or consultation has run out; return how many changed.

    One transaction for all of them, locked in id order; if that fails, one by one, so that one bad
    case does not hold up the others. Zero means that nothing more is due, or that another worker
    has it in hand.
    """
    due = overdue(now)[:BATCH]
    if not due:
        return 0
    try:
        return _move(due, now)
    except Exception:
        logger.exception("moving %s overdue cases together failed", len(due))
    moved = 0
    for case in due:
        try:
            moved += _move([case], now)
        except Exception:
            logger.exception("moving overdue case %s failed", case)
    return moved


def overdue(now: datetime) -> list[int]:
    """The cases that the clock has to move at `now`, by key."""
    stages = Stage.objects.filter(closed_at=None, alerted_at=None, due_at__lte=now)
    waiting = Stage.objects.filter(closed_at=None, waiting_until__lte=now)
    asked = Consultation.objects.filter(closed_at=None, late=False, due_at__lte=now)
    return sorted(
        {
            *stages.order_by("due_at").values_list("case", flat=True)[:BATCH],
            *waiting.order_by("waiting_until").values_list("case", flat=True)[:BATCH],
            *asked.order_by("due_at").values_list("case", flat=True)[:BATCH],
        }
    )


@transaction.atomic
def _move(cases: list[int], now: datetime) -> int:
    found, settings = _loaded(cases, now)
    known = [(one.state, settings[one.case.pk]) for one in found if one.state is not None]
    flood = Flood(known, now)
    changes = []
    for loaded in found:
        assert loaded.state is not None
        setting = settings[loaded.case.pk]
        command = rules.TimeOut(flood=flood.over(loaded.state, setting))
        try:
            events = rules.decide(loaded.state, command, now, setting)
        except rules.NothingDue:  # another worker was here first
            continue
        flood.saw(events)
        changes.append(store.Change(loaded, events, rules.apply(loaded.state, events)))
    if changes:
        settle([*store.save(changes), *flood.items()], now=now)
    return len(changes)


def _loaded(
    cases: Iterable[int], now: datetime
) -> tuple[list[store.Loaded], dict[int | None, rules.Setting]]:
    """Cases locked in id order, passing over those that another worker has in hand."""
    rows = locked().filter(pk__in=cases).order_by("pk")
    found = store.load(rows.select_for_update(no_key=True, of=("self",), skip_locked=True))
    named = {loaded.case.pk: store.named_in(loaded.state) for loaded in found}
    return found, store.settings([loaded.case for loaded in found], named, now)


def close_silent(now: datetime) -> int:
    """Settle answers that nobody has said a word to, or have them asked after by telephone."""
    due = Case.objects.filter(silence_due_at__lte=now).order_by("silence_due_at")
    return _each(due, rules.CloseBySilence(), now)


def hand_on(now: datetime) -> int:
    """Give merged cases what the other one was answered, or let them go if that will not come."""
    answered = Q(merged_into__answered_at__isnull=False, merged_into__status__in=_ANSWERED)
    alone = (
        Q(merged_into__status=rules.Status.WITHDRAWN)
        | Q(merged_into__confidential=True)
        # Settled by help that came, not by words that the others could use.
        | Q(merged_into__status=rules.Status.SETTLED, merged_into__need_visited_at__isnull=False)
    )
    merged = Case.objects.filter(merged_into__isnull=False)
    done = _each(merged.filter(alone).order_by("pk"), rules.Split(), now)
    for case in merged.filter(answered).exclude(alone).order_by("pk")[:BATCH]:
        said = (
            Event.objects.filter(case=case.merged_into_id, kind=rules.Kind.ANSWERED)
            .select_related("words")
            .order_by("-seq")[0]
        )
        assert said.words is not None and said.desk_id is not None
        papers = json.loads(said.words.papers) if said.words.papers else []
        command = rules.AnswerMerged(
            said.actor_id,
            said.desk_id,
            said.words.body,
            tuple(papers),
            said.data.get("version"),
        )
        done += _each([case], command, now)
    return done


_ANSWERED = (rules.Status.ANSWERED, rules.Status.SETTLED)


def _each(cases: "QuerySet[Case] | Sequence[Case]", command: rules.Command, now: datetime) -> int:
    """Carry out a command of the clock on up to BATCH cases, each in a transaction of its own.

    Returns how many changed: one bad case does not hold up the others.
    """
    done = 0
    for case in cases[:BATCH]:
        try:
            with transaction.atomic():
                found, settings = _loaded([case.pk], now)
                for loaded in found:
                    change(loaded, command, settings[loaded.case.pk], now)
                    done += 1
        except (rules.NothingDue, rules.NotNow):  # another worker was here first
            continue
        except Exception:
            logger.exception("%s of case %s failed", type(command).__name__, case.pk)
    return done
