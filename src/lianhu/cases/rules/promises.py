"""What is promised by class of case, in opening hours (words.md, "Promises by class")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from lianhu.cases.rules.state import CaseClass
from lianhu.kernel.worktime import Schedule

# Too short a stage would end before anybody can read the question.
MIN_STAGE_S = 120
# How long a resident who was asked something is waited for, and how long one who was answered.
REPLY_WITHIN = timedelta(days=3)
SILENCE = timedelta(days=7)
# From this many open minutes of an officer's stage on, the roster above sees the question too.
SHARE_AFTER_S = 8 * 60


@dataclass(frozen=True, slots=True)
class Promise:
    """An answer within `minutes` of opening time, or within `days` working days.

    `pace` stretches the minutes a level has before somebody takes the case. `until_taken`: those
    minutes only run until then, afterwards the promise itself is the deadline. `extension_days`:
    how many working days the one extension may add.
    """

    minutes: int = 0
    days: int = 0
    department_minutes: int = 20
    pace: int = 1
    until_taken: bool = True
    extension_days: int = 3

    def due(self, schedule: Schedule, start: datetime) -> datetime | None:
        """When the promise falls due; None if the desk never opens."""
        if self.days:
            return schedule.add_working_days(start, self.days)
        return schedule.add(start, self.minutes * 60)


PROMISES: Mapping[CaseClass, Promise] = MappingProxyType(
    {
        CaseClass.QUESTION: Promise(minutes=60, until_taken=False),
        CaseClass.MATTER: Promise(days=3, department_minutes=450),
        CaseClass.REPAIR: Promise(days=3, department_minutes=450),
        CaseClass.COMPLAINT: Promise(days=5, department_minutes=900, pace=8, extension_days=5),
    }
)
