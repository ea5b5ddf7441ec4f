"""Households that move to another beat, and places that close."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.models import Case
from lianhu.kernel import clock
from lianhu.steward import browsing
from lianhu.steward.access import administrators_only
from lianhu.steward.effects import duties, following, moving
from lianhu.steward.forms.places import CloseForm, HouseholdsForm
from lianhu.steward.services import moving as services
from lianhu.steward.services.places import facts_of
from lianhu.steward.views.editing import FORM, Page, Said, run, sent
from lianhu.steward.views.places import cases_words, crumbs_to, households_words, open_place


def _moves(households: int, cases: int, to: str) -> str:
    return _("Moves %(households)s, %(cases)s to %(place)s.") % {
        "households": households_words(households),
        "cases": cases_words(cases),
        "place": to,
    }


@administrators_only
@require_http_methods(FORM)
def households(request: PersonRequest, code: str) -> HttpResponse:
    beat = open_place(code)
    if not beat.level.is_beat:
        raise Http404

    def effect(said: Said) -> list[str]:
        wanted = services.living_at(beat).filter(code__in=said["households"])
        found = moving(wanted, beat)
        return [
            _moves(found.households, found.cases, said["to"].shown_name),
            _("Whoever is on duty there reads their register from now on, and nobody here."),
            ngettext(
                "%(count)d open case is at this beat now: it is finished here.",
                "%(count)d open cases are at this beat now: they are finished here.",
                found.staying,
            )
            % {"count": found.staying},
        ]

    def save(said: Said) -> str:
        moved = services.move_households(
            code,
            said["to"].code,
            said["households"],
            seen=said["seen"],
            by=request.user,
            now=clock.now(),
        )
        words = ngettext(
            "%(count)d household moved.", "%(count)d households moved.", moved.households
        )
        return words % {"count": moved.households}

    page = Page(
        _("Move households of %(name)s") % {"name": beat.shown_name},
        _("Move them"),
        crumbs_to(beat, itself=True),
        reverse("setup_place", args=[code]),
        _("By their codes. From today on they belong to the other beat."),
        template="steward/households_form.html",
    )
    form = HouseholdsForm(
        sent(request),
        facts=facts_of(beat),
        among=services.beats_but(beat),
        living=services.living_at(beat),
    )
    near = {"near": browsing.near(services.beats_but(beat), beat)}
    return run(request, page, form, save=save, effect=effect, context=near)


@administrators_only
@require_http_methods(FORM)
def place_close(request: PersonRequest, code: str) -> HttpResponse:
    node = open_place(code)

    def effect(said: Said) -> list[str]:
        to = said["successor"]
        reasons = services.hindered(node, to)
        if reasons is not None:
            raise reasons
        posts = duties(services.desks_of(node), clock.now()).count()
        lines = []
        if to is not None:
            living = services.living_at(node).count()
            cases = following(Case.objects.all(), node).count()
            lines.append(_moves(living, cases, to.shown_name))
        return [
            *lines,
            _("Nothing is sent to %(name)s any more.") % {"name": node.shown_name},
            ngettext("%(count)d post there ends.", "%(count)d posts there end.", posts)
            % {"count": posts},
            _("A place that is closed stays closed."),
        ]

    def save(said: Said) -> str:
        to = said["successor"]
        services.close_place(
            code, to.code if to else None, seen=said["seen"], by=request.user, now=clock.now()
        )
        return _("Closed.")

    page = Page(
        _("Close %(name)s") % {"name": node.shown_name},
        _("Close it"),
        crumbs_to(node, itself=True),
        reverse("setup_place", args=[code]),
        _("A place can close when nothing is open at its desk and no open place lies below it."),
    )
    form = CloseForm(sent(request), facts=facts_of(node), among=services.beats_but(node))
    near = {"near": browsing.near(services.beats_but(node), node)}
    return run(request, page, form, save=save, effect=effect, context=near)
