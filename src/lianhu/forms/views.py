"""A request before it is sent: what may not be asked, what is known, how long it takes."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lianhu.accounts.requests import PersonRequest
from lianhu.forms.checking import check as checked
from lianhu.forms.forms import FieldForm, RequestForm, field_forms, form_of, with_more_rows
from lianhu.forms.rules import HELD, PURPOSE, Check, Fault, Finding, Form
from lianhu.forms.telling import told
from lianhu.grid.models import Node
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk
from lianhu.grid.serving import served_desks
from lianhu.kernel import clock
from lianhu.ui.parts import Fact, Notice, Tone

# What is mended where a row has more to say.
FOLDED = frozenset(Fault) - {Fault.NO_PURPOSE}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest) -> HttpResponse:
    """Nothing is kept or sent: whoever is to answer may look at a request too."""
    desks = served_desks(request)
    if not desks:
        raise PermissionDenied
    place = _place(desks)
    data = request.POST if request.method == "POST" else None
    wants_more = data is not None and "more" in data
    fields = field_forms(with_more_rows(data) if wants_more else data)
    form = RequestForm(data)
    context: dict[str, Any] = {"form": form, "fields": fields}
    status = 200
    if wants_more:
        context["form"] = RequestForm(initial={name: form[name].value() for name in form.fields})
    elif data is not None:
        valid = all([form.is_valid(), fields.is_valid()])
        asked = form_of(form, fields) if valid else None
        if asked and (asked.fields or asked.targets):
            context |= _outcome(form, asked, place)
        else:
            status = 422
            context["empty"] = valid
    findings = context.get("findings", {})
    context["rows"] = [_row(row, findings.get(row.prefix, ()), place) for row in fields]
    return render(request, "forms/check.html", context, status=status)


def _row(row: FieldForm, findings: Sequence[Finding], place: Node) -> dict[str, Any]:
    is_open = row.says_more or any(finding.what in FOLDED for finding in findings)
    return {"form": row, "told": told(findings, place), "is_open": is_open}


def _outcome(form: RequestForm, asked: Form, place: Node) -> dict[str, Any]:
    found = checked(asked, clock.now())
    return {
        "findings": found.findings,
        "told_of_purpose": told(found.findings[PURPOSE]),
        "targets": [
            {"text": text, "told": told(found.findings[key])} for key, text in asked.targets
        ],
        "facts": _facts(form, found),
        "notice": _notice(found),
    }


def _place(desks: Sequence[MyDesk]) -> Node:
    """Of several desks the first that is more than a beat."""
    return min(desks, key=lambda my: is_beat(my.desk)).desk.node


def _notice(found: Check) -> Notice:
    if found.passes:
        return Notice(
            _("Nothing speaks against it."),
            _("People may be asked for all of it. It has not been sent."),
            Tone.DONE,
        )
    return Notice(
        _("Not as it stands."),
        _("What speaks against it stands beside each line. Nothing has been sent."),
        Tone.SOON,
    )


def _facts(form: RequestForm, found: Check) -> list[Fact]:
    findings = [finding for some in found.findings.values() for finding in some]
    refused = sum(any(one.refuses for one in some) for some in found.findings.values())
    known = sum(finding.what == HELD for finding in findings)
    said = form.cleaned_data["minutes"]
    facts = [
        Fact(_("May not be asked"), str(refused)),
        Fact(_("Known already"), str(known)),
        Fact(_("Each person"), _each(said, found.minutes)),
    ]
    if people := form.cleaned_data["people"]:
        hours = people * max(said, found.minutes) / 60
        facts.append(Fact(_("All together"), _hours(people, hours), strong=True))
    return facts


def _each(said: int, reckoned: int) -> str:
    if said >= reckoned:
        return ngettext("%(count)d minute", "%(count)d minutes", said) % {"count": said}
    words = ngettext(
        "%(said)d minute by your word, %(count)d by ours: that holds",
        "%(said)d minutes by your word, %(count)d by ours: that holds",
        said,
    )
    return words % {"said": said, "count": reckoned}


def _hours(people: int, hours: float) -> str:
    words = ngettext(
        "%(hours)s hours of %(count)s person's time",
        "%(hours)s hours of %(count)s people's time",
        people,
    )
    return words % {"hours": f"{hours:,.1f}".removesuffix(".0"), "count": f"{people:,}"}
