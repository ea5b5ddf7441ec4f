"""The front door: where each person starts, signing in and out, and whether we are alive."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.db import connection
from django.forms import BooleanField, TextInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts import carrying
from lianhu.accounts.requests import PersonRequest, declare_shared
from lianhu.cases.access import Viewer, resident_of
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel import clock
from lianhu.web.health import not_ready
from lianhu.web.metrics import CONTENT_TYPE, exposition


class SignInForm(AuthenticationForm):
    """Django's, which names the field by the column of the table."""

    username = UsernameField(label=_("User name"), widget=TextInput({"autofocus": True}))
    shared = BooleanField(
        label=_("Others use this phone or computer too"),
        help_text=_("Then nothing is saved before you send it, and no page stays behind here."),
        required=False,
    )
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("User name or password is not right. Mind capital letters.")
    }


class SignIn(LoginView):
    authentication_form = SignInForm
    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        carrying.take_up(self.request)
        if form.cleaned_data["shared"]:
            declare_shared(self.request)
        return response


@login_required
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Send everybody to where their day begins."""
    viewer = Viewer(request.user, clock.now())
    if any(my.desk.kind == DeskKind.NODE and my.role is Role.CLERK for my in viewer.serves):
        return redirect("desk")
    if any(my.role in (Role.OFFICER, Role.BACKUP) for my in viewer.serves):
        return redirect("inbox")
    if any(my.desk.kind == DeskKind.DEPARTMENT for my in viewer.serves):
        return redirect("consultations")
    if viewer.supervision:
        return redirect("overdue")
    if resident_of(request.user):
        return redirect("my_cases")
    if request.user.is_administrator:
        return redirect("steward")
    return redirect("ask")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while people can be sent here, else 503 and what is missing: database, worker."""
    missing = not_ready(clock.wall())
    status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
    return HttpResponse(" ".join(missing) or "ready", content_type="text/plain", status=status)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For a Prometheus server that sends LIANHU_METRICS_TOKEN; for everybody else there is none."""
    wanted = f"Bearer {settings.METRICS_TOKEN}" if settings.METRICS_TOKEN else ""
    given = request.headers.get("Authorization", "")
    if not (wanted and constant_time_compare(given, wanted)):
        raise Http404
    return HttpResponse(exposition(clock.wall()), content_type=CONTENT_TYPE)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
