"""What people, and the clock, may ask of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianhu.cases.rules.promises import Promise
from lianhu.cases.rules.state import CaseClass, Door
from lianhu.grid.rules import Place


@dataclass(frozen=True, slots=True)
class Setting:
    """The part of the city a command is decided in, as it stands now.

    `ladder` goes from the asker's beat to the top; `departments` holds those that the command or
    the case names.
    """

    ladder: tuple[Place, ...]
    promises: Mapping[CaseClass, Promise]
    departments: Mapping[int, Place]

    def rung(self, desk: int) -> int | None:
        """Where on the ladder `desk` stands; None for a desk that is not on it."""
        return next((i for i, place in enumerate(self.ladder) if place.desk == desk), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """`photos`, here and below, is how many came along; they are stored beside the words."""

    case_class: CaseClass
    door: Door
    words: str
    actor: int | None = None
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Take:
    actor: int
    desk: int


@dataclass(frozen=True, slots=True)
class Answer:
    actor: int
    desk: int
    words: str
    papers: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PassUp:
    actor: int
    desk: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    actor: int
    desk: int
    words: str


@dataclass(frozen=True, slots=True)
class Consult:
    """`words` is the brief: all that the department gets to see."""

    actor: int
    desk: int
    department: int
    words: str


@dataclass(frozen=True, slots=True)
class ConsultReply:
    actor: int
    consultation: int
    words: str


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """The matter is done for the resident; `follow_up_on` is the day to ask how it went."""

    actor: int
    desk: int
    words: str
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    actor: int
    desk: int
    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark for the timeline: by the desk that holds the case, or (no desk) by the asker.

    Photos may come without words.
    """

    actor: int | None
    desk: int | None
    words: str
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Confirm:
    """The asker says it is solved."""

    actor: int | None


@dataclass(frozen=True, slots=True)
class Reopen:
    """The asker says it is not solved."""

    actor: int | None
    words: str = ""
    photos: int = 0


@dataclass(frozen=True, slots=True)
class TimeOut:
    """The clock: move what ran out by `now`."""


Command = (
    Ask
    | Take
    | Answer
    | PassUp
    | Return
    | Consult
    | ConsultReply
    | OnBehalf
    | FollowUp
    | Note
    | Confirm
    | Reopen
    | TimeOut
)
