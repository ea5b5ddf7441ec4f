"""What the book's fixed values are called on the pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianhu.grid.loading import reasons
from lianhu.kernel.sheets.limits import Reason
from lianhu.knowledge import sheets
from lianhu.knowledge.book import ABOUT, Cannot, Objection
from lianhu.knowledge.rules.entry import Audience, Fault, Form, Problem
from lianhu.knowledge.rules.lines import Mistake, Wrong
from lianhu.knowledge.rules.publishing import Stage

FORMS: Mapping[Form, Promise] = {
    Form.ORIGINAL: _("original, %(copies)s"),
    Form.COPY: _("copy, %(copies)s"),
    Form.BOTH: _("original and copy, %(copies)s"),
    Form.ELECTRONIC: _("on the phone, %(copies)s"),
    Form.FILLED: _("form to fill in, %(copies)s"),
}

AUDIENCES: Mapping[Audience, Promise] = {
    Audience.EVERYBODY: pgettext_lazy("for whom", "everybody"),
    Audience.ELDERLY: pgettext_lazy("for whom", "older people"),
    Audience.CHILDREN: pgettext_lazy("for whom", "children and pupils"),
    Audience.WOMEN: pgettext_lazy("for whom", "women"),
    Audience.DISABLED: pgettext_lazy("for whom", "people with disabilities"),
    Audience.VETERANS: pgettext_lazy("for whom", "veterans"),
    Audience.HARDSHIP: pgettext_lazy("for whom", "people in hardship"),
    Audience.RURAL: pgettext_lazy("for whom", "rural residents"),
    Audience.EMPLOYEES: pgettext_lazy("for whom", "employees"),
    Audience.UNEMPLOYED: pgettext_lazy("for whom", "the unemployed and the self-employed"),
    Audience.BUSINESSES: pgettext_lazy("for whom", "businesses"),
    Audience.MIGRANTS: pgettext_lazy("for whom", "people from elsewhere"),
}

# Every part of an item, in the words of those who write it.
FIELDS: Mapping[str, Promise] = {
    "area": pgettext_lazy("book field", "Area"),
    "topic": pgettext_lazy("book field", "What to do"),
    "code": pgettext_lazy("book field", "Code"),
    "title": pgettext_lazy("book field", "Title"),
    "title_en": pgettext_lazy("book field", "Title in English"),
    "sentence": pgettext_lazy("book field", "The answer in one sentence"),
    "sentence_en": pgettext_lazy("book field", "The sentence in English"),
    "aliases": pgettext_lazy("book field", "How people say it"),
    "gives": pgettext_lazy("book field", "What one gets"),
    "suits": pgettext_lazy("book field", "Whom it suits"),
    "excludes": pgettext_lazy("book field", "Whom it does not suit"),
    "audiences": pgettext_lazy("book field", "For which groups"),
    "papers": pgettext_lazy("book field", "What to bring"),
    "steps": pgettext_lazy("book field", "How it goes"),
    "online": pgettext_lazy("book field", "Online"),
    "counter": pgettext_lazy("book field", "At a counter"),
    "elsewhere": pgettext_lazy("book field", "From elsewhere"),
    "by_family": pgettext_lazy("book field", "By family"),
    "windows": pgettext_lazy("book field", "Where, when, telephone"),
    "fee": pgettext_lazy("book field", "What it costs"),
    "takes": pgettext_lazy("book field", "How long it takes"),
    "returns": pgettext_lazy("book field", "Why papers come back"),
    "owner": pgettext_lazy("book field", "Who answers for it"),
    "basis": pgettext_lazy("book field", "What it rests on"),
    "region": pgettext_lazy("book field", "Where it holds"),
    "related": pgettext_lazy("book field", "Near to this"),
    "valid": pgettext_lazy("book field", "When it holds"),
    "valid_from": pgettext_lazy("book field", "Holds from"),
    "valid_until": pgettext_lazy("book field", "Holds until"),
    "review_on": pgettext_lazy("book field", "To be checked again"),
    "files": pgettext_lazy("book field", "Forms to fill in"),
}
STAGES: Mapping[Stage, Promise] = {
    Stage.DRAFT: pgettext_lazy("text of an item", "draft"),
    Stage.REVIEWED: pgettext_lazy("text of an item", "checked"),
    Stage.PUBLISHED: pgettext_lazy("text of an item", "published"),
    Stage.DROPPED: pgettext_lazy("text of an item", "set aside"),
}
_FAULTS: Mapping[Fault, Promise] = {
    Fault.NEEDED: _("This is missing."),
    Fault.TOO_LONG: _("Too long: at most %(about)s characters."),
    Fault.TOO_MANY: _("Too many: at most %(about)s."),
    Fault.TWICE: _("“%(about)s” stands there twice."),
    Fault.ENDS_FIRST: _("It ends before it begins."),
    Fault.NO_COPIES: _("How many copies? At least 1."),
}
_WRONGS: Mapping[Wrong, Promise] = {
    Wrong.BEFORE_FIRST: _("This stands before the first item."),
    Wrong.NOT_A_LINE: _("This is no line of a list."),
    Wrong.UNKNOWN_KEY: _("Nothing is called “%(about)s”."),
    Wrong.UNKNOWN_SECTION: _("No section is called “%(about)s”."),
    Wrong.TWICE: _("This stands there twice."),
    Wrong.MISSING: _("This is missing."),
    Wrong.COLUMNS: _("It takes %(about)s parts, with a mark between them."),
    Wrong.UNKNOWN_VALUE: _("“%(about)s” is none of the words to choose from."),
    Wrong.BAD_DATE: _("“%(about)s” is no date. Write it like 2026-01-31."),
    Wrong.BAD_NUMBER: _("“%(about)s” is no number from 1 to 99."),
    Wrong.BAD_CODE: _("Small letters, digits, and . or - between them."),
    Wrong.UNREADABLE: _("A formula, an error, or far too long."),
    Wrong.MORE_THAN_TEXT: _(
        "There is more here than text: a tracked change, a picture, a note, a comment, a field or a"
        " box. Accept the changes, take the rest out."
    ),
}
# What stands at the head of the example: the layout of a Word file, as it is taken in.
LAYOUT = (
    _("The style Heading 1 is an area, Heading 2 a what-to-do, Heading 3 an item."),
    _("Below an item its lines follow, each beginning with what it is called and a colon."),
    _("Heading 4 is a section of it: what to bring, how it goes, where, reasons for return."),
    _("The parts of a line have the mark | between them; a table does as well, without its head."),
    _("What begins with > is a remark, as these lines are. Accept tracked changes before sending."),
)
# Of Word files, where it is not what is said of lists.
_REFUSED: Mapping[Reason, Promise] = {
    Reason.TOO_MANY_ROWS: _("The file has too many paragraphs. Split it."),
    Reason.NOT_A_TABLE: _("This is not a Word file (.docx)."),
    Reason.OLD_OR_LOCKED: _(
        "The file is of an old kind (.doc) or has a password. Save it as .docx without a password."
    ),
    Reason.MACROS: _("The file has macros. Save it as .docx without them."),
    Reason.LINKS: _("The file holds other files. Take them out."),
    Reason.UNSAFE: _(
        "There is something in the file that a text has no need of. Copy the text into the example."
    ),
}
_REFUSED_TEXT: Mapping[Reason, Promise] = {
    Reason.TOO_MANY_ROWS: _("The file has too many lines. Split it."),
    Reason.NOT_A_TABLE: _("This is not a text that can be read. Save it as .md in UTF-8."),
}
_CANNOTS: Mapping[Cannot, Promise] = {
    Cannot.NO_SUCH_AREA: _("The city has no area of this name."),
    Cannot.NO_SUCH_TOPIC: _("The area has no what-to-do of this name."),
    Cannot.NO_SUCH_OWNER: _("No desk of a department has this code."),
    Cannot.CODE_TWICE: _("Another item of the file has this code."),
    Cannot.TITLE_TWICE: _("Another item of the file has this title."),
    Cannot.TITLE_TAKEN: _("Another item of the book has this title."),
    Cannot.WITHDRAWN: _("The item has been withdrawn. Take it back into use first."),
    Cannot.NO_OWNER: _("To be published, an item needs a desk that answers for it."),
    Cannot.REVIEW_PAST: _("To be published, an item needs a day to come for its next check."),
}
REFUSALS: Mapping[str, Promise] = {
    "title_taken": _("Another item has this title. Two of the same name confuse people."),
    "code_taken": _("Another item has this code."),
    "withdrawn": _("The item has been withdrawn. Take it back into use first."),
    "not_withdrawn": _("The item is in use."),
    "not_published": _("Nothing of this item is published."),
    "not_a_draft": _("There is no draft to check."),
    "unread_file": _("The files are being looked through. Please try again in a minute."),
    "broken_file": _("One of the files cannot be read. Please add it again in the text."),
    "not_reviewed": _("The department that answers for it has not checked this text yet."),
    "in_the_past": _("Please choose a time to come."),
    "review_day": _("Please choose a day to come, within three years."),
    "faults": _("Something is missing in the text or too long. Correct that first."),
}


def told(what: Problem | Mistake | Cannot) -> str:
    """Why something cannot be taken as it is."""
    match what:
        case Problem():
            return str(_FAULTS[what.fault]) % {"about": what.about}
        case Mistake():
            return str(_WRONGS[what.wrong]) % {"about": what.about}
    return str(_CANNOTS[what])


def objected(objection: Objection) -> tuple[str, str]:
    """The name of the field, and what is wrong with it."""
    what = objection.what
    name = what.field if isinstance(what, Problem) else ABOUT[what]
    return field(name), told(what)


def field(name: str) -> str:
    return str(FIELDS[name]) if name in FIELDS else ""


def refused(reason: Reason, name: str) -> str:
    """Why a file called `name` is not read."""
    if sheets.is_word(name) and reason in _REFUSED:
        return str(_REFUSED[reason])
    if sheets.is_markdown(name) and reason in _REFUSED_TEXT:
        return str(_REFUSED_TEXT[reason])
    return reasons.refusal(reason)
