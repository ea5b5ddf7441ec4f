"""One form, its effect, one change: how every page that changes something goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lianhu.accounts.requests import PersonRequest
from lianhu.kernel import idempotency
from lianhu.steward.confirming import ask_first, is_confirmed
from lianhu.steward.forms.base import EditForm
from lianhu.steward.services.seen import Changed, Impossible, mark
from lianhu.ui.parts import Fact

Said = dict[str, Any]

FORM = ["GET", "HEAD", "POST"]


def sent(request: PersonRequest) -> Any:
    """What a form is bound to: nothing until it is sent, be it empty."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page with one form. `yes` is what its button says, `done` where one goes afterwards."""

    title: str
    yes: str
    crumbs: Sequence[Crumb]
    done: str
    lead: str = ""
    facts: Sequence[Fact] = ()
    template: str = "steward/form.html"


def no_effect(said: Said) -> list[str]:
    """Nothing comes of it that the form does not say: it is done without asking once more."""
    return []


def run(
    request: PersonRequest,
    page: Page,
    form: forms.Form,
    *,
    save: Callable[[Said], str],
    effect: Callable[[Said], list[str]] = no_effect,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; or check it, tell its effect, save it. `save` returns what to say of it.

    `effect` is asked again in the transaction that saves, so what was confirmed is what happens.
    """
    if request.method != "POST":
        return _show(request, page, form, context, 200)
    if not form.is_valid():
        return _show(request, page, form, context, 422)
    try:
        with transaction.atomic():
            lines = effect(form.cleaned_data)
            confirmed = not lines or is_confirmed(request, lines)
            said = _once(request, form, save) if confirmed else ""
    except Changed as changed:
        assert isinstance(form, EditForm)
        form.say_changed(changed.facts)
        return _show(request, page, form, context, 409)
    except Impossible as impossible:
        for reason in impossible.reasons:
            form.add_error(None, str(reason))
        return _show(request, page, form, context, 422)
    if not confirmed:
        back = request.get_full_path()
        return ask_first(request, page.title, lines, back=back, yes=page.yes)
    if said:
        messages.success(request, said)
    return redirect(page.done)


def _once(request: PersonRequest, form: forms.Form, save: Callable[[Said], str]) -> str:
    key = form.cleaned_data.get("key")
    if not key:
        return save(form.cleaned_data)
    said: list[str] = []

    def act() -> str:
        said.append(save(form.cleaned_data))
        return "added"

    body = mark({name: str(value) for name, value in form.cleaned_data.items()})
    idempotency.once(f"user:{request.user.pk}", key, body, act, ref="added")
    return said[0] if said else ""


def _show(
    request: PersonRequest,
    page: Page,
    form: forms.Form,
    context: dict[str, Any] | None,
    status: int,
) -> HttpResponse:
    return render(
        request, page.template, {"page": page, "form": form} | (context or {}), status=status
    )
