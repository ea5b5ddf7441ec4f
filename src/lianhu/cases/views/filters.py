"""What of a desk's list somebody wants to see, and what each keeps of that under a name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import filters
from lianhu.cases.access import Viewer, viewer_of
from lianhu.cases.desk_forms import FilterForm
from lianhu.cases.filters import MOST_SAVED, Filter
from lianhu.cases.models import SavedFilter
from lianhu.cases.views.workbench import Place
from lianhu.grid.models import Node
from lianhu.grid.queries import below
from lianhu.ui.refusal import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PersonRequest) -> HttpResponse:
    """Choose, see the list; with a name the choice is kept, under one name once."""
    viewer = viewer_of(request)
    place = Place(request, viewer)
    if not place.desks:
        raise Refused(staff=viewer.is_staff)
    places = _places(viewer)
    if request.method != "POST":
        return _page(request, viewer, place, FilterForm(initial=place.filter.params, places=places))
    form = FilterForm(request.POST, places=places)
    if form.is_valid() and "keep" in request.POST:
        name = form.cleaned_data["name"]
        if _keep(request.user, name, form.filter):
            messages.success(request, _("Kept: %(name)s.") % {"name": name})
        else:
            text = _("%(most)d filters are kept already. Remove one first.")
            form.add_error("name", text % {"most": MOST_SAVED})
    if not form.is_valid():
        return _page(request, viewer, place, form, status=422)
    return redirect(reverse("desk") + place.query(after="", **form.filter.params))


def _places(viewer: Viewer) -> list[Node]:
    """One level below the places served: where a list says that a case comes from."""
    nodes = {desk.node_id: desk.node for desk in viewer.desks.values()}
    return [place for node in nodes.values() for place in below(node)]


@transaction.atomic
def _keep(person: User, name: str, chosen: Filter) -> bool:
    """Under a name that is there already, instead. False if there are enough."""
    # Locked, so that no two requests at once make one too many.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = SavedFilter.objects.filter(person=person)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_SAVED:
        return False
    mine.update_or_create(person=person, name=name, defaults={"params": chosen.params})
    return True


def _page(
    request: PersonRequest, viewer: Viewer, place: Place, form: FilterForm, *, status: int = 200
) -> HttpResponse:
    _chosen, saved = filters.narrowed(Filter(), filters.saved_by(viewer.person), viewer)
    context = {
        "form": form,
        "back_url": reverse("desk") + place.query(after=""),
        "here": reverse("desk_filters") + place.query(after=""),
        "saved": [
            {
                "name": kept.name,
                "label": kept.narrowing.label,
                "url": reverse("desk") + place.query(tab="", after="", **kept.filter.params),
                "remove_url": reverse("desk_filter_remove", args=[kept.key]),
            }
            for kept in saved
        ],
    }
    return render(request, "cases/desk_filters.html", context, status=status)


@login_required
@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    found = SavedFilter.objects.filter(person=request.user, pk=pk).first()
    if found is None:
        raise Http404
    found.delete()
    messages.success(request, _("Removed: %(name)s.") % {"name": found.name})
    return redirect("desk_filters")
