"""The pages of those who write the book: the list, an item, its texts."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.files.attaching import Taken, take_in
from lianhu.files.handing_out import handed_out
from lianhu.files.services import Gone
from lianhu.kernel import clock
from lianhu.kernel.text import clean
from lianhu.knowledge import access, attached, editing, services
from lianhu.knowledge.forms import (
    ORDER,
    AssignForm,
    EntryForm,
    MoveForm,
    NewItemForm,
    PublishForm,
    ReviewForm,
    WhyForm,
)
from lianhu.knowledge.models import FormFile, Item, ItemVersion, Topic
from lianhu.knowledge.rules.diff import Difference, Kind, difference, fields_of, lines_between
from lianhu.knowledge.rules.entry import problems
from lianhu.knowledge.rules.permits import Act
from lianhu.knowledge.rules.publishing import Refused, Stage
from lianhu.knowledge.services import Changed
from lianhu.knowledge.words import REFUSALS, STAGES, field, told

LONGEST = 60  # characters of a search
FORM = ["GET", "HEAD", "POST"]


@require_safe
@access.writers_only
def book(request: PersonRequest) -> HttpResponse:
    today = timezone.localtime(clock.now()).date()
    state = _state(request.GET.get("state", ""))
    area = Topic.objects.filter(depth=1, code=clean(request.GET.get("area", ""))).first()
    words = clean(request.GET.get("q", ""), limit=LONGEST)
    items = access.visible(request)
    start = clean(request.GET.get("after", ""), limit=120)
    rows = editing.listed(items, state=state, area=area, words=words, start=start, today=today)
    kept = {"area": area.code if area else "", "q": words}
    of_state = {"state": state.value if state else "", **kept}
    counts = editing.counts(items, today)
    keeps = Act.KEEP in access.may(request)
    context = {
        "rows": [
            {
                "item": row.item,
                "chips": _chips(row.item, row.open, row.item.is_being_checked(today)),
            }
            for row in rows.rows
        ],
        "tabs": [
            {
                "label": label,
                "count": counts[one] if one else None,
                "url": f"?{urlencode({**kept, 'state': key})}",
                "current": one is state,
            }
            for one, key, label in _tabs()
            if keeps or one is not editing.State.UNATTENDED
        ],
        "areas": Topic.objects.filter(depth=1, retired_at=None).order_by("path"),
        "area": area,
        "words": words,
        "state": of_state["state"],
        "limit": LONGEST,
        "more": f"?{urlencode({**of_state, 'after': rows.next})}" if rows.next else "",
        "keeps": keeps,
    }
    return render(request, "knowledge/edit/book.html", context)


def _state(value: str) -> editing.State | None:
    try:
        return editing.State(value)
    except ValueError:
        return None


def _tabs() -> list[tuple[editing.State | None, str, str]]:
    return [
        (None, "", _("All items")),
        (editing.State.DRAFT, "draft", _("Drafts")),
        (editing.State.WAITING, "waiting", _("Checked, to be published")),
        (editing.State.PUBLISHED, "published", _("Published")),
        (editing.State.REVIEW, "review", _("Past their review date")),
        (editing.State.UNATTENDED, "unattended", _("Nobody answers for them")),
        (editing.State.WITHDRAWN, "withdrawn", _("Withdrawn")),
    ]


def _chips(item: Item, version: ItemVersion | None, is_past: bool) -> list[tuple[str, str]]:
    """What is to be said of an item at a glance: a tone and a word each."""
    found = []
    if item.withdrawn_at is not None:
        found.append(("plain", _("withdrawn")))
    if item.live_id is not None:
        found.append(("done", _("published")))
    if item.live_id is not None and is_past:
        found.append(("soon", pgettext("item", "being checked")))
    if version is not None and version.stage == Stage.DRAFT.value:
        found.append(("ask", _("draft waits for its check")))
    elif version is not None and version.publish_at is not None:
        found.append(("ask", _("to be published at its time")))
    elif version is not None:
        found.append(("ask", _("checked, to be published")))
    if item.is_sample and item.checked_on is None:
        found.append(("plain", _("sample")))
    return found


@require_safe
@access.writers_only
def item(request: PersonRequest, code: str) -> HttpResponse:
    return show(request, access.item_for(request, code))


def show(
    request: PersonRequest, row: Item, *, said: str = "", bad: Any = None, status: int = 200
) -> HttpResponse:
    """The page of an item; `said` is why something was not done, `bad` the form that came back."""
    today = timezone.localtime(clock.now()).date()
    versions = editing.versions(row)
    newest = versions[0]
    worked_on = newest if newest.is_open else None
    allowed = access.may(request, row)
    seen = {"seen": newest.number}
    until = {"review_on": ReviewForm.proposed(today)}
    is_draft = newest.stage == Stage.DRAFT.value
    faults = problems(newest.entry) if is_draft else []
    forms: dict[str, Any] = {}
    if Act.REVIEW in allowed and is_draft and not faults:
        forms["review"] = ReviewForm(initial=seen | until, auto_id="review-%s")
    if Act.REVIEW in allowed and row.live is not None and worked_on is None:
        forms["confirm"] = ReviewForm(initial=seen | until, auto_id="confirm-%s")
    if Act.PUBLISH in allowed and newest.stage == Stage.REVIEWED.value:
        at = timezone.localtime(newest.publish_at) if newest.publish_at else None
        forms["publish"] = PublishForm(initial=seen | {"at": at}, auto_id="publish-%s")
    if Act.WITHDRAW in allowed:
        name = "withdraw" if row.withdrawn_at is None else "restore"
        forms[name] = WhyForm(auto_id=f"{name}-%s")
    if Act.ASSIGN in allowed:
        forms["assign"] = AssignForm(initial={"owner": row.owner_id}, auto_id="assign-%s")
        forms["move"] = MoveForm(initial={"topic": row.topic.code}, auto_id="move-%s")
    if bad is not None:
        forms[bad[0]] = bad[1]
    shown = worked_on or row.live or newest
    context = {
        "item": row,
        "area": Topic.objects.get_parent(row.topic),
        "chips": _chips(row, worked_on, row.is_being_checked(today)),
        "versions": [(version, STAGES[Stage(version.stage)]) for version in versions],
        "newest": newest,
        "worked_on": worked_on,
        "faults": [(field(fault.field), told(fault)) for fault in faults],
        "differences": differences(row.live, worked_on) if worked_on else [],
        "shown": shown,
        "parts": parts(shown),
        "files": attached.shown(shown.pk, "book_edit_form", row.code, shown.number),
        "forms": forms,
        "said": said,
        "writes": Act.DRAFT in allowed and row.withdrawn_at is None,
        "gives_up": worked_on is not None and row.live is not None and Act.DRAFT in allowed,
    }
    return render(request, "knowledge/edit/item.html", context, status=status)


def parts(version: ItemVersion) -> list[tuple[str, Sequence[str]]]:
    """A whole text, as names of fields with their lines."""
    return [(field(name), lines) for name, lines in fields_of(version.entry).items() if lines]


def differences(before: ItemVersion | None, after: ItemVersion) -> list[dict[str, Any]]:
    """Of two texts and what goes along with them."""
    old = attached.lines(attached.of_version(before.pk)) if before else []
    new = attached.lines(attached.of_version(after.pk))
    found = difference(before.entry if before else None, after.entry)
    if old != new:
        found.append(Difference("files", tuple(lines_between(old, new))))
    return named(found)


def named(found: Sequence[Difference]) -> list[dict[str, Any]]:
    return [
        {
            "name": field(one.field),
            "lines": [[(piece.text, piece.kind.value) for piece in line] for line in one.lines],
            "is_new": all(piece.kind is Kind.NEW for line in one.lines for piece in line),
        }
        for one in found
    ]


@require_safe
@access.writers_only
def compare(request: PersonRequest, code: str) -> HttpResponse:
    """Two texts of an item; one alone where nothing comes before it."""
    row = access.item_for(request, code)
    versions = editing.versions(row)
    by_number = {str(version.number): version for version in versions}
    to = by_number.get(request.GET.get("to") or str(versions[0].number))
    if to is None:
        raise Http404
    before = by_number.get(request.GET.get("from") or str(to.number - 1))
    context = {
        "item": row,
        "versions": [(version, STAGES[Stage(version.stage)]) for version in versions],
        "before": before,
        "to": to,
        "stage": STAGES[Stage(to.stage)],
        "differences": differences(before, to) if before else [],
        "parts": parts(to),
        "files": attached.shown(to.pk, "book_edit_form", row.code, to.number),
    }
    return render(request, "knowledge/edit/compare.html", context)


@require_safe
@access.writers_only
def form_file(request: PersonRequest, code: str, number: int, place: int) -> HttpResponseBase:
    """A form of any text, for whoever checks it."""
    row = access.item_for(request, code)
    rows = FormFile.objects.filter(version__item=row, version__number=number, position=place - 1)
    file = rows.select_related("blob").first()
    if file is None:
        raise Http404
    return handed_out(request, file.blob, name=file.name)


@access.writers_only
@require_http_methods(FORM)
def draft(request: PersonRequest, code: str) -> HttpResponse:
    row = access.item_for(request, code, Act.DRAFT)
    newest = row.versions.select_related("author").order_by("number").last()
    assert newest is not None
    if row.withdrawn_at is not None:
        return show(request, row, said=str(REFUSALS["withdrawn"]), status=409)
    if request.method != "POST":
        begun = row.continued(newest)
        form = EntryForm(entry=begun.entry, initial={"seen": newest.number})
        return _write(request, form, row, newest, Taken(attached.of_version(begun.pk)))
    form, taken = EntryForm(request.POST), take_in(request)
    if not form.is_valid() or form.entry is None or taken.errors:
        return _write(request, form, row, newest, taken, status=422)
    try:
        services.draft(
            row.pk,
            form.entry,
            seen=form.cleaned_data["seen"] or 0,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            files=taken.attached,
        )
    except Changed as changed:
        return _overtaken(request, form, row, changed.version, taken)
    except Gone:
        taken.lost(attached.own(row.pk))
        return _write(request, form, row, newest, taken, status=422)
    except Refused as refused:
        name = "title" if refused.code == "title_taken" else None
        form.add_error(name, str(REFUSALS[refused.code]))
        return _write(request, form, row, newest, taken, status=422)
    messages.success(request, _("Saved as a draft."))
    return redirect("book_edit_item", code)


def _overtaken(
    request: PersonRequest, form: EntryForm, row: Item, newest: ItemVersion, taken: Taken
) -> HttpResponse:
    """Somebody was quicker: show what they wrote, keep what was typed."""
    before = row.versions.filter(number=form.cleaned_data["seen"] or 0).first()
    sent: Any = form.data
    data = sent.copy()
    data["seen"] = newest.number
    form.data = data
    newer = differences(before, newest)
    return _write(request, form, row, newest, taken, newer=newer, status=409)


def _write(
    request: PersonRequest,
    form: EntryForm,
    row: Item | None,
    newest: ItemVersion | None,
    taken: Taken,
    *,
    newer: Sequence[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "item": row,
        "form": form,
        "newest": newest,
        "newer": newer,
        "taken": taken,
        "replaces_checked": newest is not None and newest.stage == Stage.REVIEWED.value,
        "fields": [form[name] for name in (*ORDER, "reason")],
        "back": reverse("book_edit_item", args=[row.code]) if row else reverse("book_edit"),
    }
    return render(request, "knowledge/edit/write.html", context, status=status)


@access.editors_only
@require_http_methods(FORM)
def add(request: PersonRequest) -> HttpResponse:
    """A new item. `?asked=` has the question that the book did not answer."""
    if request.method != "POST":
        asked = clean(request.GET.get("asked", ""), limit=services.LONGEST_ASKED)
        initial = {"topic": request.GET.get("topic", ""), "title": asked[:40], "aliases": asked}
        if asked:
            initial["reason"] = _("Asked and not found")
        return _write(request, NewItemForm(initial=initial), None, None, Taken())
    form, taken = NewItemForm(request.POST), take_in(request)
    if not form.is_valid() or form.entry is None or taken.errors:
        return _write(request, form, None, None, taken, status=422)
    said = form.cleaned_data
    try:
        made = services.start(
            said["topic"],
            _code(said["topic"], said["title_en"]),
            form.entry,
            owner=said["owner"],
            by=request.user,
            reason=said["reason"],
            now=clock.now(),
            files=taken.attached,
        )
    except Gone:
        taken.lost()
        return _write(request, form, None, None, taken, status=422)
    except Refused as refused:
        form.add_error("title", str(REFUSALS[refused.code]))
        return _write(request, form, None, None, taken, status=422)
    messages.success(request, _("Saved as a draft."))
    return redirect("book_edit_item", made.item.code)


def _code(topic: Topic, title_en: str) -> str:
    """Of the what-to-do and the English title, with a number where there is one like it."""
    base = f"{topic.code}.{slugify(title_en)[:40].strip('-') or 'item'}".replace("_", "-")
    taken = set(Item.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 1
    while (code := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return code
