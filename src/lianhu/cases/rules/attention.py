"""Who needs to see a case now: the inbox items that its state calls for."""

from collections.abc import Iterator
from dataclasses import replace

from lianhu.cases.rules.state import State, Status
from lianhu.inbox.rules import Address, Need

# All the kinds of items that `needs` may call for.
KINDS = (
    "case",
    "alert",
    "consultation",
    "answer",
    "follow_up",
    "reply",
    "visit",
    "visited",
)


def needs(case: int, asker: int, state: State, *, supervision: int | None) -> frozenset[Need]:
    """The open items of a case. `supervision` is the desk that hears of an alert, if there is one;
    a case that runs out where nobody supervises stays with its own desk's item.

    Whom a case is about sees none of them, at whatever desk that person serves.
    """
    found = [*_at_desks(case, state, supervision), *_of_people(case, asker, state)]
    return frozenset(replace(need, hidden_from=state.about) for need in found)


def _at_desks(case: int, state: State, supervision: int | None) -> Iterator[Need]:
    stage = state.stage
    if stage is not None:
        due = stage.due_at
        yield Need(Address.DESK, stage.desk, "case", f"case:{case}:stage", case, due)
        if stage.alerted_at is not None and supervision is not None:
            key = f"case:{case}:alert"
            yield Need(Address.DESK, supervision, "alert", key, case, state.promise_due_at)
    for asked in state.consultations:
        key = f"case:{case}:consultation:{asked.number}"
        yield Need(Address.DESK, asked.desk, "consultation", key, case, asked.due_at)
    if state.follow_up_by is not None:
        key, due = f"case:{case}:follow_up", state.follow_up_due_at
        yield Need(Address.DESK, state.follow_up_by, "follow_up", key, case, due)


def _of_people(case: int, asker: int, state: State) -> Iterator[Need]:
    stage, need = state.stage, state.need
    if state.status is Status.ANSWERED:
        yield Need(Address.RESIDENT, asker, "answer", f"case:{case}:answer", case)
    if stage is not None and stage.waiting_until is not None:
        key, until = f"case:{case}:reply", stage.waiting_until
        yield Need(Address.RESIDENT, asker, "reply", key, case, until)
    if stage is None or need is None or need.taken_up_by is None:
        return
    if need.visited_at is None:
        yield Need(Address.PERSON, need.taken_up_by, "visit", f"case:{case}:visit", case)
    else:
        yield Need(Address.RESIDENT, asker, "visited", f"case:{case}:visited", case)
