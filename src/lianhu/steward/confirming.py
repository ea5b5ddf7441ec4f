"""Asking once more, with what would come of it, before anything is changed.

A confirmation names the effect that its page showed. When that is another one by now, somebody
having moved a household meanwhile, the page is shown again with the new effect.
"""

from collections.abc import Sequence
from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import render

from lianhu.accounts.requests import PersonRequest

_OURS = frozenset({"csrfmiddlewaretoken", "confirmed"})


def is_confirmed(request: PersonRequest, effect: Sequence[str]) -> bool:
    """Whether the person has seen this very effect and said yes to it."""
    return request.POST.get("confirmed") == _mark(effect)


def ask_first(
    request: PersonRequest,
    title: str,
    effect: Sequence[str],
    *,
    back: str,
    yes: str,
    template: str = "steward/confirm.html",
) -> HttpResponse:
    """A page that says what would come of it, one sentence each, and sends the same form again.

    `back` is the address of the page that the form stands on, `yes` what the button says. Forms
    with files cannot be confirmed like this.
    """
    context = {
        "title": title,
        "effect": effect,
        "confirmed": _mark(effect),
        "sent": [(k, v) for k, vs in request.POST.lists() if k not in _OURS for v in vs],
        "action": request.get_full_path(),
        "back": back,
        "yes": yes,
    }
    return render(request, template, context)


def _mark(effect: Sequence[str]) -> str:
    return sha256("\n".join(effect).encode()).hexdigest()[:32]
