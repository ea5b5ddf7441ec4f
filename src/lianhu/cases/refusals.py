"""Why a command was refused: a name for programs, words for people."""

from django.utils.translation import gettext_lazy as _

from lianhu.cases import rules

# The name is a promise to programs: it outlives the class.
REFUSALS = {
    rules.NotNow: ("not_now", _("This cannot be done in the present state.")),
    rules.NotHere: ("not_here", _("It is at another desk.")),
    rules.NobodyOnDuty: ("nobody_on_duty", _("Nobody is on duty there in time.")),
    rules.NoWayUp: ("no_way_up", _("There is no desk above this one.")),
    rules.NoWayBack: (
        "no_way_back",
        _("It came straight here: there is no desk to return it to."),
    ),
    rules.NotADepartment: ("not_a_department", _("Only departments can be consulted.")),
    rules.NoSuchDesk: ("no_such_desk", _("It cannot go there.")),
    rules.ContestIt: ("contest_it", _("It was transferred here: contest it, with the reason.")),
    rules.AlreadyContested: (
        "already_contested",
        _("Your desk has contested it before. What was decided then holds."),
    ),
    rules.AlreadyExtended: (
        "already_extended",
        _("A promise is extended once, and that has been done."),
    ),
    rules.TooFar: ("too_far", _("That is too late. Please choose an earlier day.")),
    rules.NotTogether: ("not_together", _("These two cannot be handled as one.")),
    rules.AlreadyFollowed: ("already_followed", _("This resident hears of it already.")),
    rules.NotAgreed: (
        "not_agreed",
        _("Ask the household first whether it agrees to these words."),
    ),
    rules.AlreadyAsked: (
        "already_asked",
        _("This department has been asked and has not replied yet."),
    ),
    rules.WordsNeeded: ("words_needed", _("This cannot be done without words.")),
    rules.DateNeeded: ("date_needed", _("The date must be today or later.")),
    rules.NotLater: (
        "not_later",
        _("Please choose a later day, one on which the desk is open."),
    ),
}
