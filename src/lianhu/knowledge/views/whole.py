"""The book as a whole: what was asked and not found, and files in and out."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Node
from lianhu.kernel import clock
from lianhu.kernel.sheets.limits import Refused as FileRefused
from lianhu.kernel.text import clean
from lianhu.knowledge import access, book, editing, services, sheets
from lianhu.knowledge.book import Outcome
from lianhu.knowledge.forms import FileForm
from lianhu.knowledge.models import BookFile
from lianhu.knowledge.rules.lines import MOST_MISTAKES, Block, Mistake, Wrong
from lianhu.knowledge.rules.markdown import render as as_markdown
from lianhu.knowledge.rules.publishing import Refused
from lianhu.knowledge.words import LAYOUT, REFUSALS, field, objected, refused, told

FORM = ["GET", "HEAD", "POST"]
SHOWN = 100  # rows that are wrong
_KINDS = {
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@access.editors_only
def asked(request: PersonRequest) -> HttpResponse:
    within = Node.objects.filter(
        code=clean(request.GET.get("in", "")), level__is_beat=False
    ).first()
    start = request.GET.get("from", "")
    at = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0
    rows, has_more = editing.asked(within, at)
    kept = {"in": within.code} if within else {}
    context = {
        "rows": rows,
        "within": within,
        "above": Node.objects.get_parent(within) if within else None,
        "more": f"?{urlencode({**kept, 'from': at + editing.PAGE})}" if has_more else "",
    }
    return render(request, "knowledge/edit/asked.html", context)


@require_POST
@access.editors_only
def asked_done(request: PersonRequest) -> HttpResponse:
    if services.forget_asked(clean(request.POST.get("text", ""), limit=services.LONGEST_ASKED)):
        messages.success(request, _("Taken off the list."))
    return redirect("book_edit_asked")


@access.editors_only
@require_http_methods(FORM)
def files(request: PersonRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "knowledge/edit/files.html", {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            found = sheets.read(file.name or "", file.chunks())
        except FileRefused as error:
            form.add_error("file", refused(error.reason, file.name or ""))
        else:
            kept = BookFile.objects.create(
                name=(file.name or "")[-120:],
                by=request.user,
                at=clock.now(),
                blocks=[book.as_data(block) for block in found.blocks],
                mistakes=[
                    [m.line, m.wrong.value, m.about[:200], m.field, found.begins.get(m.line, "")]
                    for m in found.mistakes
                ],
            )
            return redirect("book_edit_file", kept.token)
    return render(request, "knowledge/edit/files.html", {"form": form}, status=422)


@require_safe
@access.editors_only
@never_cache
def file(request: PersonRequest, token: str) -> HttpResponse:
    """What would come of a file, as things are now."""
    return _show(request, _mine(request, token))


def _mine(request: PersonRequest, token: str) -> BookFile:
    return get_object_or_404(BookFile, token=token, by=request.user)


def _show(request: PersonRequest, kept: BookFile, status: int = 200) -> HttpResponse:
    blocks = [book.from_data(data) for data in kept.blocks]
    is_word = sheets.is_word(kept.name)
    wrong: list[tuple[int, str, str, str]] = []
    # Kept before files of Word were taken, they do not say how a paragraph begins.
    for line, what, about, name, *begins in kept.mistakes:
        mistake = Mistake(line, Wrong(what), about, name)
        wrong.append((line, field(name), told(mistake), "".join(begins)))
    for objection in book.check(blocks):
        title = objection.block.entry.title if is_word else ""
        wrong.append((objection.block.line, *objected(objection), title))
    today = timezone.localtime(clock.now()).date()
    unfit = [(one.block.line, *objected(one)) for one in book.check_publishable(blocks, today)]
    outcomes = [] if wrong else book.compare(blocks)
    changing = [(block, one) for block, one in outcomes if one is not Outcome.SAME]
    context: dict[str, Any] = {
        "file": kept,
        "counted": _counted(kept.name),
        "wrong": sorted(wrong)[:SHOWN],
        "more": max(0, len(wrong) - SHOWN),
        "is_cut": len(kept.mistakes) >= MOST_MISTAKES,
        "unfit": unfit[:SHOWN],
        "counts": [
            (_("New"), sum(one is Outcome.NEW for _b, one in outcomes)),
            (_("Changed"), sum(one is Outcome.CHANGED for _b, one in outcomes)),
            (_("As they are"), sum(one is Outcome.SAME for _b, one in outcomes)),
            (_("Wrong"), len({line for line, *_rest in wrong})),
        ],
        "changing": [(block, one is Outcome.NEW) for block, one in changing],
        "can_apply": bool(changing) and kept.taken_at is None,
        "can_publish": bool(changing) and kept.taken_at is None and not unfit,
    }
    return render(request, "knowledge/edit/file.html", context, status=status)


def _counted(name: str) -> str:
    """What the number of a mistake counts."""
    if sheets.is_word(name):
        return _("Paragraph")
    return _("Line") if sheets.is_markdown(name) else _("Row")


@require_POST
@access.editors_only
def take(request: PersonRequest, token: str) -> HttpResponse:
    """As drafts that wait for their owners, or published when the editor says they are checked."""
    kept = _mine(request, token)
    publish = request.POST.get("how") == "published"
    if kept.taken_at is not None or kept.mistakes or (publish and "checked" not in request.POST):
        return _show(request, kept, status=422)
    blocks = [book.from_data(data) for data in kept.blocks]
    now = clock.now()
    reason = _("From the file %(name)s") % {"name": kept.name}
    try:
        taken = book.take(blocks, publish=publish, by=request.user, reason=reason[:200], now=now)
    except Refused as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
        return _show(request, kept, status=409)
    BookFile.objects.filter(pk=kept.pk).update(taken_at=now)
    count = taken.new + taken.changed
    messages.success(
        request,
        ngettext("%(count)s item was taken.", "%(count)s items were taken.", count)
        % {"count": count},
    )
    return redirect("book_edit")


@require_safe
@access.editors_only
@never_cache
def export(request: PersonRequest, kind: str) -> HttpResponse:
    """All that is published."""
    if kind not in _KINDS:
        raise Http404
    return _written(kind, book.blocks(), "how-to-book")


@require_safe
@access.editors_only
def example(request: PersonRequest) -> HttpResponse:
    """A Word file in the layout that is taken in: one item of the sample, with what to mind."""
    return _written("docx", book.sample_blocks()[:1], "how-to-example", LAYOUT)


def _written(
    kind: str, blocks: list[Block], name: str, remarks: Iterable[Promise] = ()
) -> HttpResponse:
    written = BytesIO()
    match kind:
        case "md":
            written.write(as_markdown(blocks).encode())
        case "docx":
            sheets.write_word(blocks, written, remarks)
        case _:
            sheets.write_workbook(blocks, written)
    response = HttpResponse(written.getvalue(), content_type=_KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
