"""Why a case went straight to a department, as its timeline tells."""

from django.utils.translation import pgettext

from lianhu.cases.queries import Entry


def sure(entry: Entry) -> int | None:
    """Per cent, of a transfer that went straight; None of any other."""
    found: int | None = entry.data.get("sure")
    return found


def said(entry: Entry) -> str:
    """The telling words of the question, in quotation marks of the reader's language; empty once
    they have been erased.
    """
    between = pgettext("between words", "”, “")
    return between.join(entry.words.split("\n"))
