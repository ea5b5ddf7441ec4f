"""What can be wrong with a cell or a row; `grid.loading.reasons` has the words."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    # Of the first row.
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    COLUMN_MISSING = "column_missing"
    NO_ROWS = "no_rows"
    # Of any cell.
    FORMULA = "formula"
    ERROR = "error"
    LONG = "long"
    TOO_LONG = "too_long"
    NEEDED = "needed"
    IDENTITY = "identity"
    BAD_CODE = "bad_code"
    BAD_PHONE = "bad_phone"
    BAD_SIZE = "bad_size"
    BAD_DATE = "bad_date"
    ENDS_FIRST = "ends_first"
    # Of a row beside the others.
    TWICE = "twice"
    DIFFERS = "differs"
    # Of what there is.
    NO_SUCH_BEAT = "no_such_beat"
    NOT_A_BEAT = "not_a_beat"
    CLOSED = "closed"
    NO_SUCH_DESK = "no_such_desk"
    NO_SUCH_ROLE = "no_such_role"
    DESK_AND_ROLE = "desk_and_role"
    A_RESIDENT = "a_resident"
    NO_SUCH_LEVEL = "no_such_level"
    NO_SUCH_PARENT = "no_such_parent"
    WRONG_LEVEL = "wrong_level"
    MOVED = "moved"
    LEVEL_CHANGED = "level_changed"
    SECOND_TOP = "second_top"
    NO_SUCH_HOURS = "no_such_hours"
    HOURS_NEEDED = "hours_needed"
    DESK_TAKEN = "desk_taken"


@dataclass(frozen=True, slots=True)
class Problem:
    """`key` names the column; in the first row `at` its position. `about`: never of a person."""

    fault: Fault
    key: str = ""
    about: str = ""
    at: int = -1
