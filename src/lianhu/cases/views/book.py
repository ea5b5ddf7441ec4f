"""What the book says to whoever asks: before the question is sent, and instead of sending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lianhu.cases.book import suggesting
from lianhu.cases.rules import CaseClass
from lianhu.kernel import clock
from lianhu.kernel.text import clean
from lianhu.knowledge.services import note_helped

# A question is a few words; of a long one the beginning says what it is.
LONGEST = 300


@sensitive_post_parameters()
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """While somebody writes, what may answer it already. POST: an address would be logged."""
    words = clean(request.POST.get("words", ""), limit=LONGEST)
    kind = request.POST.get("case_class", "")
    case_class = CaseClass(kind) if kind in list(CaseClass) else CaseClass.QUESTION
    found = suggesting.for_asker(words, case_class, clock.now()) if words else []
    return render(request, "cases/parts/fitting.html", {"fitting": found})


def helped(request: HttpRequest) -> HttpResponse | None:
    """For whoever says "that is it": the item, without a case. It is counted, nobody is."""
    item = suggesting.named(request.POST.get("fits", ""))
    if item is None:
        return None
    note_helped(item, now=clock.now())
    messages.success(request, gettext("Good. Nothing has been sent: it all stands here."))
    return redirect("book_item", item.code)
