"""Levels, and what is promised by class."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.models import CLASS_NAMES, PromiseTime
from lianhu.cases.rules import PROMISES, CaseClass
from lianhu.cases.store import promises
from lianhu.grid.models import Level
from lianhu.grid.rules import DeskKind
from lianhu.kernel import clock
from lianhu.steward.access import administrators_only
from lianhu.steward.effects import waiting
from lianhu.steward.forms.levels import LevelForm, PromiseForm
from lianhu.steward.services import levels as services
from lianhu.steward.views.editing import FORM, Crumb, Page, Said, run, sent
from lianhu.steward.views.start import home


@require_safe
@administrators_only
def levels(request: PersonRequest) -> HttpResponse:
    rows = Level.objects.annotate(places=Count("nodes", filter=Q(nodes__closed_at=None)))
    page = Page(
        _("Levels and their minutes"),
        "",
        [home()],
        reverse("steward"),
        _("From the top down. The lowest level has the households."),
    )
    return render(request, "steward/levels.html", {"page": page, "rows": rows})


@administrators_only
@require_http_methods(FORM)
def level(request: PersonRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Level, code=code)

    def effect(said: Said) -> list[str]:
        if said["minutes"] == row.minutes:
            return []
        here = waiting(Q(desk__kind=DeskKind.NODE, desk__node__level=row))
        return [
            _(
                "From now on a question stays %(minutes)s min at a desk of this level, not"
                " %(before)s min."
            )
            % {"minutes": said["minutes"], "before": row.minutes},
            ngettext(
                "%(count)d open case that is there now keeps the time it was given.",
                "%(count)d open cases that are there now keep the time they were given.",
                here,
            )
            % {"count": here},
        ]

    def save(said: Said) -> str:
        values = {name: said[name] for name in ("name", "name_en", "minutes")}
        services.change_level(code, values, seen=said["seen"], by=request.user, now=clock.now())
        return _("Saved.")

    page = Page(
        _("Change the level %(name)s") % {"name": row.shown_name},
        _("Save"),
        [home(), Crumb(_("Levels and their minutes"), reverse("setup_levels"))],
        reverse("setup_levels"),
    )
    form = LevelForm(sent(request), facts=services.level_facts(row))
    return run(request, page, form, save=save, effect=effect)


# What the promise of a class is, as the words for residents have it.
MEANS = {
    CaseClass.QUESTION: gettext_lazy(
        "Answered within the hour, whoever has it. Asking a department stops the desk's clock."
    ),
    CaseClass.MATTER: gettext_lazy(
        "Within the hour a named person and a date; done within the working days."
    ),
    CaseClass.REPAIR: gettext_lazy(
        "Accepted within the hour; then the utility's own limit, else the working days."
    ),
    CaseClass.COMPLAINT: gettext_lazy(
        "Accepted within a working day, answered within the days; one extension, with a reason."
    ),
}


@require_safe
@administrators_only
def promise_list(request: PersonRequest) -> HttpResponse:
    own = set(PromiseTime.objects.values_list("case_class", flat=True))
    rows = [
        {
            "code": case_class.value,
            "name": capfirst(CLASS_NAMES[case_class]),
            "within": _within(promise.minutes, promise.days),
            "promise": promise,
            "means": MEANS[case_class],
            "own": case_class in own,
        }
        for case_class, promise in promises().items()
    ]
    page = Page(
        _("Classes and promises"),
        "",
        [home()],
        reverse("steward"),
        _("By when an answer is promised. Minutes and days are opening time."),
    )
    return render(request, "steward/promises.html", {"page": page, "rows": rows})


def _within(minutes: int, days: int) -> str:
    if days:
        return ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}
    return _("%(minutes)s min") % {"minutes": minutes}


@administrators_only
@require_http_methods(FORM)
def promise(request: PersonRequest, case_class: str) -> HttpResponse:
    try:
        which = CaseClass(case_class)
    except ValueError:
        raise Http404 from None
    facts = services.promise_facts(which)

    def wanted(said: Said) -> dict[str, Any] | None:
        return None if said["standard"] else {name: said[name] for name in services.OF_PROMISE}

    def effect(said: Said) -> list[str]:
        standard = {name: getattr(PROMISES[which], name) for name in services.OF_PROMISE}
        new = wanted(said) or standard
        if new == facts:
            return []
        open_now = waiting(Q(case__case_class=which))
        return [
            _("What is asked from now on is promised within %(within)s.")
            % {"within": _within(new["minutes"], new["days"])},
            _("A department that is asked from now on has %(minutes)s min.")
            % {"minutes": new["department_minutes"]},
            ngettext(
                "%(count)d open case of this class keeps what it was promised.",
                "%(count)d open cases of this class keep what they were promised.",
                open_now,
            )
            % {"count": open_now},
        ]

    def save(said: Said) -> str:
        services.change_promise(
            which, wanted(said), seen=said["seen"], by=request.user, now=clock.now()
        )
        return _("Saved.")

    title = pgettext("setting up", "Promise: %(class)s")
    page = Page(
        title % {"class": CLASS_NAMES[which]},
        _("Save"),
        [home(), Crumb(_("Classes and promises"), reverse("setup_promises"))],
        reverse("setup_promises"),
        str(MEANS[which]),
    )
    form = PromiseForm(sent(request), facts=facts)
    return run(request, page, form, save=save, effect=effect)
