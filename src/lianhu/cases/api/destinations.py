"""Where a case can be sent, and places by their names."""

from http import HTTPStatus
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel

from lianhu.cases.access import case_for
from lianhu.cases.api.desks import Named, named
from lianhu.cases.api.doing import viewer_of
from lianhu.cases.api.fields import Number
from lianhu.grid.models import Desk
from lianhu.grid.queries import ladder_and_departments, nearby, parents, places_called
from lianhu.kernel.api.fields import Clean, Sent
from lianhu.kernel.api.problems import Problem
from lianhu.signin.api import READERS, ApiRequest

router = Router(auth=READERS, tags=["cases"])


class SectionOut(Named):
    department: Named


class PlaceOut(Named):
    """`within`: the place above, which tells those of the same name apart."""

    within: Named | None


class DestinationsOut(BaseModel):
    """`above`: the way up, lowest first. `places`: desks around it, for a transfer."""

    above: list[Named]
    departments: list[SectionOut]
    places: list[PlaceOut]


class PlacesOut(BaseModel):
    rows: list[PlaceOut]


class PlacesIn(Sent):
    name: Annotated[str, Clean(40)]


@router.get("/cases/{number}/destinations", response=DestinationsOut)
def destinations(request: ApiRequest, number: Number) -> DestinationsOut:
    """Where this case can go from here, and which departments can be asked."""
    access = case_for(viewer_of(request.auth), number)
    if not access.may_act:
        raise Problem(HTTPStatus.FORBIDDEN, "read_only")
    ladder, departments = ladder_and_departments(access.case.beat)
    here = access.desk
    up = [desk.pk for desk in ladder]
    above = ladder[up.index(here.pk) + 1 :] if here.pk in up else ladder
    around = [desk for desk in nearby([*ladder, here]) if desk.pk != here.pk]
    return DestinationsOut(
        above=[named(desk) for desk in above],
        departments=[_section(desk) for desk in departments if desk.pk != here.pk],
        places=_places(around),
    )


@router.get("/places", response=PlacesOut)
def places(request: ApiRequest, asked: Query[PlacesIn]) -> PlacesOut:
    """Desks of places with this in their names, for a transfer; 20 at most, the largest first."""
    return PlacesOut(rows=_places(places_called(asked.name)))


def _section(desk: Desk) -> SectionOut:
    assert desk.department is not None
    own = desk.department
    return SectionOut(
        code=desk.code,
        name=desk.shown_name,
        department=Named(code=own.code, name=own.shown_name),
    )


def _places(desks: list[Desk]) -> list[PlaceOut]:
    lie_in = parents(desks)
    return [
        PlaceOut(
            code=desk.code,
            name=desk.shown_name,
            within=Named(code=lie_in[desk.pk].code, name=lie_in[desk.pk].shown_name)
            if desk.pk in lie_in
            else None,
        )
        for desk in desks
    ]
