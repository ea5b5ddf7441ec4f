"""The door: user name and password, then the second factor of who has one; and out again."""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.models import User
from lianhu.kernel import clock
from lianhu.signin import rates, rules, sessions
from lianhu.signin.entering import enter, first_page, onward
from lianhu.signin.forms import SecondForm, SignInForm
from lianhu.signin.services import second_factor
from lianhu.signin.views.locked import says_when_locked

_HALF_WAY: Final = "half_way"


@method_decorator(says_when_locked, "dispatch")
class SignIn(LoginView):
    authentication_form = SignInForm
    template_name = "signin/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return super().get_context_data(**given) | {"next_url": onward(self.request)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, password = (request.POST.get(field, "") for field in ("username", "password"))
        if not (name and password):
            return super().post(request, *args, **kwargs)
        tries = rates.of_password(request, name, clock.wall())
        tries.spend()
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        tries.give_back()
        return self.form_valid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user, shared = form.get_user(), form.cleaned_data["shared"]
        assert isinstance(user, User)
        if second_factor.confirmed(user):
            until = clock.wall() + rules.HALF_WAY_LIVES
            self.request.session[_HALF_WAY] = {
                "user": user.pk,
                "hash": user.get_session_auth_hash(),
                "until": until.isoformat(),
                "shared": shared,
                "next": onward(self.request),
            }
            return redirect("sign_in_second")
        enter(self.request, user, shared=shared)
        return redirect(first_page(onward(self.request)))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@says_when_locked
def second(request: HttpRequest) -> HttpResponseBase:
    """The code after the password. Nobody is signed in before."""
    user = _half_way(request)
    if user is None:
        return redirect("home" if request.user.is_authenticated else "sign_in")
    form = SecondForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tries = rates.of_second_factor(user.pk, clock.wall())
        tries.spend()
        if second_factor.prove(user, form.cleaned_data["code"], now=clock.wall()):
            tries.give_back()
            known = request.session.pop(_HALF_WAY)
            enter(request, user, shared=known["shared"])
            return redirect(first_page(known["next"]))
        said = gettext("That is not the code, or it has been used. Wait for the next one.")
        form.add_error("code", said)
    status = 422 if request.method == "POST" else 200
    return render(request, "signin/second.html", {"form": form}, status=status)


def _half_way(request: HttpRequest) -> User | None:
    """Whose password was right just now, in this browser."""
    known = request.session.get(_HALF_WAY)
    if known is None or clock.wall() >= datetime.fromisoformat(known["until"]):
        return None
    user = User.objects.filter(pk=known["user"], is_active=True).first()
    # The password may have been changed, and the second factor reset, in between.
    if user is None or not constant_time_compare(known["hash"], user.get_session_auth_hash()):
        return None
    return user if second_factor.confirmed(user) else None


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.end_this(request)
    return redirect("sign_in")
