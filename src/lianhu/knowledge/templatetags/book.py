"""What pages of the book need beside the tags of all pages: `{% load book %}`."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Pieces as `Marks.of` gives them. Not a template of its own: a page has hundreds of them."""
    return SafeString(
        "".join(
            f"<mark>{escape(piece)}</mark>" if is_hit else escape(piece) for piece, is_hit in pieces
        )
    )
