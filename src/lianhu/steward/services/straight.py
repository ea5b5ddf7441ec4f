"""What places say of questions that surely belong to a section."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.cases.routing.models import StraightConsent
from lianhu.cases.routing.rules.consent import USUAL
from lianhu.grid.models import Node
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Facts, difference, ensure_seen

ABOVE, YES, NO = "above", "yes", "no"


def facts_of(node: Node) -> Facts:
    """`may`: yes, no, or what the place above says. One query."""
    row = StraightConsent.objects.filter(node=node).first()
    if row is None:
        return {"may": ABOVE, "least": USUAL}
    return {"may": YES if row.agreed else NO, "least": row.least}


@transaction.atomic
def set_consent(code: str, values: dict[str, Any], *, seen: str, by: User, now: datetime) -> None:
    """Holds for what is at the place's desk from now on. Raises Changed."""
    # The row may be to come: the place is there for two to wait at.
    node: Node = Node.objects.select_for_update(no_key=True, of=("self",)).get(code=code)
    before = facts_of(node)
    ensure_seen(seen, before)
    if values["may"] == ABOVE:
        StraightConsent.objects.filter(node=node).delete()
    else:
        said = {"agreed": values["may"] == YES, "least": values["least"]}
        StraightConsent.objects.update_or_create(node=node, defaults=said)
    old, new = difference(before, facts_of(node))
    if old != new:
        note_change(by, "place.straight", node.name, before=old, after=new, now=now)
