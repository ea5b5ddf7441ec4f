"""Between the WeChat group and the matters: a text for the group, and a question out of it.

What is pasted stands in the pages that its officer is shown, and nowhere else: no draft, no
session, no log. Of it only the words that are asked are kept, as those of any question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases import services
from lianhu.cases.access import case_for, viewer_of
from lianhu.cases.asking_forms import SOMEBODY_ELSE, PastedForm, PasteForm
from lianhu.cases.book.suggesting import best, named
from lianhu.cases.for_group import public_text
from lianhu.cases.journey.way import way_of
from lianhu.cases.models import Case, Stage
from lianhu.cases.rules import Door, pasted
from lianhu.cases.rules.pasted import Message
from lianhu.cases.views.asking import Attempt, attempt, by_phone
from lianhu.cases.views.attached import Attached
from lianhu.cases.views.on_behalf import asked_for
from lianhu.grid.guests import contact_of
from lianhu.grid.models import Household, Node, Resident
from lianhu.grid.queries import MyDesk, households_of
from lianhu.grid.serving import own_beats, served_desks
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token
from lianhu.kernel.text import Kind as NumberKind
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look

CONTACT = "contact"
# Of a longer chat nobody looks for one question.
MOST_MESSAGES = 100
NOT_CHOSEN = gettext_lazy("Please choose the message that asks something.")
NOT_OF_ONE = gettext_lazy("Please choose messages of one person: each asks for themselves.")


@login_required
@require_safe
def for_group(request: PersonRequest, number: str) -> HttpResponse:
    """The answer as it may be said in a group. Raises Http404 where there is none to be told."""
    access = case_for(viewer_of(request), number)
    case = access.case
    if not access.sees_words or case.in_confidence:
        raise Http404
    way = way_of(case)
    if way.answer is None:
        raise Http404
    return render(request, "cases/officer_group.html", {"case": case, "text": public_text(way)})


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: PersonRequest) -> HttpResponse:
    """First the chat, then what of it asks something; then the question, as `ask` takes it."""
    own = _own(request)
    if request.method != "POST":
        return render(request, "cases/paste.html", {"form": PasteForm()})
    form = PasteForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/paste.html", {"form": form}, status=422)
    chat = form.cleaned_data["chat"]
    found = pasted.split(chat)[:MOST_MESSAGES]
    asking = [message for message in found if message.words]
    if not asking:
        form.add_error("chat", _("There are no words in it."))
        return render(request, "cases/paste.html", {"form": form}, status=422)
    chosen, error = _chosen(request, found)
    if len(asking) == 1:
        chosen, error = asking, ""
    if error or not chosen:
        context = {"chat": chat, "rows": _rows(request, found), "error": error}
        return render(request, "cases/paste_choose.html", context, status=422 if error else 200)
    households = _Households(own)
    return _question(request, own, households.form(said=chosen))


def _chosen(request: PersonRequest, found: Sequence[Message]) -> tuple[Sequence[Message], str]:
    """The messages that are chosen, and what is wrong with the choice; before it, neither."""
    if "choose" not in request.POST:
        return [], ""
    picked = set(request.POST.getlist("pick"))
    chosen = [one for place, one in enumerate(found) if str(place) in picked and one.words]
    if not chosen:
        return [], str(NOT_CHOSEN)
    return ([], str(NOT_OF_ONE)) if not pasted.of_one(chosen) else (chosen, "")


def _rows(request: PersonRequest, found: Sequence[Message]) -> list[dict[str, Any]]:
    picked = set(request.POST.getlist("pick"))
    return [
        {"place": place, "message": message, "is_picked": str(place) in picked}
        for place, message in enumerate(found)
    ]


@login_required
@never_cache
@sensitive_post_parameters()
@require_POST
def ask(request: PersonRequest) -> HttpResponse:
    own = _own(request)
    households = _Households(own)
    form = households.form(request.POST)
    made = attempt(
        request,
        form,
        Attached(),
        lambda facts: _asked(request, form, facts, households),
        unwise=frozenset(NumberKind),
    )
    if made.case is not None:
        messages.success(request, asked_for(made.case, added=made.added))
        item = named(request.POST.get("use", ""))
        if item is not None and _is_with(made.case, own):
            answer = reverse("case_answer", args=[made.case.number])
            return redirect(f"{answer}?{urlencode({'item': item.code})}")
        return redirect("households")
    return _question(request, own, form, made, status=422)


def _is_with(case: Case, own: Sequence[MyDesk]) -> bool:
    """Whether the officer is the one to answer: some topics go straight to a department."""
    desks = [my.desk.pk for my in own]
    return Stage.objects.filter(case=case, closed_at=None, desk__in=desks).exists()


def _own(request: PersonRequest) -> Sequence[MyDesk]:
    own = own_beats(served_desks(request))
    if not own:
        raise PermissionDenied
    return own


@dataclass(frozen=True, slots=True)
class _Asker:
    """Somebody who may have asked. Without `resident`: the contact of the household."""

    household: Household
    beat: Node
    resident: Resident | None


class _Households:
    """Those of the officer's own beats, of whom one asked. Two queries for each beat."""

    def __init__(self, own: Sequence[MyDesk]) -> None:
        self._own = own
        self._beats = {f"{SOMEBODY_ELSE}-{my.desk.pk}": my.desk.node for my in own}
        self._askers: dict[str, _Asker] = {}
        self._choices: list[Any] = []
        for my in own:
            households = households_of([my.desk.node])
            residents: dict[int | None, list[Resident]] = {}
            for one in Resident.objects.filter(household__in=households).order_by("id"):
                residents.setdefault(one.household_id, []).append(one)
            for household in households:
                self._add(household, my.desk.node, residents.get(household.pk, []))
        others = [
            (key, _("somebody else, %(beat)s") % {"beat": my.desk.shown_name})
            for key, my in zip(self._beats, own, strict=True)
        ]
        self._choices.append((_("Not in the list"), others))

    def _add(self, household: Household, beat: Node, residents: Sequence[Resident]) -> None:
        group = [(str(one.pk), one.shown_name) for one in residents]
        for one in residents:
            self._askers[str(one.pk)] = _Asker(household, beat, one)
        if household.contact not in (one.name for one in residents):
            key = f"{CONTACT}-{household.code}"
            group.insert(0, (key, household.contact))
            self._askers[key] = _Asker(household, beat, None)
        self._choices.append((household.address, group))

    def form(self, data: Any = None, *, said: Sequence[Message] = ()) -> PastedForm:
        initial = {"key": new_token()}
        if said:
            initial |= {"words": pasted.together(said), "whom": self._called(said[0].who)}
        return PastedForm(data, initial=initial, people=self._choices)

    def _called(self, who: str) -> str:
        """Whoever goes by that name in the group, if it is plain who."""
        keys = [
            key
            for key, asker in self._askers.items()
            if (name := asker.resident.name if asker.resident else asker.household.contact)
            and name in who
        ]
        return keys[0] if len(keys) == 1 else ""

    def asker(self, whom: str) -> _Asker | None:
        return self._askers.get(whom)

    def beat(self, whom: str) -> Node:
        """Where somebody is asked for who is not in the list."""
        return self._beats[whom]


def _asked(
    request: PersonRequest, form: PastedForm, facts: dict[str, Any], households: _Households
) -> services.Question | None:
    known = households.asker(facts["whom"])
    if known is not None:
        asker: Resident | None = known.resident or contact_of(known.household)
        beat = known.beat
    else:
        asker, beat = by_phone(form, facts["phone"], facts["name"]), households.beat(facts["whom"])
    if asker is None:
        return None
    return services.Question(
        asker=asker,
        beat=beat,
        words=facts["words"],
        case_class=facts["case_class"],
        topic=facts["topic"],
        door=Door.PASTE,
        actor=request.user.pk,
        confidential=facts["confidential"],
    )


def _question(
    request: PersonRequest,
    own: Sequence[MyDesk],
    form: PastedForm,
    made: Attempt | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The form, which names the households of these beats: one look at each list."""
    now = clock.now()
    for my in own:
        record_look(
            request.user, Look.Verb.HOUSEHOLDS, desk=my.desk.pk, purpose=f"duty {my.duty}", at=now
        )
    asked = str(form["words"].value() or "")
    context = (made or Attempt()).shown(request, in_words=False) | {
        "form": form,
        "beside": best(asked, now),
    }
    return render(request, "cases/paste_ask.html", context, status=status)
