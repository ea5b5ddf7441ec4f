"""Why a command is refused. A refused command changes nothing."""


class Refused(Exception):
    """Base of all refusals."""


class NotNow(Refused):
    """The case is not in a state in which this can be done."""


class NotHere(Refused):
    """The case is at another desk."""


class NobodyOnDuty(Refused):
    """The desk it would go to is manned in none of the minutes it would have."""


class NoWayUp(Refused):
    """There is no desk above."""


class NoWayBack(Refused):
    """It came straight here; there is no desk to return it to."""


class NotADepartment(Refused):
    """Only departments and their sections can be consulted."""


class AlreadyAsked(Refused):
    """This department has been asked and has not replied yet."""


class WordsNeeded(Refused):
    """This cannot be done without saying something."""


class DateNeeded(Refused):
    """The follow-up must be today or later."""


class NothingDue(Refused):
    """The clock has nothing to move."""
