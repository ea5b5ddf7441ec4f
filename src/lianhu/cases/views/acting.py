"""From a submitted form to a command and back: what every page that acts on a case shares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import refusals, rules, services
from lianhu.cases.forms import CaseForm, change_sent
from lianhu.cases.models import Case
from lianhu.cases.views.attached import GONE, Attached
from lianhu.files.services import Gone
from lianhu.kernel import clock, idempotency
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token

# On a page somebody has just written something, and chooses from what it offers.
REFUSALS = {kind: words for kind, (_name, words) in refusals.REFUSALS.items()} | {
    rules.NotNow: _("This cannot be done in the present state. What you wrote is still here."),
    rules.NotHere: _("It is at another desk now. What you wrote is still here."),
    rules.NobodyOnDuty: _("Nobody is on duty there in time. Please choose somebody else."),
    rules.WordsNeeded: _("Please write or say something first."),
    rules.NoSuchDesk: _("It cannot go there. Please choose another desk."),
    rules.AlreadyFollowed: _("You hear of it already."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`case` is its state afterwards if the command was carried out; else `form` says why not."""

    done: bool
    case: Case | None
    form: CaseForm
    conflict: bool = False


def perform(
    case: Case,
    form: CaseForm,
    command: Callable[[dict[str, Any]], rules.Command],
    attached: Attached | None = None,
    entered_by: User | None = None,
) -> Outcome:
    """Carry out what the form asks for, or put the reason into its errors.

    The caller has checked that the person may act. Nothing typed is lost: on any failure the same
    form is shown again, with the new `seq` after a conflict, so that sending it again is a choice.
    """
    attached = attached or Attached()

    def act(facts: dict[str, Any]) -> Case:
        return services.act(
            case.pk,
            command(facts),
            seq=facts["seq"],
            now=clock.now(),
            attached=attached.received,
            key=facts["key"],
            entered_by=entered_by.pk if entered_by else None,
        )

    return attempt(case, form, act, is_ready=not attached.errors)


def attempt(
    case: Case, form: CaseForm, do: Callable[[dict[str, Any]], Case], *, is_ready: bool = True
) -> Outcome:
    """As `perform`, for what is more than one command."""
    if not form.is_valid() or not is_ready:
        return Outcome(False, None, form)
    try:
        done = do(form.cleaned_data)
    except services.Conflict as conflict:
        seen = {"key": new_token()}
        if conflict.case.pk == case.pk:
            seen["seq"] = str(conflict.case.seq)
        change_sent(form, seen)
        form.add_error(None, _("Somebody was faster. What you wrote is still here."))
        return Outcome(False, conflict.case, form, conflict=True)
    except rules.Refused as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        return Outcome(False, None, form)
    except OtherBody:
        change_sent(form, {"key": new_token()})
        form.add_error(None, _("You have sent this page once already. If you mean it, send again."))
        return Outcome(False, None, form)
    except Gone:
        form.add_error(None, GONE)
        return Outcome(False, None, form)
    return Outcome(True, done, form)


def was_done(request: PersonRequest, actor: User | None = None) -> bool:
    """Whether this very form was carried out before, and only the answer to it got lost.

    Then its sender is told so, wherever the case is by now: `perform` does nothing a second time.
    `actor`: in whose name, if not the sender's.
    """
    return idempotency.is_known(f"user:{(actor or request.user).pk}", request.POST.get("key", ""))


def lost(request: PersonRequest, case: Case) -> int:
    """The status for somebody in whose hands a case is no longer: a conflict if their page was made
    while it was, and not allowed if it already said that there is nothing to be done here.
    """
    seen = request.POST.get("seq", "")
    return 409 if seen.isdecimal() and int(seen) < case.seq else 403
