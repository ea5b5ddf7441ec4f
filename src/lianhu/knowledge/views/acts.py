"""What is done with an item: checked, published, withdrawn, taken back. One address each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.kernel import clock
from lianhu.knowledge import access, services
from lianhu.knowledge.forms import AssignForm, MoveForm, PublishForm, ReviewForm, SeenForm, WhyForm
from lianhu.knowledge.models import Item
from lianhu.knowledge.rules.permits import Act
from lianhu.knowledge.rules.publishing import Refused, Stage
from lianhu.knowledge.services import Changed
from lianhu.knowledge.views.items import show
from lianhu.knowledge.words import REFUSALS

Said = dict[str, Any]


def _run(
    request: PersonRequest,
    code: str,
    act: Act,
    name: str,
    form_class: type[forms.Form],
    do: Callable[[Item, Said], str],
) -> HttpResponse:
    """Check the form, do it, say so; or show the item again, with what was typed and why not."""
    row = access.item_for(request, code, act)
    form = form_class(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return show(request, row, bad=(name, form), status=422)
    try:
        done = do(row, form.cleaned_data)
    except Changed:
        said = _("Somebody wrote a newer text meanwhile. Please look at it first.")
        return show(request, access.item_for(request, code), said=said, status=409)
    except Refused as refused:
        return show(request, row, said=str(REFUSALS[refused.code]), status=409)
    messages.success(request, done)
    return redirect("book_edit_item", code)


@require_POST
@access.writers_only
def review(request: PersonRequest, code: str) -> HttpResponse:
    """The draft is right."""

    def do(row: Item, said: Said) -> str:
        services.review(row.pk, **said, by=request.user, now=clock.now())
        return _("Checked. The city office can publish it now.")

    return _run(request, code, Act.REVIEW, "review", ReviewForm, do)


@require_POST
@access.writers_only
def confirm(request: PersonRequest, code: str) -> HttpResponse:
    """What is published is still right."""

    def do(row: Item, said: Said) -> str:
        services.review(row.pk, **said, by=request.user, now=clock.now(), about=Stage.PUBLISHED)
        return _("Checked. Residents read that your department stands for it.")

    return _run(request, code, Act.REVIEW, "confirm", ReviewForm, do)


@require_POST
@access.writers_only
def publish(request: PersonRequest, code: str) -> HttpResponse:
    def do(row: Item, said: Said) -> str:
        services.publish(row.pk, **said, by=request.user, now=clock.now())
        return _("It is published at that time.") if said["at"] else _("Published.")

    return _run(request, code, Act.PUBLISH, "publish", PublishForm, do)


@require_POST
@access.writers_only
def give_up(request: PersonRequest, code: str) -> HttpResponse:
    def do(row: Item, said: Said) -> str:
        services.give_up(row.pk, seen=said["seen"], now=clock.now())
        return _("The draft was set aside. What is published stays.")

    return _run(request, code, Act.DRAFT, "give_up", SeenForm, do)


@require_POST
@access.writers_only
def withdraw(request: PersonRequest, code: str) -> HttpResponse:
    def do(row: Item, said: Said) -> str:
        services.withdraw(row.pk, by=request.user, why=said["why"], now=clock.now())
        return _("Withdrawn. Nobody finds it any more.")

    return _run(request, code, Act.WITHDRAW, "withdraw", WhyForm, do)


@require_POST
@access.writers_only
def restore(request: PersonRequest, code: str) -> HttpResponse:
    def do(row: Item, said: Said) -> str:
        services.restore(row.pk, by=request.user, reason=said["why"], now=clock.now())
        return _("In use again, as a draft that waits for its check.")

    return _run(request, code, Act.WITHDRAW, "restore", WhyForm, do)


@require_POST
@access.writers_only
def assign(request: PersonRequest, code: str) -> HttpResponse:
    def do(row: Item, said: Said) -> str:
        services.assign(row.pk, said["owner"], now=clock.now())
        return _("Saved.")

    return _run(request, code, Act.ASSIGN, "assign", AssignForm, do)


@require_POST
@access.writers_only
def move(request: PersonRequest, code: str) -> HttpResponse:
    def do(row: Item, said: Said) -> str:
        services.move(row.pk, said["topic"])
        return _("Saved.")

    return _run(request, code, Act.ASSIGN, "move", MoveForm, do)
