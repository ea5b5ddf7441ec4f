"""What a page shows of a list, and of households that let a fact be known."""

from typing import Any

from lianhu.grid.models import Node
from lianhu.inbox.broadcasts.foreseeing import Foreseen
from lianhu.notices.audience import listing
from lianhu.notices.audience.fields import AudienceFields
from lianhu.notices.models import Version

SAMPLE = 10


def shown_audience(form: AudienceFields) -> dict[str, Any]:
    """For the page on which a notice is written."""
    has_facts = "facts" in form.fields and form.fields["facts"].choices  # type: ignore[attr-defined]
    lists = [form[name] for name in ("codes", "table") if name in form.fields]
    return {
        "facts": form["facts"] if has_facts else None,
        "lists": lists,
        "is_list": any(field.errors or field.value() for field in lists),
        "told_rows": form.told_rows,
    }


def shown_list(version: Version, cost: Foreseen) -> dict[str, Any]:
    """A sample for whoever decides whether it is right, without a name or an address: codes that
    the sender gave, or places in which enough households are meant to say so.
    """
    meant = version.meant_for
    places = Node.objects.filter(pk__in=cost.places[:SAMPLE]).order_by("path")
    return {
        "codes": listing.codes(version, SAMPLE) if meant.listed is not None else [],
        "places": [node.shown_name for node in places] if cost.places else [],
        "is_of_facts": bool(meant.facts),
    }
