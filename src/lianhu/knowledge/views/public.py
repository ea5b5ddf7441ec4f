"""The book as everybody reads it, signed in or not."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianhu.files.handing_out import handed_out
from lianhu.kernel.names import shown
from lianhu.knowledge import attached, queries
from lianhu.knowledge.models import FormFile, Item, ItemVersion, Topic
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.views.finding import LONGEST, choices, today
from lianhu.knowledge.views.whom import whom_to_ask
from lianhu.knowledge.words import AUDIENCES, FORMS
from lianhu.ui.parts import Paper, Phone

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    context = {"areas": queries.areas(), "for_whom": choices(), "limit": LONGEST}
    return render(request, "knowledge/book.html", context)


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    row = Topic.objects.filter(depth=1, code=code).first()
    shelves = queries.shelves(row) if row else []
    if not shelves:
        return _gone(request, None)
    return render(request, "knowledge/area.html", {"area": row, "shelves": shelves})


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    row = find_published(code)
    if row is None:
        return _gone(request, code)
    return render(request, "knowledge/item.html", item_context(row) | whom_to_ask(request))


def _gone(request: HttpRequest, code: str | None) -> HttpResponse:
    """Where nothing is published, the way to what is; of what was, since when not, or that it is
    worked on. Of a draft that nobody has ever read nothing is said, a newer title included.
    """
    rows = ItemVersion.objects.filter(item__code=code or "", published_at__isnull=False)
    last = rows.select_related("item").order_by("number").last()
    withdrawn_at = last.item.withdrawn_at if last else None
    context = {
        "title": shown_title(last.entry) if last else "",
        "withdrawn_at": withdrawn_at,
        "limit": LONGEST,
        **(whom_to_ask(request) if last else {}),
    }
    return render(request, "knowledge/gone.html", context, status=410 if withdrawn_at else 404)


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same for paper: one page, with a square code that leads back here."""
    row = find_published(code)
    if row is None:
        return _gone(request, code)
    address = request.build_absolute_uri(reverse("book_item", args=[row.code]))
    context = {**item_context(row), "address": address, "printed_on": today()}
    return render(request, "knowledge/sheet.html", context)


@require_safe
def form_file(request: HttpRequest, code: str, place: int) -> HttpResponseBase:
    """A form of what everybody reads."""
    rows = FormFile.objects.filter(version__item__live=F("version"), version__item__code=code)
    row = rows.filter(position=place - 1).select_related("blob").first()
    if row is None:
        raise Http404
    return handed_out(request, row.blob, name=row.name)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read the book, not what is looked for in it, and nothing else."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('book_find')}",
        f"Disallow: {reverse('book_edit')}",
        f"Allow: {reverse('book')}",
        # What pages of the book are made with.
        f"Allow: {settings.STATIC_URL}",
        f"Allow: {reverse('sitemap')}",
        "Disallow: /",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


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


def find_published(code: str) -> Item | None:
    rows = Item.objects.published().select_related("topic", "owner__department", "live")
    return rows.filter(code=code).first()


def published(code: str) -> Item:
    """404 for what is not there, not yet published or withdrawn."""
    row = find_published(code)
    if row is None:
        raise Http404
    return row


def item_context(row: Item) -> dict[str, Any]:
    assert row.live is not None
    entry, day = row.live.entry, today()
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
        "forms": attached.shown(row.live.pk, "book_form", row.code),
        "related": queries.by_titles(entry.related),
        "is_being_checked": row.is_being_checked(day),
        "is_valid": publishing.is_valid(entry.valid_from, entry.valid_until, day),
        "begins": entry.valid_from is not None and entry.valid_from > day,
    }


def shown_title(entry: Entry) -> str:
    return shown(entry.title, entry.title_en)


def shown_sentence(entry: Entry) -> str:
    return shown(entry.sentence, entry.sentence_en)
