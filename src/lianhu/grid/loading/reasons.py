"""What is wrong, in words."""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianhu.grid.loading.rules.problems import Fault
from lianhu.kernel.names import shown
from lianhu.kernel.sheets.limits import Reason

FAULTS: dict[str, Promise] = {
    Fault.UNKNOWN_COLUMN: _("No column is called like this. Take the titles from the template."),
    Fault.COLUMN_TWICE: _("This column is there already."),
    Fault.COLUMN_MISSING: _("The column “%(about)s” is missing."),
    Fault.NO_ROWS: _("There are no rows below the titles."),
    Fault.FORMULA: _("This is a formula. Write its result instead."),
    Fault.ERROR: _("Excel shows an error here."),
    Fault.LONG: _("This is far too long."),
    Fault.TOO_LONG: _("At most %(about)s characters."),
    Fault.NEEDED: _("This cannot stay empty."),
    Fault.IDENTITY: _("Identity numbers are not kept here. Please take it out."),
    Fault.BAD_CODE: _("Letters, digits and . _ @ - only, beginning with a letter or digit."),
    Fault.BAD_PHONE: _("Nobody can be called by this number."),
    Fault.BAD_SIZE: _("A whole number from 1 to %(about)s."),
    Fault.BAD_DATE: _("Not a date. Write it like 2026-01-31."),
    Fault.ENDS_FIRST: _("It ends before it begins."),
    Fault.TWICE: _("The same as in row %(about)s."),
    Fault.DIFFERS: _("Name or phone differ from row %(about)s of the same person."),
    Fault.NO_SUCH_BEAT: _("There is no place of this code."),
    Fault.NOT_A_BEAT: _("This place is not of the lowest level; households belong to one that is."),
    Fault.CLOSED: _("This place is closed."),
    Fault.NO_SUCH_DESK: _("There is no desk of this code."),
    Fault.NO_SUCH_ROLE: _("Contact officer, backup officer, clerk or supervisor."),
    Fault.DESK_AND_ROLE: _("Desk and role go together: fill in both or neither."),
    Fault.A_RESIDENT: _("This user name is that of a resident."),
    Fault.NO_SUCH_LEVEL: _("There is no level of this name."),
    Fault.NO_SUCH_PARENT: _("There is no place of this code, here or in the list."),
    Fault.WRONG_LEVEL: _("A place has to be exactly one level below the one above it."),
    Fault.MOVED: _("It hangs below another place. Places are not moved by a list."),
    Fault.LEVEL_CHANGED: _("It is of another level. That cannot be changed by a list."),
    Fault.SECOND_TOP: _("There can be one topmost place only."),
    Fault.NO_SUCH_HOURS: _("There are no opening hours of this name."),
    Fault.HOURS_NEEDED: _("The place above has no opening hours: name some."),
    Fault.DESK_TAKEN: _("Another desk has this code."),
}

REFUSALS: dict[str, Promise] = {
    Reason.TOO_LARGE: _("The file is too large. By this page up to 5 MB can be sent."),
    Reason.UNPACKS_TOO_LARGE: _("Unpacked, the file is too large."),
    Reason.TOO_MANY_ROWS: _("The list has too many rows. Split it."),
    Reason.TOO_MANY_COLUMNS: _("The list has too many columns."),
    Reason.TOO_MUCH_WORK: _("Reading the file takes too much memory or time. Split it."),
    Reason.NOT_A_TABLE: _("This is not a workbook (.xlsx), and not a list with commas (.csv)."),
    Reason.OLD_OR_LOCKED: _(
        "The workbook is of an old kind (.xls) or has a password. "
        "Save it as .xlsx without a password."
    ),
    Reason.MACROS: _("The workbook has macros. Save it as .xlsx without them."),
    Reason.LINKS: _("The workbook has links to other files, or holds some. Take them out."),
    Reason.UNSAFE: _(
        "There is something in the workbook that lists have no need of. "
        "Copy the rows into the template."
    ),
    Reason.BROKEN: _("The file is damaged. Save it again and send it once more."),
    Reason.EMPTY: _("The file is empty."),
    "tries": _("Reading the file failed again and again."),
}


def fault(name: str, about: str = "") -> str:
    """In the language of the page."""
    if name == Fault.COLUMN_MISSING:
        about = shown(*about.split("\n"))
    found = str(FAULTS[name])
    return found % {"about": about} if about else found


def refusal(name: str) -> str:
    return str(REFUSALS[name])


def both(name: str, about: str = "") -> str:
    """In both languages, for files that are handed on."""
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append(fault(name, about))
    return " ".join(texts)


def refusal_in_both(name: str) -> str:
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append(refusal(name))
    return " ".join(texts)
