"""Template tags and filters of all pages: `{% load lianhu %}`."""

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import segno
from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.kernel.ids import new_token
from lianhu.ui import climb as climbs
from lianhu.ui import preferences, timewords
from lianhu.ui.parts import StageChip

register = template.Library()

ICON_SIZES = (16, 18, 20, 24, 28)


@cache
def _icons() -> dict[str, list[str]]:
    """Outlines of Tabler Icons 3.51 (MIT), by name: the `d` of each path in a 24 × 24 box."""
    read: dict[str, list[str]] = json.loads(
        (Path(__file__).parent.parent / "icons.json").read_text(encoding="utf-8")
    )
    return read


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """A line icon, always beside a word, so hidden from screen readers."""
    if size not in ICON_SIZES:
        raise template.TemplateSyntaxError(f"Icon size {size}: use one of {ICON_SIZES}.")
    try:
        paths = _icons()[name]
    except KeyError:
        raise template.TemplateSyntaxError(f"No icon is called {name!r}.") from None
    return format_html(
        '<svg class="lh-i lh-i{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        size,
        format_html_join("", '<path d="{}"/>', ((d,) for d in paths)),
    )


@register.simple_tag
def qr(text: str) -> SafeString:
    """A square code to scan, hidden from screen readers: what it is for stands beside it."""
    return SafeString(_qr(text))


@register.simple_tag
def qr_once(text: str) -> SafeString:
    """The same of what is a secret, and therefore kept nowhere."""
    return SafeString(_qr.__wrapped__(text))


@lru_cache(maxsize=1024)
def _qr(text: str) -> str:
    """Kept: working one out takes as long as all the rest of a page."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass="lh-qr", lineclass=None)
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


@register.inclusion_tag("ui/parts/chip.html")
def stage_chip(chip: StageChip | None, bare: bool = False) -> dict[str, Any]:
    """Who has it and until when. `bare`: without the tinted ground, for the rows of a queue."""
    return {"chip": chip, "bare": bare and chip is not None and chip.tone == "plain"}


@register.inclusion_tag("ui/parts/climb.html", takes_context=True)
def climb(context: Context, climb: climbs.Climb, face: str = "phone") -> dict[str, Any]:
    """Draw the climb: `face` "phone", or "desk", which shows the phone's drawing when narrow.

    In large type on a phone, and where there are too many stops to draw, the stops are listed.
    """
    at_desk = face == "desk"
    drawn = climb.drawable and (at_desk or not preferences.large_type(context.get("request")))
    return {
        "stops": climb.stops,
        "words": climb_words(climb),
        "phone": climbs.draw(climb, climbs.PHONE) if drawn else None,
        "desk": climbs.draw(climb, climbs.DESK) if drawn and at_desk else None,
    }


def climb_words(climb: climbs.Climb) -> str:
    """The drawing's facts in one sentence."""
    Kind = climbs.StopKind

    def named(stops: Sequence[climbs.Stop]) -> str:
        return pgettext("between stops", ", ").join(f"{s.label} {s.note}".strip() for s in stops)

    asker = [s for s in climb.stops if s.kind is Kind.ASKER]
    past = [s for s in climb.stops if s.kind is Kind.PAST]
    asked = [s for s in climb.stops if s.kind is Kind.ASK]
    future = [s for s in climb.stops if s.kind is Kind.FUTURE]
    said = []
    if asker:
        said.append(_("asked by %(stop)s") % {"stop": named(asker)})
    if past:
        said.append(_("passed %(stops)s") % {"stops": named(past)})
    for stop in climb.stops:
        if stop.kind is Kind.HOLDER:
            said.append(_("now at %(stop)s") % {"stop": named([stop])})
        elif stop.kind is Kind.ANSWERED:
            said.append(_("answered by %(stop)s") % {"stop": named([stop])})
    if asked:
        said.append(_("department: %(stops)s") % {"stops": named(asked)})
    if future:
        said.append(_("not reached: %(stops)s") % {"stops": named(future)})
    if climb.answered_from:
        said.append(_("the answer came straight back"))
    sentence = pgettext("between parts of a sentence", "; ").join(said)
    return sentence[:1].upper() + sentence[1:]


@register.simple_tag(takes_context=True)
def large_type(context: Context) -> bool:
    return preferences.large_type(context.get("request"))


@register.simple_tag
def new_key() -> str:
    """For a form written out by hand: sending it twice does it once."""
    return new_token()


@register.filter
def by_time(at: datetime) -> str:
    return timewords.by_time(at)


@register.filter
def by_clock(at: datetime) -> str:
    return timewords.by_clock(at)


@register.filter
def clock_time(at: datetime) -> str:
    return timewords.clock_time(at)


@register.filter
def day_time(at: datetime) -> str:
    return timewords.day_time(at)


@register.filter
def by_hour(at: datetime) -> str:
    return timewords.by_hour(at)


@register.filter
def minutes(length: timedelta | int) -> str:
    return timewords.minutes(length)


@register.filter
def paragraphs(words: str) -> list[list[str]]:
    """Plain text as paragraphs of lines: blank lines part the paragraphs."""
    text = words.replace("\r\n", "\n").strip()
    return [block.split("\n") for block in re.split(r"\n\s*\n", text)] if text else []


@register.filter
def playing_time(seconds: int) -> str:
    return timewords.playing_time(seconds)
