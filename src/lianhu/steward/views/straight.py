"""A place's word on questions that surely belong to a section: said by those who serve there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.routing.straight import consent_at
from lianhu.grid.models import Node
from lianhu.kernel import clock
from lianhu.steward.access import straight_for
from lianhu.steward.forms.straight import StraightForm
from lianhu.steward.services import straight as services
from lianhu.steward.views.editing import FORM, Page, Said, run, sent
from lianhu.steward.views.places import crumbs_to
from lianhu.ui.parts import Fact


@login_required
@require_http_methods(FORM)
def straight(request: PersonRequest, code: str) -> HttpResponse:
    node = straight_for(request, code)
    facts = services.facts_of(node)

    def effect(said: Said) -> list[str]:
        if said["may"] != services.YES or facts == _wanted(said):
            return []
        below = Node.objects.within(node).filter(level__is_beat=False, closed_at=None).count() - 1
        return [
            _("The desk sends it there by one tap; nothing goes by itself."),
            ngettext(
                "It holds for %(count)d place below as well, if that says nothing else.",
                "It holds for %(count)d places below as well, unless they say something else.",
                below,
            )
            % {"count": below},
            _("What is kept in confidence, or is about somebody, never goes straight."),
        ]

    def save(said: Said) -> str:
        wanted = _wanted(said)
        services.set_consent(code, wanted, seen=said["seen"], by=request.user, now=clock.now())
        return _("Saved.")

    # Only administrators see the pages that their crumbs lead to.
    is_administrator = request.user.is_administrator
    done = reverse("setup_place", args=[code]) if is_administrator else request.path
    page = Page(
        _("Straight to a section: %(place)s") % {"place": node.shown_name},
        _("Save"),
        crumbs_to(node, itself=True) if is_administrator else [],
        done,
        _("From closed questions and the book a desk is told where a new one most likely belongs."),
        [Fact(_("What holds now"), _holding(node))],
    )
    return run(request, page, StraightForm(sent(request), facts=facts), save=save, effect=effect)


def _holding(node: Node) -> str:
    """The place's own word, or that of the nearest place above."""
    consent = consent_at(node)
    if not consent.agreed:
        return _("Nothing goes straight from here.")
    return _("Straight from %(least)s%% on.") % {"least": consent.least}


def _wanted(said: Said) -> Said:
    return {name: said[name] for name in ("may", "least")}
