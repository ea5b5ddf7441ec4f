"""Tokens for programs that work in one's own name, at one of one's own desks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.queries import MyDesk
from lianhu.grid.serving import served_desks
from lianhu.kernel import clock
from lianhu.signin.access import by_password_only
from lianhu.signin.forms import TokenForm
from lianhu.signin.rules import Scope, TokenState
from lianhu.signin.services import tokens


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PersonRequest) -> HttpResponse:
    """A new one stands on the answer to the form and nowhere else; sent twice, there are two."""
    own = _own(request)
    form = TokenForm(request.POST or None, desks=[my.desk for my in own])
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = _make(form, own)
        if secret:
            form = TokenForm(desks=[my.desk for my in own])
    now = clock.now()
    rows = [{"token": one, "state": one.state(now).value} for one in tokens.of(request.user)]
    context: dict[str, Any] = {
        "form": form,
        "secret": secret,
        "rows": [row | {"is_open": row["state"] == TokenState.OPEN} for row in rows],
    }
    status = 422 if request.method == "POST" and not secret else 200
    return render(request, "signin/tokens.html", context, status=status)


def _own(request: PersonRequest) -> Sequence[MyDesk]:
    """The posts that one holds oneself. Raises Http404 for who has none."""
    own = [my for my in served_desks(request) if not my.stands_in]
    if not own or not by_password_only(request):
        raise Http404
    return own


def _make(form: TokenForm, own: Sequence[MyDesk]) -> str:
    """The token as it is sent, or nothing, with the reason in the form."""
    facts, now = form.cleaned_data, clock.now()
    my = next(my for my in own if my.desk.code == facts["desk"])
    lives = timedelta(days=int(facts["days"]))
    scope = Scope(facts["scope"])
    try:
        _token, secret = tokens.make(my, scope, facts["label"], expires_at=now + lives, now=now)
    except tokens.NotTheirs:
        said = gettext("Only officers of a beat and clerks of a place ask for others.")
        form.add_error("scope", said)
        return ""
    return secret


@login_required
@require_POST
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    _own(request)
    found = next((token for token in tokens.of(request.user) if token.pk == pk), None)
    if found is None:
        raise Http404
    tokens.revoke(found, now=clock.now())
    messages.success(request, gettext("The token opens nothing any more."))
    return redirect("tokens")
