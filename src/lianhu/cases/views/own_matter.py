"""What an asker does with a matter besides adding a word and judging the answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.cases import rules
from lianhu.cases.access import asked_case
from lianhu.cases.forms import CaseForm, WithdrawForm, WordsForm
from lianhu.cases.models import Case, Event
from lianhu.cases.titles import said, title_of
from lianhu.cases.views.acting import perform
from lianhu.cases.views.attached import take_in
from lianhu.cases.views.resident import shown_after


@login_required
@require_POST
def reply(request: PersonRequest, number: str) -> HttpResponse:
    """To what a desk has asked."""
    case = asked_case(request, number)
    attached = take_in(request)
    form = WordsForm(request.POST)
    form.fields["words"].required = not (attached.received or attached.errors)
    outcome = perform(
        case,
        form,
        lambda facts: rules.ResidentReply(request.user.id, facts["words"], **attached.counts),
        attached,
    )
    done = gettext("Thank you. Whoever has your matter goes on with it.")
    return shown_after(request, number, outcome, done, attached)


@login_required
@require_POST
def helped(request: PersonRequest, number: str) -> HttpResponse:
    case = asked_case(request, number)
    form = CaseForm(request.POST)
    outcome = perform(case, form, lambda facts: rules.ConfirmNeed(request.user.id))
    return shown_after(request, number, outcome, gettext("Good. It is noted that the help came."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, number: str) -> HttpResponse:
    """Asked once more, on a page of its own, before the matter is let go."""
    case = asked_case(request, number)
    if request.method != "POST":
        if case.status not in rules.OPEN:
            return redirect("my_case", case.number)
        return _page(request, case, "withdraw", WithdrawForm(initial={"seq": case.seq}))
    outcome = perform(
        case,
        WithdrawForm(request.POST),
        lambda facts: rules.Withdraw(request.user.id, facts["words"]),
    )
    if outcome.done:
        messages.success(request, gettext("You have taken it back. Nobody works on it any more."))
        return redirect("my_case", number)
    return _page(request, case, "withdraw", outcome.form, status=409 if outcome.conflict else 422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep_confidential(request: PersonRequest, number: str) -> HttpResponse:
    """Told first what it brings, as it cannot be undone."""
    case = asked_case(request, number)
    if request.method != "POST":
        if case.confidential:
            return redirect("my_case", case.number)
        return _page(request, case, "confidential", CaseForm(initial={"seq": case.seq}))
    outcome = perform(
        case, CaseForm(request.POST), lambda facts: rules.MarkConfidential(request.user.id)
    )
    if outcome.done:
        messages.success(request, gettext("From now on only whoever handles it reads it."))
        if is_card_only(request):  # which does not read it any more
            return redirect("my_cases")
        return redirect("my_case", number)
    return _page(
        request, case, "confidential", outcome.form, status=409 if outcome.conflict else 422
    )


def _page(
    request: PersonRequest, case: Case, what: str, form: CaseForm, *, status: int = 200
) -> HttpResponse:
    if what == "withdraw":
        Drafts(request, case.number).offer(form, "my_case_withdraw")
    asked = Event.objects.select_related("words").get(case=case, seq=1)
    context = {
        "case": case,
        "title": title_of(said(asked.words)),
        "form": form,
    }
    return render(request, f"cases/matter_{what}.html", context, status=status)
