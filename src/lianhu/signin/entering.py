"""Beginning a session, whatever proved whose it is."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from lianhu.accounts import carrying
from lianhu.accounts.models import User
from lianhu.accounts.requests import Proof, declare_proof, declare_shared
from lianhu.signin import sessions

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def enter(
    request: HttpRequest,
    user: User,
    proof: Proof = Proof.PASSWORD,
    *,
    shared: bool = False,
    vouched: datetime | None = None,
) -> None:
    """Sign `user` in, in a session that knows nothing of the one before."""
    if request.user.is_authenticated:
        sessions.end_this(request)
    login(request, user, backend=BACKEND)
    declare_proof(request, proof, vouched=vouched)
    if proof is Proof.CARD:
        # The phone is not at hand: this is somebody else's device, as a rule.
        declare_shared(request)
        sessions.limit_to_card(request)
        return
    carrying.take_up(request)
    if shared:
        declare_shared(request)


def onward(request: HttpRequest) -> str:
    """The address that was wanted before signing in; empty if there is none of ours."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def first_page(wanted: str) -> str:
    return wanted or resolve_url(settings.LOGIN_REDIRECT_URL)
