"""The book as everybody reads it, signed in or not."""

from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.kernel.text import clean
from lianhu.knowledge import queries
from lianhu.knowledge.marks import Marks
from lianhu.knowledge.models import Item, Topic
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Audience, Entry
from lianhu.knowledge.search import best
from lianhu.knowledge.words import AUDIENCES, FORMS
from lianhu.ui.parts import Paper, Phone

LONGEST = 100  # characters of a question that is searched for
_RESULTS = 20
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    return render(request, "knowledge/book.html", {"areas": queries.areas(), "limit": LONGEST})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Results of a search; only their list for a page that asks while somebody is typing."""
    asked = clean(request.GET.get("q", ""), limit=LONGEST)
    code = clean(request.GET.get("area", ""))
    area = Topic.objects.filter(depth=1, code=code).first() if code else None
    audience = _audience(request.GET.get("for", ""))
    found = (
        best(asked, today=_today(), area=area, audience=audience, limit=_RESULTS) if asked else []
    )
    marks = Marks(asked)
    context = {
        "asked": asked,
        "rows": [_row(line, marks) for line in queries.lines([key for key, _ in found])],
        "area": area,
        "audience": audience.value if audience else "",
        "audiences": [
            (one.value, name) for one, name in AUDIENCES.items() if one is not Audience.EVERYBODY
        ],
        "areas": Topic.objects.filter(depth=1, retired_at=None).order_by("path"),
        "limit": LONGEST,
    }
    whole = "HX-Request" not in request.headers
    template = "knowledge/find.html" if whole else "knowledge/parts/results.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def _audience(value: str) -> Audience | None:
    try:
        return Audience(value)
    except ValueError:
        return None


def _row(line: queries.Line, marks: Marks) -> dict[str, Any]:
    return {
        "url": reverse("book_item", args=[line.code]),
        "title": marks.of(shown(line.title, line.title_en)),
        "sentence": marks.of(shown(line.sentence, line.sentence_en)),
        "topic": shown(line.topic, line.topic_en),
    }


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Topic, depth=1, code=code)
    shelves = queries.shelves(row)
    if not shelves:
        raise Http404
    return render(request, "knowledge/area.html", {"area": row, "shelves": shelves})


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "knowledge/item.html", item_context(published(code)))


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same for paper: one page, with a square code that leads back here."""
    row = published(code)
    address = request.build_absolute_uri(reverse("book_item", args=[row.code]))
    return render(request, "knowledge/sheet.html", {**item_context(row), "address": address})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """For search engines: the addresses of all that is published."""
    rows = Item.objects.published().order_by("pk").values_list("code", "live__published_at")
    addresses: list[tuple[str, datetime | None]] = [(reverse("book"), None)]
    addresses += [(reverse("book_area", args=[a.topic.code]), None) for a in queries.areas()]
    addresses += [(reverse("book_item", args=[code]), at) for code, at in rows]
    root = ElementTree.Element("urlset", xmlns=_SITEMAPS)
    for path, changed in addresses:
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = request.build_absolute_uri(path)
        if changed:
            ElementTree.SubElement(entry, "lastmod").text = f"{changed:%Y-%m-%d}"
    written = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return HttpResponse(written, content_type="application/xml")


def published(code: str) -> Item:
    """404 for what is not there, not yet published or withdrawn."""
    rows = Item.objects.published().select_related("topic", "owner__department", "live")
    return get_object_or_404(rows, code=code)


def item_context(row: Item) -> dict[str, Any]:
    assert row.live is not None
    entry, today = row.live.entry, _today()
    parent = Topic.objects.get_parent(row.topic)
    assert parent is not None
    return {
        "item": row,
        "entry": entry,
        "title": shown_title(entry),
        "sentence": shown_sentence(entry),
        "area": parent,
        "papers": [
            Paper(
                name=paper.name,
                note=" · ".join(
                    part
                    for part in (FORMS[paper.form] % {"copies": paper.copies}, paper.otherwise)
                    if part
                ),
            )
            for paper in entry.papers
        ],
        "windows": [
            (window, Phone(label=window.name, number=window.phone)) for window in entry.windows
        ],
        "audiences": [AUDIENCES[one] for one in entry.audiences],
        "related": queries.by_titles(entry.related),
        "is_being_checked": row.is_being_checked(today),
        "is_valid": publishing.is_valid(entry.valid_from, entry.valid_until, today),
    }


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def shown_title(entry: Entry) -> str:
    return shown(entry.title, entry.title_en)


def shown_sentence(entry: Entry) -> str:
    return shown(entry.sentence, entry.sentence_en)
