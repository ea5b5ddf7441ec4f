"""Departments with their sections, and any desk's name, number and hours."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Department, Desk
from lianhu.grid.rules import DeskKind
from lianhu.kernel import clock
from lianhu.kernel.phones import shown
from lianhu.steward.access import administrators_only
from lianhu.steward.effects import duties, open_at, reckoned_anew
from lianhu.steward.forms.departments import (
    DepartmentForm,
    DeskForm,
    NewDepartmentForm,
    NewSectionForm,
)
from lianhu.steward.forms.hours import RemoveForm
from lianhu.steward.services import departments as services
from lianhu.steward.views.editing import FORM, Crumb, Page, Said, run, sent
from lianhu.steward.views.start import home


def _crumbs(row: Department | None = None) -> list[Crumb]:
    found = [home(), Crumb(_("Departments and sections"), reverse("setup_departments"))]
    if row:
        found.append(Crumb(row.shown_name, reverse("setup_department", args=[row.code])))
    return found


def desk_row(desk: Desk) -> dict[str, Any]:
    """A desk in a list; give it with `hours` joined."""
    return {
        "desk": desk,
        "name": desk.shown_name,
        "phone": shown(desk.phone) if desk.phone else "",
        "hours": desk.hours.shown_name,
    }


@require_safe
@administrators_only
def department_list(request: PersonRequest) -> HttpResponse:
    """Two queries."""
    sections: dict[int | None, list[Desk]] = {}
    desks = Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None).order_by("id")
    for desk in desks:
        sections.setdefault(desk.department_id, []).append(desk)
    rows = [
        {"row": row, "sections": [desk.shown_name for desk in sections.get(row.pk, [])]}
        for row in Department.objects.order_by("id")
    ]
    page = Page(_("Departments and sections"), "", [home()], reverse("steward"))
    return render(request, "steward/departments.html", {"page": page, "rows": rows})


@require_safe
@administrators_only
def department(request: PersonRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Department, code=code)
    desks = row.desks.select_related("hours").order_by("id")
    context = {
        "page": Page(row.shown_name, "", _crumbs(), reverse("setup_departments")),
        "row": row,
        "rows": [desk_row(desk) for desk in desks if desk.closed_at is None],
        "closed": [desk for desk in desks if desk.closed_at is not None],
    }
    return render(request, "steward/department.html", context)


@administrators_only
@require_http_methods(FORM)
def department_add(request: PersonRequest) -> HttpResponse:
    def save(said: Said) -> str:
        services.add_department(said, by=request.user, now=clock.now())
        return _("Added, with a desk of its own. Next: who is on duty there.")

    page = Page(
        _("Add a department"),
        _("Add"),
        _crumbs(),
        reverse("setup_departments"),
        _("It gets a desk of its own. Sections are added on its page."),
    )
    return run(request, page, NewDepartmentForm(sent(request)), save=save)


@administrators_only
@require_http_methods(FORM)
def department_rename(request: PersonRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Department, code=code)

    def save(said: Said) -> str:
        values = {name: said[name] for name in ("name", "name_en")}
        services.rename_department(
            code, values, seen=said["seen"], by=request.user, now=clock.now()
        )
        return _("Saved.")

    page = Page(
        _("Rename %(name)s") % {"name": row.shown_name},
        _("Save"),
        _crumbs(row),
        reverse("setup_department", args=[code]),
    )
    form = DepartmentForm(sent(request), facts=services.department_facts(row))
    return run(request, page, form, save=save)


@administrators_only
@require_http_methods(FORM)
def section_add(request: PersonRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Department, code=code)

    def save(said: Said) -> str:
        values = {name: said[name] for name in ("name", "name_en", "phone", "hours")}
        services.add_section(row, values, by=request.user, now=clock.now())
        return _("Added. Next: who is on duty there.")

    page = Page(
        _("Add a section"),
        _("Add"),
        _crumbs(row),
        reverse("setup_department", args=[code]),
        _("A desk where work waits. Until somebody is on duty there, nothing can be sent to it."),
    )
    return run(request, page, NewSectionForm(sent(request)), save=save)


def where_desk_is(desk: Desk) -> str:
    """The page that a desk belongs to."""
    if desk.department:
        return reverse("setup_department", args=[desk.department.code])
    return reverse("setup_place", args=[desk.node.code])


@administrators_only
@require_http_methods(FORM)
def desk(request: PersonRequest, code: str) -> HttpResponse:
    found = Desk.objects.select_related("node", "department", "hours")
    row = get_object_or_404(found, code=code, closed_at=None)

    def effect(said: Said) -> list[str]:
        if said["hours"].pk == row.hours_id:
            return []
        count = reckoned_anew(Q(desk=row))
        return [
            _("It is open by “%(hours)s” from now on.") % {"hours": said["hours"].shown_name},
            ngettext(
                "The deadline of %(count)d open case there is reckoned anew.",
                "The deadlines of %(count)d open cases there are reckoned anew.",
                count,
            )
            % {"count": count},
        ]

    def save(said: Said) -> str:
        values = {name: said[name] for name in ("name", "name_en", "phone")}
        values["hours_id"] = said["hours"].pk
        services.change_desk(code, values, seen=said["seen"], by=request.user, now=clock.now())
        return _("Saved.")

    crumbs = _crumbs(row.department) if row.department else [home()]
    if not row.department:
        crumbs.append(Crumb(row.node.shown_name, where_desk_is(row)))
    page = Page(
        _("Change the desk %(name)s") % {"name": row.shown_name},
        _("Save"),
        crumbs,
        where_desk_is(row),
    )
    form = DeskForm(sent(request), facts=services.desk_facts(row))
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def section_close(request: PersonRequest, code: str) -> HttpResponse:
    found = Desk.objects.select_related("department")
    row = get_object_or_404(found, code=code, kind=DeskKind.DEPARTMENT, closed_at=None)
    if row.department is None:
        raise Http404
    here = Desk.objects.filter(pk=row.pk)

    def effect(said: Said) -> list[str]:
        still = open_at(here)
        if still:
            raise services.still_open(still)
        return closing(row.shown_name, duties(here, clock.now()).count())

    def save(said: Said) -> str:
        services.close_section(code, seen=said["seen"], by=request.user, now=clock.now())
        return _("Closed.")

    page = Page(
        _("Close %(name)s") % {"name": row.shown_name},
        _("Close it"),
        _crumbs(row.department),
        reverse("setup_department", args=[row.department.code]),
        _("What it has answered stays as it is. It can close when nothing is open there."),
    )
    form = RemoveForm(sent(request), facts=services.desk_facts(row))
    return run(request, page, form, save=save, effect=effect)


def closing(name: str, posts: int) -> list[str]:
    return [
        _("Nothing is sent to %(name)s any more.") % {"name": name},
        ngettext("%(count)d post there ends.", "%(count)d posts there end.", posts)
        % {"count": posts},
    ]
