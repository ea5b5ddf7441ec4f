"""What is told of a finding: what is wrong, what to ask instead, and which rule says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianhu.forms import registry
from lianhu.forms.rules import HELD, RULES, Fault, Finding, Rule, Source, Thing
from lianhu.grid.models import Node
from lianhu.ui.parts import Tone

SOURCES = {
    Source.FINGERTIPS: _("Opinions on preventing formalism at the fingertips (2023)"),
    Source.RELIEF: _("Provisions on curbing formalism to relieve the grassroots (2024)"),
    Source.APPS: _("Measures for managing government mobile applications (State Council, 2026)"),
    Source.PERSONAL_DATA: _("Personal Information Protection Law"),
}
PROMISES = {
    1: _("no check-ins, points, rankings or time online"),
    2: _("no rates of people who installed, logged in or read"),
    3: _("no targets on activity"),
    4: _("pictures and tracks only for a reason, approved, for a time"),
    5: _("ask once"),
    6: _("no forced instant reply"),
    7: _("one matter, one group"),
    10: _("the least personal data, for a purpose"),
}
_DONE = _("Ask what was solved by when, and whether it helped.")

_TITLES: dict[str, Promise] = {
    Thing.LOG_INS: _("Log-ins are not counted."),
    Thing.INSTALLS: _("Nobody has to install anything, and it is not counted who did."),
    Thing.READS: _("It is not counted who read something, or how often."),
    Thing.LIKES: _("Likes, comments and votes are not counted."),
    Thing.FORWARDS: _("Forwards are not counted."),
    Thing.TIME_ONLINE: _("Time online is not counted."),
    Thing.PHOTO_COUNTS: _("Pictures are no proof of work, and are not counted."),
    Thing.MEETINGS: _("Meetings and courses held are not counted."),
    Thing.CHECK_INS: _("Nobody checks in."),
    Thing.POINTS: _("There are no points."),
    Thing.RANKINGS: _("Nobody is ranked."),
    Thing.TRACKS: _("Nobody is tracked."),
    Thing.INSTANT: _("Nobody has to reply at once."),
    Thing.GROUPS: _("Groups are not made or joined for show."),
    HELD: _("This is known already."),
    Fault.NO_PURPOSE: _("This is about somebody: please say what it is for."),
    Fault.NO_CONSENT: _("This is sensitive: each person has to be asked separately."),
    Fault.NO_REASON: _("A picture needs a reason."),
    Fault.NO_APPROVER: _("Somebody has to approve that pictures are asked for."),
    Fault.NO_END: _("A picture needs a day until which it is asked for."),
    Fault.ENDED: _("That day is over."),
    Fault.ENDS_LATE: _("That day is too far away: a year at most."),
}
_BETTER: dict[str, Promise] = {
    Thing.LOG_INS: _DONE,
    Thing.INSTALLS: _("Ask how many households got what they were entitled to, in whichever way."),
    Thing.READS: _("Ask who acted on it: the benefit applied for, the house made safe."),
    Thing.LIKES: _("Ask the people concerned whether it helped; they may leave it unanswered."),
    Thing.FORWARDS: _("Say whom it is for: the notice reaches them by itself."),
    Thing.TIME_ONLINE: _DONE,
    Thing.PHOTO_COUNTS: _(
        "Ask for the outcome, or let whoever received it sign. If one picture really is needed,"
        " choose a picture as the answer and say why, who approved it and until when."
    ),
    Thing.MEETINGS: _("Ask what was decided, and whether it was done by the day agreed."),
    Thing.CHECK_INS: _("Duty rosters say who is on duty; ask what was done there."),
    Thing.POINTS: _DONE,
    Thing.RANKINGS: _("Ask where help is needed: what is late there, and why."),
    Thing.TRACKS: _("Ask what was found, and at which place."),
    Thing.INSTANT: _(
        "Give a day and an hour within duty time; an emergency is a call to who is on duty."
    ),
    Thing.GROUPS: _("Use the group that there is, or a notice to those concerned."),
    Fault.NO_CONSENT: _("Better: leave it out, and ask in the single case that needs it."),
    Fault.NO_REASON: _("Often a word is enough: fixed, or what is missing."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong by one promise: in sentences, with what to ask instead."""

    lines: tuple[tuple[str, str], ...]
    # Which promise, and what it is drawn from.
    rule: str
    tone: Tone
    icon: str


def told(findings: Iterable[Finding], node: Node | None = None) -> list[Told]:
    """`node`: whose figures are given where the platform knows them."""
    return [
        _told(rule, list(those), node)
        for rule, those in groupby(findings, lambda finding: RULES[finding.what])
    ]


def _told(rule: Rule, findings: Sequence[Finding], node: Node | None) -> Told:
    is_held = findings[0].what == HELD
    return Told(
        lines=tuple(
            (
                str(_TITLES[finding.what]),
                _known(finding, node) if is_held else str(_BETTER.get(finding.what, "")),
            )
            for finding in findings
        ),
        rule=gettext("Rule %(number)d: %(promise)s. After: %(sources)s")
        % {
            "number": rule.number,
            "promise": PROMISES[rule.number],
            "sources": gettext("; ").join(str(SOURCES[source]) for source in rule.sources),
        },
        tone=Tone.ASK if is_held else Tone.SOON,
        icon="checks" if is_held else "hand-stop" if findings[0].refuses else "pencil",
    )


def _known(finding: Finding, node: Node | None) -> str:
    one = registry.holding(finding.holding)
    told = gettext("It stands in %(keeper)s: nobody has to write it.") % {"keeper": one.keeper}
    count = one.figure(node) if one.figure is not None and node is not None else 0
    if not count or node is None:
        return told
    now = gettext("%(place)s at the moment: %(count)s.")
    return f"{told} " + now % {"place": node.shown_name, "count": f"{count:,}"}
