"""How notices are said: for whom, what is asked, why it was refused."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from lianhu.grid.models import Desk, Level, Node
from lianhu.grid.naming import known_as
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.notices.audience.words import list_of, with_facts
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import Audience, Code, Stage

ASKS: Mapping[Asks, Promise] = {
    Asks.KNOW: gettext_lazy("To know"),
    Asks.ACKNOWLEDGE: gettext_lazy("To acknowledge"),
    Asks.ACT: gettext_lazy("To act by a time"),
}
ASKS_NOTES: Mapping[Asks, Promise] = {
    Asks.KNOW: gettext_lazy("interrupts nobody, comes with the digest"),
    Asks.ACKNOWLEDGE: gettext_lazy("everybody says once that they have read it"),
    Asks.ACT: gettext_lazy("everybody says once that it is done"),
}
WHO: Mapping[Who, Promise] = {
    Who.OFFICER: gettext_lazy("contact officers"),
    Who.CLERK: gettext_lazy("clerks"),
    Who.DEPARTMENT: gettext_lazy("departments"),
    Who.SUPERVISOR: gettext_lazy("supervisors"),
    Who.HOUSEHOLD: pgettext_lazy("notice", "households"),
}
STAGES: Mapping[Stage, Promise] = {
    Stage.DRAFT: pgettext_lazy("notice", "draft"),
    Stage.WAITING: pgettext_lazy("notice", "waits for a second person"),
    Stage.PLANNED: pgettext_lazy("notice", "goes out at its time"),
    Stage.SENT: pgettext_lazy("notice", "sent"),
}
# From a page that had been sent before.
ANOTHER = gettext_lazy("You have saved one already. If this is another one, save it once more.")
ANOTHER_SENT = gettext_lazy("You have sent one already. If this is another one, send it.")
REFUSALS: Mapping[Code, Promise] = {
    Code.NO_DUE: gettext_lazy("Please say by when it is to be done."),
    Code.PAST: gettext_lazy("That time has passed. Please name a later one."),
    Code.ONLY_KNOW: gettext_lazy("An emergency is at least to be acknowledged."),
    Code.NOBODY: gettext_lazy("Nobody serves or lives there: it would reach nobody."),
    Code.OWN: gettext_lazy("Somebody else has to look at what you have written."),
    Code.OTHER_STAGE: gettext_lazy("Somebody has done something with it meanwhile. Here it is."),
    Code.OTHER_TEXT: gettext_lazy("Somebody has changed it meanwhile. What you wrote is here."),
    Code.WITHDRAWN: gettext_lazy("It has been withdrawn."),
    Code.NOT_SAME: gettext_lazy("Numbers, dates or places differ: these are two notices."),
    Code.FORM: gettext_lazy("It cannot be sent as it stands: please see what speaks against it."),
    Code.UNREAD_FILE: gettext_lazy(
        "A file that goes along is still being looked through. Please try again in a minute."
    ),
    Code.BROKEN_FILE: gettext_lazy(
        "A file that goes along cannot be read. Please take it out, or put another one in."
    ),
    Code.SEND_PAST: gettext_lazy("That time has passed. Please choose a later one."),
    Code.SEND_FAR: gettext_lazy(
        "That is more than half a year away. Please choose an earlier time."
    ),
    Code.SEND_LATE: gettext_lazy("It would go out after what it asks is due."),
    Code.SEND_URGENT: gettext_lazy("An emergency goes out at once, not at a time."),
    Code.SEND_REST: gettext_lazy("That is a day off. Please choose a working day."),
    Code.UNTIL: gettext_lazy("Please say until when, within a year."),
    Code.UNREVIEWED: gettext_lazy(
        "Nobody has said that it is still needed, so it goes out no more. Send it once more by "
        "hand, or leave it."
    ),
    Code.SAME_NAME: gettext_lazy("Your desk has a template of that name already."),
    Code.FULL: gettext_lazy("Your desk has 40 templates: please withdraw one that nobody uses."),
    Code.SENDER_LEFT: gettext_lazy("Whoever planned it does not write at this desk any more."),
    Code.CLOSED: gettext_lazy("A place or desk that it names is closed."),
    Code.MORE_NOW: gettext_lazy("It reaches more people now: somebody else has to look at it."),
    Code.DELAYED: gettext_lazy("The platform stood still at its time, and for hours after."),
    Code.LIST_GONE: gettext_lazy(
        "Not all who were on its list are known any more: please change it and give the list anew."
    ),
    Code.SENT_ON: gettext_lazy(
        "What was sent on is not corrected: withdraw it, then send it on once more."
    ),
    Code.TOO_MANY: gettext_lazy(
        "These are too many for one person to decide: write a notice, which somebody else looks at."
    ),
}


def listed(names: Sequence[str]) -> str:
    return pgettext("between names", ", ").join(names)


def sentence(audience: Audience, nodes: Sequence[Node], level: Level | None) -> str:
    """For whom, in one sentence: "all contact officers in Liuxi Town"."""
    who = listed([str(WHO[who]) for who in audience.who])
    where = listed([node.shown_name for node in nodes])
    if audience.listed is not None:
        return list_of(*audience.listed, where)
    if audience.chosen is not None:
        said = ngettext(
            "%(count)d household chosen in %(where)s",
            "%(count)d households chosen in %(where)s",
            audience.chosen,
        )
        return said % {"count": audience.chosen, "where": where}
    if audience.facts:
        return _of_facts(audience, nodes, level)
    if level is None or audience.who == (Who.HOUSEHOLD,):
        return _("All %(who)s in %(where)s") % {"who": who, "where": where}
    facts = {"who": who, "where": where, "level": level.shown_name}
    return _("All %(who)s in %(where)s, of the level “%(level)s” alone") % facts


def _of_facts(audience: Audience, nodes: Sequence[Node], level: Level | None) -> str:
    where = listed([node.shown_name for node in nodes])
    facts = {"where": where, "fact": with_facts(audience.facts)}
    said = _("The households in %(where)s that let it be known that there is %(fact)s") % facts
    others = tuple(who for who in audience.who if who is not Who.HOUSEHOLD)
    if not others:
        return said
    rest = sentence(Audience(others, audience.nodes, audience.depth), nodes, level)
    return pgettext("between sentences", "%(first)s; %(second)s") % {"first": rest, "second": said}


def sender(desk: Desk) -> str:
    """What those whom it reaches call the desk that sends: of a department no section."""
    return known_as(desk) if desk.department is None else desk.department.shown_name


def sent_by(version: Version) -> str:
    """The sender of a text; of what is sent on the officer, by name. Needs `by` joined."""
    if not version.reason:
        return sender(version.notice.desk)
    facts = {"officer": sender(version.notice.desk), "name": version.by.shown_name}
    return _("%(officer)s, %(name)s") % facts
