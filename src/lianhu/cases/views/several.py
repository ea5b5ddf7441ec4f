"""One act on several at once: each is a command of its own, with a key and an outcome of its own.

What was done stays done whatever becomes of the others; of these the page says why, and keeps the
words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import consultations, filters, rules, worklist
from lianhu.cases.access import Relation, Viewer, case_for, consultation_for, viewer_of
from lianhu.cases.desk_forms import SeveralForm, SeveralRepliesForm
from lianhu.cases.forms import AnswerForm, CaseForm, ReturnForm, WordsForm
from lianhu.cases.lists import Cursor, Tab
from lianhu.cases.titles import title_of
from lianhu.cases.views.acting import Outcome, perform
from lianhu.cases.views.workbench import Place
from lianhu.grid.rules import DeskKind
from lianhu.kernel import cursor, idempotency
from lianhu.kernel.ids import new_token
from lianhu.ui.refusal import Refused

GONE = gettext_lazy("It is not at your desk any more.")
CHANGED = gettext_lazy("Something happened in it meanwhile: look at it first.")


@dataclass(frozen=True, slots=True)
class Line:
    """One that may be ticked. `ref` is what the form calls it, `seq` what its page has seen."""

    ref: str
    title: str
    url: str
    facts: Sequence[str]
    due_at: Any
    seq: int = 0
    key: str = ""
    is_picked: bool = False

    def with_key(self, picked: set[str]) -> "Line":
        return replace(self, key=new_token(), is_picked=self.ref in picked)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one. Without `why` it was done."""

    ref: str
    title: str
    url: str
    why: str = ""
    conflict: bool = False


def _picked(request: PersonRequest) -> list[str]:
    """What was ticked, each once; no more than a page holds."""
    return list(dict.fromkeys(request.POST.getlist("pick")))[: worklist.PAGE]


def _sent(request: PersonRequest, ref: str) -> dict[str, str]:
    """What the page sent along with one of them."""
    return {name: request.POST.get(f"{name}-{ref}", "") for name in ("seq", "key")}


def _was_done(request: PersonRequest, ref: str) -> bool:
    return idempotency.is_known(f"user:{request.user.pk}", request.POST.get(f"key-{ref}", ""))


def _result(ref: str, title: str, url: str, outcome: Outcome) -> Result:
    if outcome.done:
        return Result(ref, title, url)
    errors = [str(text) for texts in outcome.form.errors.values() for text in texts]
    why = str(CHANGED) if outcome.conflict else " ".join(errors)
    return Result(ref, title, url, why, conflict=outcome.conflict)


def _status(failed: Sequence[Result]) -> int:
    if any(result.conflict for result in failed):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: PersonRequest) -> HttpResponse:
    """Cases of the desk's own move, as its list shows them."""
    viewer = viewer_of(request)
    place = Place(request, viewer)
    if not place.desks:
        raise Refused(staff=viewer.is_staff)
    drafts = Drafts(request)
    if request.method != "POST":
        form = SeveralForm(initial={"act": SeveralForm.ANSWER})
        drafts.offer(form, "desk_several")
        picked = set(request.GET.getlist("pick"))
        return _cases(request, viewer, place, form, picked)
    form, picks = SeveralForm(request.POST), _picked(request)
    form.count = len(picks)
    drafts.offer(form, "desk_several")
    if not form.is_valid():
        return _cases(request, viewer, place, form, set(picks), status=422)
    results = [_do(request, viewer, ref, form.cleaned_data, len(picks)) for ref in picks]
    failed = [result for result in results if result.why]
    if not failed:
        done = ngettext("Done with %(count)d.", "Done with all %(count)d.", len(results))
        messages.success(request, done % {"count": len(results)})
        return redirect(reverse("desk") + place.query(after=""))
    left = {result.ref for result in failed}
    return _cases(request, viewer, place, form, left, results=results, status=_status(failed))


def _do(
    request: PersonRequest, viewer: Viewer, ref: str, facts: Mapping[str, Any], count: int
) -> Result:
    url = reverse("desk_case", args=[ref])
    if _was_done(request, ref):
        return Result(ref, ref, url)
    try:
        access = case_for(viewer, ref)
    except Http404:
        return Result(ref, ref, "", str(GONE), conflict=True)
    case = access.case
    if access.relation is not Relation.HOLDER:
        return Result(ref, case.number, url, str(GONE), conflict=True)
    who, desk, words = viewer.person.pk, access.desk.pk, facts["words"]
    data = {**_sent(request, ref), "words": words, "papers": request.POST.get("papers", "")}
    command: Callable[[dict[str, Any]], rules.Command]
    form: CaseForm
    if facts["act"] == SeveralForm.RETURN:
        form = ReturnForm(data)
        command = lambda sent: rules.Return(who, desk, sent["words"])  # noqa: E731
    else:
        form = AnswerForm({**data, "warned": "on"})
        command = lambda sent: rules.Answer(who, desk, sent["words"], sent["papers"])  # noqa: E731
    return _result(ref, case.number, url, perform(case, form, command))


def _cases(
    request: PersonRequest,
    viewer: Viewer,
    place: Place,
    form: SeveralForm,
    picked: set[str],
    *,
    results: Sequence[Result] = (),
    status: int = 200,
) -> HttpResponse:
    narrowing, _saved = filters.narrowed(place.filter, [], viewer)
    page = worklist.page(
        Tab.MINE, place.shown_desks, viewer, narrowing=narrowing, start=place.start
    )
    lines = [
        Line(
            ref=row.number,
            title=title_of(row.words),
            url=place.case_url(row.number),
            facts=[row.place, row.topic.name if row.topic else ""],
            due_at=row.falls_due,
            seq=row.seq,
        ).with_key(picked)
        for row in page.rows
    ]
    context = {
        "title": _("Several at once"),
        "hint": _("Tick those that get the same answer, or that all go back for the same reason."),
        "lines": lines,
        "filtered": narrowing.label,
        "form": form,
        "results": _told(results, lines),
        "back_url": reverse("desk") + place.query(after=""),
        "back": _("To the list"),
        "next_url": reverse("desk_several") + place.query(after=_after(page.next))
        if page.next
        else "",
        "here": reverse("desk_several") + place.query(),
    }
    return render(request, "cases/several.html", context, status=status)


def _after(following: Cursor) -> str:
    return cursor.write(following.falls_due, following.key)


def _told(results: Sequence[Result], lines: Sequence[Line]) -> dict[str, Any] | None:
    """How many were done and which were not, by what they say where the list still has them."""
    if not results:
        return None
    titles = {line.ref: line.title for line in lines}
    return {
        "done": sum(not result.why for result in results),
        "failed": [
            {
                "title": titles.get(result.ref, result.title),
                "number": result.ref,
                "url": result.url,
                "why": result.why,
            }
            for result in results
            if result.why
        ],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request: PersonRequest) -> HttpResponse:
    """Consultations that ask a department the same."""
    viewer = viewer_of(request)
    if not any(desk.kind == DeskKind.DEPARTMENT for desk in viewer.desks.values()):
        raise Refused(staff=viewer.is_staff)
    drafts = Drafts(request)
    if request.method != "POST":
        form = SeveralRepliesForm()
        drafts.offer(form, "consultation_several")
        return _asked(request, viewer, form, set(request.GET.getlist("pick")))
    form, picks = SeveralRepliesForm(request.POST), _picked(request)
    form.count = len(picks)
    drafts.offer(form, "consultation_several")
    if not form.is_valid():
        return _asked(request, viewer, form, set(picks), status=422)
    results = [_reply(request, viewer, ref, form.cleaned_data["words"]) for ref in picks]
    failed = [result for result in results if result.why]
    if not failed:
        done = ngettext("Replied to %(count)d.", "Replied to all %(count)d.", len(results))
        messages.success(request, done % {"count": len(results)})
        return redirect("consultations")
    left = {result.ref for result in failed}
    return _asked(request, viewer, form, left, results=results, status=_status(failed))


def _reply(request: PersonRequest, viewer: Viewer, ref: str, words: str) -> Result:
    try:
        asked = consultation_for(viewer, cursor.key(ref))
    except (Http404, ValueError):
        return Result(ref, "", "", str(GONE), conflict=True)
    title, url = title_of(asked.brief.body), reverse("consultation", args=[asked.pk])
    if _was_done(request, ref):
        return Result(ref, title, url)
    if asked.closed_at is not None:
        why = _("The desk went on without your reply.")
        return Result(ref, title, url, why, conflict=True)
    # As a single reply: of the case a department has seen nothing that could have changed.
    sent = {**_sent(request, ref), "words": words, "seq": str(asked.case.seq)}
    who, number = viewer.person.pk, asked.number
    outcome = perform(
        asked.case, WordsForm(sent), lambda facts: rules.ConsultReply(who, number, facts["words"])
    )
    return _result(ref, title, url, outcome)


def _asked(
    request: PersonRequest,
    viewer: Viewer,
    form: SeveralRepliesForm,
    picked: set[str],
    *,
    results: Sequence[Result] = (),
    status: int = 200,
) -> HttpResponse:
    desks = [desk for desk in viewer.desks.values() if desk.kind == DeskKind.DEPARTMENT]
    start = cursor.read(request.GET.get("after", ""), cursor.instant, cursor.key)
    page = consultations.to_reply(desks, viewer, (start[0], start[1]) if start else None)
    lines = [
        Line(
            ref=str(asked.pk),
            title=title_of(asked.brief.body),
            url=reverse("consultation", args=[asked.pk]),
            facts=[
                asked.asked_by.shown_name,
                str(asked.case.topic.shown_name if asked.case.topic else ""),
            ],
            due_at=asked.due_at,
        ).with_key(picked)
        for asked in page.rows
    ]
    here = reverse("consultation_several")
    context = {
        "title": _("One reply to several"),
        "hint": _("Tick those that ask the same. Each desk gets the reply for its own resident."),
        "lines": lines,
        "form": form,
        "results": _told(results, lines),
        "back_url": reverse("consultations"),
        "back": _("To the list"),
        "next_url": f"{here}?after={cursor.write(*page.next)}" if page.next else "",
        "here": here,
    }
    return render(request, "cases/several.html", context, status=status)
