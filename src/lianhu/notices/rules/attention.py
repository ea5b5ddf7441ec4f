"""What of notices waits in an inbox, beside what they say to those whom they reach."""

from dataclasses import dataclass

from lianhu.inbox.rules import Address, Need
from lianhu.notices.rules.sending import Code, Stage

APPROVE = "notice_approve"  # waits for a second person
RETURNED = "notice_returned"  # was given back to its writer
STOPPED = "notice_stopped"  # did not go out at its time
REVIEW = "notice_review"  # goes out again and again: is it still needed?
QUESTION = "notice_question"  # waits for the desk that answers questions
ANSWERED = "notice_answered"  # whoever asked has not read the answer


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one version. `approver`: the desk that looks at it, of one that waits. `stopped`: why it
    did not go out at its time; `planner` had said that it should.
    """

    version: int
    stage: Stage
    writer: int
    approver: int | None
    returned: bool = False
    desk: int = 0
    stopped: Code | None = None
    planner: int | None = None


def needs(standing: Standing) -> frozenset[Need]:
    if standing.approver is not None:
        return frozenset(
            {
                Need(
                    Address.DESK,
                    standing.approver,
                    APPROVE,
                    f"{APPROVE}:{standing.version}",
                    standing.version,
                    hidden_from=standing.writer,
                )
            }
        )
    if standing.stage is Stage.DRAFT and standing.stopped:
        key = f"{STOPPED}:{standing.version}"
        if standing.planner is None or standing.stopped is Code.SENDER_LEFT:
            # Whoever planned it may do nothing about it; colleagues may.
            return frozenset({Need(Address.DESK, standing.desk, STOPPED, key, standing.version)})
        return frozenset({Need(Address.PERSON, standing.planner, STOPPED, key, standing.version)})
    if standing.stage is Stage.DRAFT and standing.returned:
        key = f"{RETURNED}:{standing.version}"
        return frozenset({Need(Address.PERSON, standing.writer, RETURNED, key, standing.version)})
    return frozenset()


def asked(question: int, desk: int) -> frozenset[Need]:
    return frozenset({Need(Address.DESK, desk, QUESTION, f"{QUESTION}:{question}", question)})


def answered(question: int, person: int) -> frozenset[Need]:
    return frozenset({Need(Address.PERSON, person, ANSWERED, f"{ANSWERED}:{question}", question)})
