"""Loading lists: send one, see what would come of it, say yes."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.loading import reasons, services, workbooks
from lianhu.grid.loading.models import STAGED, Action, Load, Staged
from lianhu.grid.loading.rules.columns import Kind, titles
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.steward.access import administrators_only
from lianhu.steward.forms.loading import KINDS, SendList
from lianhu.ui.parts import Link, Notice, Tone

LATEST = 20
SHOWN = 50  # wrong rows; the workbook has them all
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def loads(request: PersonRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, SendList(initial={"kind": request.GET.get("kind")}))
    form = SendList(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file: UploadedFile = form.cleaned_data["file"]
    load = services.receive(
        Kind(form.cleaned_data["kind"]),
        file.name or "",
        file,
        by=request.user,
        now=clock.now(),
    )
    return redirect("load", load.token)


def _page(request: PersonRequest, form: SendList, status: int = 200) -> HttpResponse:
    found = Load.objects.exclude(state=Load.State.DISCARDED).select_related("by")
    context = {
        "form": form,
        "kinds": KINDS,
        "loads": [
            {"load": load, "kind": dict(KINDS)[load.kind], "state": _state(load)}
            for load in found.order_by("-id")[:LATEST]
        ],
    }
    return render(request, "steward/loads.html", context, status=status)


@administrators_only
@require_safe
def template(request: PersonRequest, kind: str) -> HttpResponse:
    if kind not in list(Kind):
        raise Http404
    file = BytesIO()
    workbooks.write_template(Kind(kind), file)
    return _download(file, f"lianhu-{kind}.xlsx")


@administrators_only
@require_safe
@never_cache
def load(request: PersonRequest, token: str) -> HttpResponse:
    found = get_object_or_404(Load.objects.select_related("by"), token=token)
    mine = found.by_id == request.user.pk
    context: dict[str, Any] = {
        "load": found,
        "kind": dict(KINDS)[found.kind],
        "notice": _notice(found),
        "counts": _counts(found) if any(found.outcome) else [],
        "wrong": _wrong(found) if found.wrong else [],
        "is_mine": mine,
        "is_moving": found.state in (Load.State.WAITING, Load.State.CONFIRMED),
        "can_apply": found.can_be_applied,
        "can_discard": found.state == Load.State.CHECKED,
        "seen": services.outcome(found),
    }
    context["more"] = max(0, found.wrong - len(context["wrong"]))
    name = "steward/parts/load.html" if request.headers.get("HX-Request") else "steward/load.html"
    return render(request, name, context)


@administrators_only
@require_safe
@never_cache
def marked(request: PersonRequest, token: str) -> HttpResponse:
    """The list as it was sent, for nobody but who sent it: it is full of names."""
    found = get_object_or_404(
        Load, token=token, by=request.user, state=Load.State.CHECKED, wrong__gt=0
    )
    file = BytesIO()
    rows = workbooks.kept_rows(found)
    workbooks.write_marked(Kind(found.kind), found.header, rows, file)
    return _download(file, f"lianhu-{found.kind}-corrections.xlsx")


@require_POST
@administrators_only
def apply(request: PersonRequest, token: str) -> HttpResponse:
    found = get_object_or_404(Load, token=token)
    try:
        services.confirm(found, request.POST.get("seen", ""))
    except services.Overtaken:
        messages.warning(request, _("It is no longer as you saw it. Please look again."))
    return redirect("load", token)


@require_POST
@administrators_only
def discard(request: PersonRequest, token: str) -> HttpResponse:
    found = get_object_or_404(Load, token=token)
    try:
        services.discard(found)
    except services.Overtaken:
        messages.warning(request, _("It is no longer as you saw it. Please look again."))
        return redirect("load", token)
    messages.success(request, _("The list was discarded. Nothing has changed."))
    return redirect("loads")


def _download(file: BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(file.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _counts(load: Load) -> list[tuple[str, str]]:
    counts = [
        (_("New"), load.new),
        (_("Changed"), load.changed),
        (_("As they are"), load.same),
        (_("Wrong"), load.wrong),
    ]
    return [(label, f"{count:,}") for label, count in counts]


def _state(load: Load) -> str:
    match load.state:
        case Load.State.WAITING:
            return _("being checked")
        case Load.State.CONFIRMED | Load.State.DIRECT:
            return _("being loaded")
        case Load.State.APPLIED:
            return _("loaded")
        case Load.State.CHECKED if load.wrong:
            return ngettext("%(n)s row wrong", "%(n)s rows wrong", load.wrong) % {"n": load.wrong}
        case Load.State.CHECKED:
            return _("waits for your yes")
    return _("not readable")


def _notice(load: Load) -> Notice:
    match load.state:
        case Load.State.WAITING:
            return Notice(
                _("The list is being checked"),
                _("This page goes on by itself."),
                Tone.SOON,
                "refresh",
            )
        case Load.State.CONFIRMED | Load.State.DIRECT:
            return Notice(
                _("The list is being loaded"),
                _("Everybody can go on working meanwhile."),
                Tone.SOON,
                "refresh",
            )
        case Load.State.APPLIED:
            changes = Link(pgettext("navigation", "Changes"), reverse("changes"))
            return Notice(_("The list has been loaded"), tone=Tone.DONE, link=changes)
        case Load.State.DISCARDED:
            return Notice(_("The list was discarded"), _("Nothing has changed."))
        case Load.State.REFUSED:
            again = Link(_("Send another file"), reverse("loads"))
            return Notice(
                _("The file was not read"), reasons.refusal(load.refused), Tone.STOP, link=again
            )
    if load.wrong:
        return Notice(
            ngettext("%(n)s row is wrong", "%(n)s rows are wrong", load.wrong) % {"n": load.wrong},
            _(
                "Nothing can be loaded until all rows are right. "
                "Correct them, then send the file again."
            ),
            Tone.STOP,
        )
    if load.overtaken:
        return Notice(
            _("Meanwhile something has changed"),
            _("Nothing has been loaded. Please look at what would come of it now."),
            Tone.SOON,
        )
    if not load.can_be_applied:
        return Notice(
            _("Everything is like this already"), _("There is nothing to load."), Tone.DONE
        )
    return Notice(
        _("All rows are right"),
        _("Nothing has been changed yet. What is not in the list stays as it is."),
        Tone.DONE,
    )


def _where(row: int, at: int) -> str:
    return workbooks.cell(row, at) if at >= 0 else _("row %(n)s") % {"n": row}


def _wrong(load: Load) -> list[dict[str, object]]:
    """Where, and why; never what the cell says."""
    rows: list[Staged] = list(
        STAGED[load.kind]
        ._default_manager.filter(load=load, action=Action.WRONG)
        .order_by("row")[:SHOWN]
    )
    columns = titles(load.header, Kind(load.kind))
    return [
        {
            "row": row.row,
            "problems": [
                {
                    "cell": _where(row.row, int(at)),
                    "column": shown(*columns[int(at)]) if 0 <= int(at) < len(columns) else "",
                    "why": reasons.fault(str(fault), str(about)),
                }
                for at, fault, about in row.problems
            ],
        }
        for row in rows
    ]
