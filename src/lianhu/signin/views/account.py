"""One's own account: where one is signed in, and the password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.grid.serving import served_desks
from lianhu.kernel import clock
from lianhu.signin import rates, sessions
from lianhu.signin.access import by_password_only, not_by_card
from lianhu.signin.forms import ChangePasswordForm
from lianhu.signin.models import SignIn
from lianhu.signin.rules import Device
from lianhu.signin.services import second_factor
from lianhu.signin.views.locked import says_when_locked


@login_required
@never_cache
@require_safe
def account(request: PersonRequest) -> HttpResponse:
    """In a session by card alone, only how to get a whole one."""
    own = is_card_only(request)
    found = [] if own else sessions.of(request.user)
    key = request.session.session_key
    rows = [_row(row, is_this=row.session_key == key) for row in found]
    # This one first; it is what the others are compared with.
    rows.sort(key=lambda row: not row["is_this"])
    by_password = by_password_only(request)
    context: dict[str, Any] = {
        "card_only": own,
        "rows": rows,
        "others": any(not row["is_this"] for row in rows),
        "by_password": by_password,
        "serves": bool(served_desks(request)),
        "has_posts": by_password and any(not my.stands_in for my in served_desks(request)),
        "has_second": by_password and second_factor.confirmed(request.user) is not None,
    }
    return render(request, "signin/account.html", context)


def _row(row: SignIn, *, is_this: bool) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "device": device_words(row),
        "is_phone": row.device not in (Device.COMPUTER, Device.UNKNOWN),
        "began_at": row.began_at,
        "seen_at": row.seen_at,
        "card_only": row.card_only,
        "is_this": is_this,
    }


def device_words(row: SignIn) -> str:
    named = {
        Device.ANDROID: gettext("an Android phone"),
        Device.HARMONY: gettext("a HarmonyOS phone"),
        Device.IPHONE: gettext("an iPhone"),
        Device.TABLET: gettext("a tablet"),
        Device.COMPUTER: gettext("a computer"),
        Device.UNKNOWN: gettext("a phone or computer"),
    }[Device(row.device)]
    if row.in_wechat:
        return pgettext("device", "WeChat on %(device)s") % {"device": named}
    return named[:1].upper() + named[1:]


@login_required
@require_POST
@not_by_card
def end(request: PersonRequest, pk: int) -> HttpResponse:
    own = SignIn.objects.filter(user=request.user, pk=pk).first()
    if own is None:
        raise Http404
    if own.session_key == request.session.session_key:
        sessions.end_this(request)
        return redirect("sign_in")
    sessions.end_one(request.user, pk)
    messages.success(request, gettext("Signed out there."))
    return redirect("account")


@login_required
@require_POST
@not_by_card
def end_others(request: PersonRequest) -> HttpResponse:
    _say_ended(request, sessions.end_others(request))
    return redirect("account")


def _say_ended(request: PersonRequest, count: int) -> None:
    said = ngettext(
        "Signed out in %(count)d other place.", "Signed out in %(count)d others.", count
    )
    messages.success(request, said % {"count": count})


@sensitive_post_parameters()
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@says_when_locked
def password(request: PersonRequest) -> HttpResponseBase:
    """A new password ends all other sessions: one of them may be why it is changed."""
    if not by_password_only(request):
        raise Http404
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _change(request, form):
        messages.success(
            request, gettext("Your password is changed. You are signed out elsewhere.")
        )
        return redirect("account")
    status = 422 if request.method == "POST" else 200
    return render(request, "signin/password.html", {"form": form}, status=status)


def _change(request: PersonRequest, form: ChangePasswordForm) -> bool:
    """Whether it was done; else the form says why not."""
    user, new = request.user, form.cleaned_data["new"]
    if new != form.cleaned_data["again"]:
        form.add_error("again", gettext("This is not the same as above."))
        return False
    if not is_own_password(request, form.cleaned_data["old"]):
        form.add_error("old", gettext("This is not your password."))
        return False
    try:
        validate_password(new, user)
    except ValidationError as error:
        for one in error.error_list:
            form.add_error("new", _too_weak(one.code or ""))
        return False
    user.set_password(new)
    user.save(update_fields=["password"])
    before = request.session.session_key
    update_session_auth_hash(request, user)
    sessions.renamed(request, before)
    sessions.end_others(request)
    return True


def _too_weak(code: str) -> str:
    """Django's own texts have no Chinese."""
    if code == "password_too_short":
        return gettext("This is too short: 8 characters at least.")
    return gettext("This is too common: others would guess it.")


def is_own_password(request: PersonRequest, typed: str) -> bool:
    """Counted as at the door: whoever finds a screen left open may not try for ever."""
    tries = rates.of_password(request, request.user.username, clock.wall())
    tries.spend()
    is_right = request.user.check_password(typed)
    if is_right:
        tries.give_back()
    return is_right
