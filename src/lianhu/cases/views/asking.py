"""From a filled-in form to a new case: what every page shares on which somebody asks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext

from lianhu.accounts.models import User
from lianhu.cases import queries, rules, services
from lianhu.cases.access import not_about, open_to
from lianhu.cases.book import suggesting
from lianhu.cases.book.suggesting import Suggestion
from lianhu.cases.journey import bare
from lianhu.cases.models import Case
from lianhu.cases.personal_numbers import UNWISE, has_numbers
from lianhu.cases.views.acting import REFUSALS
from lianhu.cases.views.attached import GONE, Attached
from lianhu.files.services import Gone
from lianhu.grid.guests import guest
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token
from lianhu.kernel.limits import Limit
from lianhu.kernel.text import Kind as NumberKind

# Questions in the name of one number that nobody has proved to be theirs.
BY_PHONE = Limit("asked by phone", 5)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a form: a new `case`, one that the words were `added` to, or what to ask back.

    `has_numbers`: their author has not been told yet. `like`: an open matter that this may be.
    `fitting`: what the book says of it, which the author has not read yet; `near`: what neighbours
    have asked of it, which the author may follow.
    """

    case: Case | None = None
    added: bool = False
    has_numbers: bool = False
    like: queries.CaseRow | None = None
    fitting: Sequence[Suggestion] = ()
    near: Sequence[Case] = ()

    def shown(self, request: HttpRequest, *, in_words: bool = True) -> dict[str, Any]:
        """For the form when it is shown again. `in_words`: what that matter says may be read."""
        asked_back = self.like is not None or bool(self.fitting or self.near)
        found = {
            "has_numbers": self.has_numbers,
            "warned": self.has_numbers or (asked_back and "warned" in request.POST),
            "like": self.like,
            "is_other": bool(self.fitting or self.near) and "other" in request.POST,
            "fitting": self.fitting,
            "seen": request.POST.getlist("seen"),
            "near": [
                (case, case.summary.body if case.summary else "", bare.status(case))
                for case in self.near
            ],
            "saw_near": "near" in request.POST,
        }
        if self.like is None:
            return found
        return found | {
            "like_words": self.like.words if in_words else "",
            "like_status": bare.status(self.like.case),
        }


def attempt(
    request: HttpRequest,
    form: Form,
    attached: Attached,
    question_of: Callable[[dict[str, Any]], services.Question | None],
    *,
    compares: Callable[[services.Question], bool] = lambda question: True,
    suggests: bool = False,
    by_duty: bool = False,
    near: Callable[[services.Question], Sequence[Case]] = lambda question: (),
    unwise: Collection[NumberKind] = UNWISE,
) -> Attempt:
    """Ask what the form says, once its author is sure. None from `question_of` put the reason into
    the form. `compares`: whether an open matter of that asker may be mentioned here. `suggests`:
    whether its author is to read first, once, what the book says of it; one who asks `by_duty` for
    somebody else has read it, its asker has not. `near`: public matters that its author may follow
    instead, shown once. `unwise`: numbers that its author is asked about first.
    """
    if not form.is_valid() or attached.errors:
        return Attempt()
    if "warned" not in request.POST and has_numbers(form.cleaned_data["words"], unwise):
        return Attempt(has_numbers=True)
    question = question_of(form.cleaned_data)
    if question is None:
        return Attempt()
    repeated = services.has_asked(question, form.cleaned_data["key"])
    if not repeated and "other" not in request.POST and compares(question):
        like = queries.alike(question.asker, question.words, clock.now(), _comparable(request))
        if like is not None and request.POST.get("same") == like.case.number:
            return Attempt(_add(request, form, like.case, question, attached), added=True)
        if like is not None:
            return Attempt(like=like)
    seen = request.POST.getlist("seen")
    if not repeated:
        fitting: Sequence[Suggestion] = ()
        if suggests and not seen:
            fitting = suggesting.for_asker(question.words, question.case_class, clock.now())
        follow = near(question) if "near" not in request.POST else ()
        if fitting or follow:
            return Attempt(fitting=fitting, near=follow)
    if not by_duty:
        question = replace(question, seen=suggesting.published(seen))
    return Attempt(opened(request, form, question))


def _comparable(request: HttpRequest) -> Q:
    """What may be mentioned at all: nothing about whoever asks, nothing that is closed to them."""
    person = request.user if isinstance(request.user, User) else None
    return not_about(person, "case__") & open_to(request, "case__")


def kind_of(request: HttpRequest) -> str:
    """The kind of matter that the way here was for: empty if none."""
    kind = request.GET.get("case_class", "")
    return kind if kind in list(rules.CaseClass) else ""


def begun(request: HttpRequest) -> dict[str, Any]:
    """What a form to ask holds before anything is filled in."""
    kind = kind_of(request)
    return {"key": new_token(), **({"case_class": kind} if kind else {})}


def handed_over(request: HttpRequest) -> str:
    """What was typed on another page, to be asked here: nothing is asked yet. Empty otherwise."""
    is_handed = request.method == "POST" and "begin" in request.POST
    return request.POST.get("words", "") if is_handed else ""


def take_over(form: Form, words: str) -> None:
    """Let the form hold these words, below what a draft has put there."""
    kept = form.initial.get("words", "")
    if words and words not in kept:
        form.initial = {**form.initial, "words": f"{kept}\n\n{words}".strip()}


def opened(request: HttpRequest, form: Form, question: services.Question) -> Case | None:
    """The case that was asked, or None with the reason in the form's errors."""
    key = form.cleaned_data["key"]
    return _done(request, form, lambda: services.ask(question, key=key, now=clock.now()))


def _add(
    request: HttpRequest, form: Form, case: Case, question: services.Question, attached: Attached
) -> Case | None:
    """The same matter by a second door: its words are added to it."""
    note = rules.Note(question.actor, None, question.words, **attached.counts)
    key, sent = form.cleaned_data["key"], attached.received
    return _done(
        request,
        form,
        lambda: services.act(case.pk, note, seq=None, now=clock.now(), attached=sent, key=key),
    )


def _done(request: HttpRequest, form: Form, work: Callable[[], Case]) -> Case | None:
    try:
        return work()
    except OtherBody:
        form.data = {**request.POST.dict(), "key": new_token()}
        form.add_error(None, gettext("You have sent one already. If this is another one, send it."))
    except rules.Refused as refusal:
        form.add_error("words", REFUSALS[type(refusal)])
    except Gone:
        form.add_error(None, GONE)
    return None


def by_phone(form: Form, phone: str, name: str) -> Resident | None:
    """Whoever has that number; None, with the reason in the form, if it was named too often."""
    if not BY_PHONE.spend(phone, clock.wall()):
        text = gettext("Too much was asked by this number within the hour. Please call instead.")
        form.add_error("phone", text)
        return None
    return guest(phone, name)
