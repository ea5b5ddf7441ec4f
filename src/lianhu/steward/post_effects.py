"""What comes of a change of people, in sentences: read before it is made."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from lianhu.accounts.models import User
from lianhu.cases.access import not_about
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.grid.models import Desk, Duty, Stay

# More names than this do not help.
NAMED = 8


def work_of(desk: Desk, reader: User) -> str:
    """What waits at a desk, as `reader` may know it. Four queries."""
    homes = Stay.objects.open().filter(beat=desk.node).count()
    cases = Stage.objects.filter(not_about(reader, "case__"), desk=desk, closed_at=None).count()
    consulted = Consultation.objects.filter(
        not_about(reader, "case__"), asked_by=desk, closed_at=None
    ).count()
    calls = Case.objects.filter(not_about(reader), follow_up_by=desk).count()
    told = [
        npgettext("waits", "%(count)d household", "%(count)d households", homes),
        npgettext("waits", "%(count)d open case", "%(count)d open cases", cases),
        npgettext("waits", "%(count)d consultation", "%(count)d consultations", consulted),
        npgettext("waits", "%(count)d follow-up", "%(count)d follow-ups", calls),
    ]
    counts = (homes, cases, consulted, calls)
    pairs = zip(told, counts, strict=True)
    return _(", ").join(text % {"count": count} for text, count in pairs)


def go_with_the_post(desk: Desk, reader: User) -> str:
    return _("%(work)s go with the post.") % {"work": work_of(desk, reader)}


def names(desks: Iterable[Desk]) -> str:
    """Some desks by name, and how many more."""
    found = list(desks)
    said = _(", ").join(desk.shown_name for desk in found[:NAMED])
    more = len(found) - NAMED
    if more <= 0:
        return said
    text = ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more)
    return text % {"names": said, "count": more}


def at_desks(duties: Sequence[Duty]) -> str:
    """ "12 duties at 4 desks"."""
    desks = len({duty.desk_id for duty in duties})
    return _("%(duties)s at %(desks)s") % {
        "duties": ngettext("%(count)d duty", "%(count)d duties", len(duties))
        % {"count": len(duties)},
        "desks": ngettext("%(count)d desk", "%(count)d desks", desks) % {"count": desks},
    }


def left_unmanned(desks: Sequence[Desk]) -> list[str]:
    if not desks:
        return []
    return [_("Nobody is left at: %(desks)s.") % {"desks": names(desks)}]
