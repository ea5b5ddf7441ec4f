"""Who needs to see a case now: the inbox items that its state calls for."""

from lianhu.cases.rules.state import State, Status
from lianhu.inbox.rules import Address, Need

# All the kinds of items that `needs` may call for.
KINDS = ("case", "alert", "consultation", "answer", "follow_up")


def needs(case: int, asker: int, state: State, *, supervision: int | None) -> frozenset[Need]:
    """The open items of a case. `supervision` is the desk that hears of an alert, if there is one;
    a case that runs out where nobody supervises stays with its own desk's item.
    """
    found = set()
    stage = state.stage
    if stage is not None:
        found.add(Need(Address.DESK, stage.desk, "case", f"case:{case}:stage", case, stage.due_at))
        if stage.alerted_at is not None and supervision is not None:
            found.add(
                Need(
                    Address.DESK,
                    supervision,
                    "alert",
                    f"case:{case}:alert",
                    case,
                    state.promise_due_at,
                )
            )
    for asked in state.consultations:
        found.add(
            Need(
                Address.DESK,
                asked.desk,
                "consultation",
                f"case:{case}:consultation:{asked.number}",
                case,
                asked.due_at,
            )
        )
    if state.status is Status.ANSWERED:
        found.add(Need(Address.RESIDENT, asker, "answer", f"case:{case}:answer", case))
    if state.follow_up_by is not None:
        found.add(
            Need(
                Address.DESK,
                state.follow_up_by,
                "follow_up",
                f"case:{case}:follow_up",
                case,
                state.follow_up_due_at,
            )
        )
    return frozenset(found)
