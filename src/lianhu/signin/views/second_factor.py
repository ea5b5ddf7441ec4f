"""Setting up the app that shows a code, and doing without it again."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.kernel import clock
from lianhu.signin import rates, rules
from lianhu.signin.access import by_password_only
from lianhu.signin.forms import ConfirmForm, OwnPasswordForm
from lianhu.signin.models import SecondFactor
from lianhu.signin.services import second_factor
from lianhu.signin.views.account import is_own_password
from lianhu.signin.views.locked import says_when_locked

# What apps call it; they show it beside the user name.
ISSUER = "Lianhu"


@login_required
@never_cache
@require_safe
def page(request: PersonRequest) -> HttpResponse:
    _expect_password(request)
    return _page(request)


@login_required
@never_cache
@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    _expect_password(request)
    try:
        second_factor.begin(request.user)
    except second_factor.AlreadyOn:
        messages.info(request, gettext("It is on already."))
    return redirect("second_factor")


@login_required
@never_cache
@require_POST
@says_when_locked
def confirm(request: PersonRequest) -> HttpResponseBase:
    """The codes for an emergency stand on this answer and nowhere else."""
    _expect_password(request)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        tries = rates.of_second_factor(request.user.pk, clock.wall())
        tries.spend()
        try:
            codes = second_factor.confirm(request.user, form.cleaned_data["code"], now=clock.wall())
        except second_factor.Wrong:
            form.add_error("code", gettext("That is not the code. Wait for the next one."))
        else:
            tries.give_back()
            return render(request, "signin/recovery.html", {"codes": codes, "is_new": True})
    return _page(request, confirm=form, status=422)


@sensitive_post_parameters()
@login_required
@never_cache
@require_POST
@says_when_locked
def change(request: PersonRequest) -> HttpResponseBase:
    """With the password: new recovery codes, or no second factor any more."""
    _expect_password(request)
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        if is_own_password(request, form.cleaned_data["password"]):
            return _changed(request)
        form.add_error("password", gettext("This is not your password."))
    return _page(request, change=form, status=422)


def _changed(request: PersonRequest) -> HttpResponse:
    if request.POST.get("what") == "codes":
        codes = second_factor.renew_codes(request.user)
        if codes:
            return render(request, "signin/recovery.html", {"codes": codes})
    else:
        second_factor.remove(request.user)
        messages.success(request, gettext("From now on the password alone signs you in."))
    return redirect("second_factor")


def _expect_password(request: PersonRequest) -> None:
    if not by_password_only(request):
        raise Http404


def _page(
    request: PersonRequest,
    *,
    confirm: ConfirmForm | None = None,
    change: OwnPasswordForm | None = None,
    status: int = 200,
) -> HttpResponse:
    factor = SecondFactor.objects.filter(user=request.user).first()
    context: dict[str, Any] = {"reset": second_factor.last_reset(request.user)}
    if factor is not None and factor.confirmed_at is None:
        context |= {
            "key": rules.in_fours(factor.key),
            "address": _address(request.user.username, factor.key),
            "confirm": confirm or ConfirmForm(),
        }
    elif factor is not None:
        context |= {
            "is_on": True,
            "codes_left": factor.recovery_codes.count(),
            "change": change or OwnPasswordForm(),
        }
    return render(request, "signin/second_factor.html", context, status=status)


def _address(username: str, key: str) -> str:
    """What the square code says to an app."""
    label = quote(f"{ISSUER}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': ISSUER})}"
