"""Desks as clients name them: by their codes."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.kernel.api.problems import wrong

NO_SUCH_DESK = _("There is no such desk.")


class Named(BaseModel):
    """Something with a code, and its name in the language asked for."""

    code: str
    name: str


def named(desk: Desk) -> Named:
    return Named(code=desk.code, name=desk.shown_name)


def _departments() -> QuerySet[Desk]:
    return Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None)


def department(code: str, field: str) -> Desk:
    """A section that can be asked. Raises Problem."""
    return _found(_departments(), code, field)


def departments(codes: Sequence[str], field: str) -> list[Desk]:
    """In the order given. Raises Problem."""
    found = {desk.code: desk for desk in _departments().filter(code__in=codes)}
    if not found.keys() >= set(codes):
        raise wrong(field, "no_such_desk", NO_SUCH_DESK)
    return [found[code] for code in dict.fromkeys(codes)]


def desk(code: str, field: str) -> Desk:
    """Where a case can be. Raises Problem."""
    open_desks = Desk.objects.exclude(kind=DeskKind.SUPERVISION).filter(
        closed_at=None, node__closed_at=None
    )
    return _found(open_desks, code, field)


def _found(desks: QuerySet[Desk], code: str, field: str) -> Desk:
    found = desks.filter(code=code).first()
    if found is None:
        raise wrong(field, "no_such_desk", NO_SUCH_DESK)
    return found
