"""What people, and the clock, may ask of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianhu.cases.rules.state import CaseClass, Door


@dataclass(frozen=True, slots=True)
class Ask:
    """`photos` and `voice`, here and below: how many came along. A voice note may replace words.

    `straight`: the department that answers for the topic by itself, to which it goes at once if
    somebody is on duty there. `about`: the member of staff whom it complains about.
    """

    case_class: CaseClass
    door: Door
    words: str
    actor: int | None = None
    photos: int = 0
    voice: int = 0
    confidential: bool = False
    straight: int | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Take:
    actor: int
    desk: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`version`, here and below: the text of the book that it was made from."""

    actor: int
    desk: int
    words: str
    papers: tuple[Mapping[str, str], ...] = ()
    version: int | None = None


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
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ConsultTransfer:
    """What a department was asked is another one's: `words` says why, to the desk that asked.
    `brief` is what was asked, which goes on as it is.
    """

    actor: int
    consultation: int
    to: int
    words: str
    brief: str


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """The matter is done for the resident; `follow_up_on` is the day to ask how it went."""

    actor: int
    desk: int
    words: str
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`solved`: what the resident said of an answer; None if that was not the question."""

    actor: int
    desk: int
    words: str
    solved: bool | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Another desk takes it: a department, or a place elsewhere.

    `sure`: per cent, where it most likely belongs there and goes straight; `words` are then those
    of the question that say so.
    """

    actor: int
    desk: int
    to: int
    words: str
    sure: int | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """It was transferred here wrongly; the desk above settles it."""

    actor: int
    desk: int
    words: str


@dataclass(frozen=True, slots=True)
class Joint:
    """Several departments handle it. `lead` has the case; `others` get `words` as their part."""

    actor: int
    desk: int
    lead: int
    others: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class AskResident:
    actor: int
    desk: int
    words: str


@dataclass(frozen=True, slots=True)
class ResidentReply:
    """`actor` is None for a reply that somebody without an account gave.

    With `desk` it was told to that desk, by telephone say, and `actor` wrote it down.
    """

    actor: int | None
    words: str
    photos: int = 0
    voice: int = 0
    desk: int | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """The answer comes on `until` at the latest, with the reason in `words`."""

    actor: int
    desk: int
    until: date
    words: str


@dataclass(frozen=True, slots=True)
class HandToRoster:
    """Whoever has it is busy: anybody on duty there, or in the village above, may take it."""

    actor: int
    desk: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The asker does not want it any more."""

    actor: int | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class MarkConfidential:
    """By the asker, or by the desk that holds the case."""

    actor: int | None
    desk: int | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """What has to be known of another case with which this one is to be handled.

    `merged`: it is handled with a third one. `leads`: others are handled with it.
    """

    case: int
    desk: int | None
    promise_due_at: datetime
    confidential: bool = False
    merged: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Handle this case with another at the same desk. `leads`: others are handled with this one."""

    actor: int
    desk: int
    into: Other
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """The other half of Merge, on the case whose answer both get."""

    actor: int
    desk: int
    other: Other


@dataclass(frozen=True, slots=True)
class Split:
    """A merged case goes its own way again: by a desk, or because the other one has none."""

    actor: int | None = None
    desk: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerMerged:
    """What the other case was answered, for the asker of this one."""

    actor: int | None
    desk: int
    words: str
    papers: tuple[Mapping[str, str], ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Summarise:
    """Words without names that neighbours may read."""

    actor: int
    desk: int
    words: str


@dataclass(frozen=True, slots=True)
class Follow:
    """A neighbour wants to hear how it goes on. `own`: it is the asker."""

    actor: int | None
    resident: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class PublishNeed:
    """Make a need known, without name and address. The household has `agreed` to these words."""

    actor: int
    desk: int
    words: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class TakeUp:
    """`desk` is the one at which whoever takes the need up serves."""

    actor: int
    desk: int


@dataclass(frozen=True, slots=True)
class Visited:
    """What was done there: a line or two, written or said."""

    actor: int
    words: str
    voice: int = 0


@dataclass(frozen=True, slots=True)
class ConfirmNeed:
    """The household says that the help has come."""

    actor: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark by the desk that holds the case, or (no desk) by the asker: words or attachments."""

    actor: int | None
    desk: int | None
    words: str
    photos: int = 0
    voice: int = 0


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
    voice: int = 0


@dataclass(frozen=True, slots=True)
class TimeOut:
    """The clock: move what ran out by `now`.

    In a `flood` the desk above has more than it can read: a case at a manned desk stays there, and
    the desk above may take it.
    """

    flood: bool = False


@dataclass(frozen=True, slots=True)
class CloseBySilence:
    """The clock: an answer to which nobody has said a word for a week."""


@dataclass(frozen=True, slots=True)
class MoveDeadline:
    """The clock: hours, calendar or people changed; or no worker lived for `lost_s` seconds."""

    lost_s: int = 0


Command = (
    Ask
    | Take
    | Answer
    | PassUp
    | Return
    | Consult
    | ConsultReply
    | ConsultTransfer
    | OnBehalf
    | FollowUp
    | Note
    | Confirm
    | Reopen
    | Transfer
    | Contest
    | Joint
    | AskResident
    | ResidentReply
    | Extend
    | HandToRoster
    | Withdraw
    | MarkConfidential
    | Merge
    | Join
    | Split
    | AnswerMerged
    | Summarise
    | Follow
    | PublishNeed
    | TakeUp
    | Visited
    | ConfirmNeed
    | TimeOut
    | CloseBySilence
    | MoveDeadline
)
