"""Signing in by phone: the number, then the code that it was sent.

What the pages say is the same whether somebody has that number or nobody.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianhu.accounts.requests import Proof, is_card_only
from lianhu.kernel import clock, phones
from lianhu.signin import rates, rules
from lianhu.signin.entering import enter, first_page, onward
from lianhu.signin.forms import CodeForm, PhoneForm
from lianhu.signin.models import PhoneCode
from lianhu.signin.services import cards, codes
from lianhu.signin.views.locked import says_when_locked

_SENT: Final = "code_sent"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@says_when_locked
def phone(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated and not is_card_only(request):
        return redirect("home")
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["phone"]
        rates.of_code(request, number, clock.wall()).spend()
        await_code(
            request,
            _send(number),
            to=phones.shown(number),
            shared=form.cleaned_data["shared"],
            wanted=onward(request),
        )
        return redirect("sign_in_code")
    context = {"form": form, "next_url": onward(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "signin/phone.html", context, status=status)


def _send(number: str) -> PhoneCode:
    """A code to whoever has this number; where that is not one resident, the phone hears why."""
    found, now = cards.with_number(number), clock.now()
    if len(found) == 1 and found[0].user and not cards.wants_password(found[0].user, now):
        return codes.send(number, resident=found[0], now=clock.wall())
    row = codes.send(number, resident=None, now=clock.wall())
    if len(found) == 1:
        said = gettext("To sign in to Lianhu, please use your user name and password.")
        codes.explain(row, said)
    elif found:
        said = gettext(
            "Several people have this number in Lianhu. To sign in, please scan the card of whoever"
            " you are."
        )
        codes.explain(row, said)
    return row


def await_code(
    request: HttpRequest,
    row: PhoneCode,
    *,
    to: str = "",
    ending: str = "",
    shared: bool = False,
    wanted: str = "",
) -> None:
    """Remember, in this browser alone, which code is awaited. `to` or `ending`: what its page says
    of the number.
    """
    request.session[_SENT] = {
        "pk": row.pk,
        "to": to,
        "ending": ending,
        "shared": shared,
        "next": wanted,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    sent = request.session.get(_SENT)
    if sent is None:
        return redirect("sign_in_phone")
    form = CodeForm(request.POST or None)
    is_over = False
    if request.method == "POST" and form.is_valid():
        try:
            proved = codes.prove(sent["pk"], form.cleaned_data["code"], now=clock.wall())
            entered = cards.enter_by_code(proved, now=clock.now())
        except codes.Wrong as wrong:
            form.add_error("code", _not_right(wrong.left))
        except (codes.Over, cards.NotOpen, cards.Serves):
            form.add_error("code", gettext("This code opens nothing any more. Get a new one."))
            is_over = True
        else:
            enter(request, entered.user, Proof.CODE, shared=sent["shared"], vouched=entered.vouched)
            request.session.pop(_SENT, None)
            return redirect(first_page(sent["next"]))
    context: dict[str, Any] = {"form": form, "sent": sent, "is_over": is_over}
    context["minutes"] = int(rules.CODE_LIVES.total_seconds() // 60)
    status = 422 if request.method == "POST" else 200
    return render(request, "signin/code.html", context, status=status)


def _not_right(left: int) -> str:
    said = ngettext(
        "That is not the code. You can try %(count)d more time.",
        "That is not the code. You can try %(count)d more times.",
        left,
    )
    return said % {"count": left}
