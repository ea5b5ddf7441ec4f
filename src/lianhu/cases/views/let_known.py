"""What an officer without a smart phone says that an own household lets be known."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.home_forms import ByNumberForm, spoken_at_beats
from lianhu.grid.facts import services
from lianhu.grid.facts.forms import SPAN_CHOICES, SPANS
from lianhu.grid.facts.queries import usable
from lianhu.grid.facts.rules import SENSITIVE, Fact, Refused
from lianhu.grid.facts.words import FACTS, REFUSALS
from lianhu.grid.guests import contact_of
from lianhu.grid.models import Desk
from lianhu.inbox.speaking import Speaker, onward
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look, told_by


class SaidForm(ByNumberForm):
    use_required_attribute = False

    fact = forms.TypedChoiceField(
        label=_("What is known of it: that there is"), coerce=Fact, widget=forms.RadioSelect
    )
    span = forms.ChoiceField(
        label=_("How long"),
        choices=[*SPAN_CHOICES, ("back", _("not any more: it is taken back"))],
        widget=forms.RadioSelect,
        initial="year",
    )
    agreed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, roster: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        label = gettext("The household has agreed, also that %(desk)s writes it down")
        self.fields["agreed"].label = label % {"desk": roster.shown_name}
        fact: Any = self.fields["fact"]
        fact.choices = [(one.value, FACTS[one]) for one in usable() if one not in SENSITIVE]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def said(request: PersonRequest) -> HttpResponse:
    """Only entered for another: the page tells nothing of any household, and takes nothing that is
    sensitive, which the household and its officer enter themselves. Raises Http404.
    """
    speaker, beats = spoken_at_beats(request)
    assert speaker.roster is not None
    data = request.POST if request.method == "POST" else None
    form = SaidForm(data, beats=beats, roster=speaker.roster)
    if form.is_valid() and _noted(form, speaker):
        messages.success(request, _("Noted. The household sees that you entered it."))
        return onward(request, "fact_said")
    status = 422 if form.is_bound else 200
    return render(request, "cases/fact_said.html", {"form": form}, status=status)


def _noted(form: SaidForm, speaker: Speaker) -> bool:
    """False with the reason in the form."""
    assert form.found is not None
    assert speaker.entered_by is not None
    assert speaker.roster is not None
    (household, _my), given, now = form.found, form.cleaned_data, clock.now()
    span = SPANS.get(given["span"])
    try:
        with transaction.atomic():
            if span is None:
                services.take_back(household, given["fact"])
            else:
                services.let_know(
                    household,
                    given["fact"],
                    until=timezone.localtime(now).date() + span,
                    agreed=given["agreed"],
                    agreed_by=contact_of(household),
                    by=speaker.entered_by,
                    now=now,
                )
            record_look(
                speaker.entered_by,
                Look.Verb.FACT_BACK if span is None else Look.Verb.FACT_TOLD,
                desk=speaker.roster.pk,
                purpose=told_by(speaker.person),
                at=now,
                household=household.pk,
            )
    except Refused as refused:
        form.add_error("agreed", str(REFUSALS[refused.code]))
        return False
    return True
