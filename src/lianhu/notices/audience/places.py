"""Where a text goes: the places, posts and households that its audience means."""

from lianhu.grid.models import Desk, Node
from lianhu.inbox.broadcasts.sending import Place
from lianhu.inbox.rules.broadcasts import Aim, Who
from lianhu.notices.audience import listing
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import Audience


def places_of(audience: Audience) -> tuple[Place, ...]:
    """But for a list, of which only the text knows who is on it: see `places`."""
    found = []
    for node in audience.nodes:
        for who in audience.who:
            if who is Who.HOUSEHOLD:
                found += [Place(node, who, fact=fact) for fact in audience.facts or (None,)]
            else:
                found.append(Place(node, who, audience.depth))
    return tuple(found)


def places(version: Version) -> tuple[Place, ...]:
    """Two queries for a list, none otherwise.

    A household on it is reached wherever it lives below the place that sends; the desk of a place
    is that place's level, there.
    """
    meant = version.meant_for
    if meant.listed is None:
        return places_of(meant)
    listed = listing.kept(version)
    [within] = meant.nodes
    homes = [Place(within, Who.HOUSEHOLD, household=key) for key in listed.households]
    desks = Desk.objects.filter(pk__in=listed.desks, closed_at=None).select_related("node__level")
    return (
        *homes,
        *(
            Place(
                desk.node_id,
                Who.OFFICER if desk.node.level.is_beat else Who.CLERK,
                desk.node.depth,
            )
            for desk in desks.order_by("pk")
        ),
    )


def aims(version: Version) -> list[Aim]:
    """As `places`, for whatever goes through those whom they reach. One query more."""
    found = places(version)
    keys = {place.node for place in found}
    paths = dict(Node.objects.filter(pk__in=keys).values_list("pk", "path"))
    return [
        Aim(paths[place.node], place.who, place.depth, place.fact, place.household)
        for place in found
        if place.node in paths
    ]
