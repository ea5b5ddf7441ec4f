"""Straight to the section that a question surely belongs to, where the place has agreed."""

from lianhu.cases.models import Case
from lianhu.cases.routing.beside import Destination, Likely
from lianhu.cases.routing.models import StraightConsent
from lianhu.cases.routing.rules.consent import Consent, Kept, holding, may_go
from lianhu.grid.models import Desk, Node
from lianhu.grid.queries import paths_up
from lianhu.grid.rules import DeskKind


def consent_at(node: Node) -> Consent:
    """What holds there, be it its own word or that of a place above. One query."""
    rows = StraightConsent.objects.filter(node__path__in=paths_up(node.path))
    said = [(row.node.path, row.consent) for row in rows.select_related("node")]
    return holding(said, node.path)


def straight_to(case: Case, here: Desk, found: Destination | None) -> Likely | None:
    """The department's desk to which `here`, a place's that holds the case, may send it past the
    desks between. One query at most, and none where there is no such desk.
    """
    likely = found.desk if found else None
    # The words are what the asker reads of why it went there.
    if likely is None or not likely.words or here.kind != DeskKind.NODE:
        return None
    kept = Kept(confidential=case.confidential, about=case.about_id is not None)
    return likely if may_go(likely.percent, consent_at(here.node), kept) else None
