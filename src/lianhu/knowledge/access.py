"""Who may change the book: editors serve at the city office or are administrators; whoever serves
at the desk that answers for an item writes and checks it. `rules.permits` says what that allows.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import DeskKind, Role
from lianhu.grid.serving import served_desks
from lianhu.knowledge.models import Item
from lianhu.knowledge.rules.permits import Act, Relation, allowed

View = Callable[..., HttpResponseBase]


def is_editor(user: User, serves: Iterable[MyDesk]) -> bool:
    return user.is_administrator or any(
        my.role is Role.CLERK and my.desk.kind == DeskKind.NODE and my.desk.node.depth == 1
        for my in serves
    )


def owning_desks(serves: Iterable[MyDesk]) -> list[int]:
    """Desks of departments whose items a person writes and checks."""
    return [
        my.desk.pk for my in serves if my.role is Role.CLERK and my.desk.kind == DeskKind.DEPARTMENT
    ]


def _edits(request: PersonRequest) -> bool:
    return is_editor(request.user, served_desks(request))


def may_open(user: User, serves: Sequence[MyDesk]) -> bool:
    return is_editor(user, serves) or bool(owning_desks(serves))


def writers_only(view: View) -> View:
    """Pages of items: for whoever writes any."""

    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_open(request.user, served_desks(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def editors_only(view: View) -> View:
    """Pages of the book as a whole."""

    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _edits(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def may(request: PersonRequest, item: Item | None = None) -> frozenset[Act]:
    """What the person may do with an item; without one, with the book as a whole."""
    relations = {Relation.EDITOR} if _edits(request) else set()
    if item is not None and item.owner_id in owning_desks(served_desks(request)):
        relations.add(Relation.OWNER)
    return allowed(relations)


def visible(request: PersonRequest) -> QuerySet[Item]:
    """Items whose drafts and versions the person may read."""
    rows = Item.objects.all()
    if _edits(request):
        return rows
    return rows.filter(owner__in=owning_desks(served_desks(request)))


def item_for(request: PersonRequest, code: str, act: Act = Act.READ) -> Item:
    """404 for what the person may not read, 403 for what they may not do."""
    rows = Item.objects.select_related(
        "topic", "owner__department", "live", "checked_by", "withdrawn_by"
    )
    item = rows.filter(code=code).first()
    if item is None or Act.READ not in may(request, item):
        raise Http404
    if act not in may(request, item):
        raise PermissionDenied
    return item
