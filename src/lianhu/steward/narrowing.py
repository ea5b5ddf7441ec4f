"""Choosing a part of the grid step by step: `?in=` names a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Node
from lianhu.grid.queries import below
from lianhu.kernel import text
from lianhu.steward.access import View


class NoPlaces(Exception):
    """The city has no place yet."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """`here`: the place that was named, if one was. `steps`: the places right below it, or those
    right below the top.
    """

    top: Node
    here: Node | None
    steps: Sequence[Node]

    @property
    def place(self) -> Node:
        return self.here or self.top

    @property
    def query(self) -> str:
        """What an address says of it."""
        return f"in={self.here.code}&" if self.here else ""


def chosen(request: HttpRequest) -> Chosen:
    """Three queries at most. Raises NoPlaces, or Http404 for a place that there is not."""
    top = Node.objects.filter(depth=1).order_by("path").first()
    if top is None:
        raise NoPlaces
    code = text.clean(request.GET.get("in", ""), limit=40)
    here = Node.objects.filter(code=code, closed_at=None).first() if code else None
    if code and here is None:
        raise Http404
    return Chosen(top, here, below(here or top))


def places_first(view: View) -> View:
    """Who would choose from the places of a city that has none is sent to where they are made."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NoPlaces:
            messages.info(request, _("First the places: people serve at them."))
            return redirect("setup_places")

    return guarded
