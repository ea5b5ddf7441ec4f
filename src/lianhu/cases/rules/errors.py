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


class NoSuchDesk(Refused):
    """It cannot go there: the desk has it already, or there is none."""


class ContestIt(Refused):
    """It came by a transfer: a desk that thinks it is not its own contests it."""


class AlreadyContested(Refused):
    """This desk has contested the case before; its parent has settled that."""


class AlreadyExtended(Refused):
    """A promise is extended once."""


class TooFar(Refused):
    """The new date is later than an extension may reach."""


class NotTogether(Refused):
    """These two cases cannot be handled as one."""


class AlreadyFollowed(Refused):
    """This resident follows the case already, or asked it."""


class NotAgreed(Refused):
    """The household has not agreed that its need is made known."""


class AlreadyAsked(Refused):
    """This department has been asked and has not replied yet."""


class WordsNeeded(Refused):
    """This cannot be done without saying something."""


class DateNeeded(Refused):
    """The follow-up must be today or later."""


class NotLater(Refused):
    """An extension ends on a day with opening hours, later than what was promised."""


class NothingDue(Refused):
    """The clock has nothing to move."""
