"""The gallery's pages: `/phone/`, `/desk/` and so on, each a template of this folder."""

import errno
from pathlib import Path

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from lianhu.kernel import clock
from lianhu.ui.parts import Phone
from lianhu.ui.refusal import Refused
from tests.ui.gallery import samples

HERE = Path(__file__).parent
NAMES = sorted(file.stem for file in HERE.glob("*.html"))


def show(request: HttpRequest, name: str) -> HttpResponse:
    if name not in NAMES:
        raise Http404
    text = (HERE / f"{name}.html").read_text(encoding="utf-8")
    with clock.fixed(samples.NOW):
        context = RequestContext(request, samples.page(get_language() or ""))
        return HttpResponse(Template(text).render(context))


@csrf_exempt
def refuse(request: HttpRequest, who: str) -> HttpResponse:
    if who == "broken":
        raise RuntimeError("broken on purpose")
    if who == "locked":
        raise OperationalError("database is locked")
    if who == "full":
        raise OSError(errno.ENOSPC, "No space left on device")
    if who == "missing":
        raise FileNotFoundError(errno.ENOENT, "No such file")
    if who == "staff":
        raise Refused(staff=True)
    raise Refused(staff=False, name="林晓禾", phone=Phone("打电话给林晓禾", "0000-555-0142"))


handler403 = "lianhu.ui.views.refused"
handler500 = "lianhu.ui.views.broken"

urlpatterns = [
    path("", include("lianhu.ui.urls")),
    path("refused/<str:who>/", refuse),
    # What every page leads to, by the names that `web.context` knows them by.
    path("who-sees/", show, {"name": "phone"}, name="who_sees"),
    path("to-ask/", show, {"name": "phone"}, name="ask"),
    path("book/", show, {"name": "phone"}, name="book"),
    path("ideas/", show, {"name": "phone"}, name="ideas"),
    path("<str:name>/", show),
]
