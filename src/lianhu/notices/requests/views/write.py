"""Writing a request: what speaks against it stands beside each line, whenever it is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianhu.accounts.requests import PersonRequest
from lianhu.forms.forms import with_more_rows
from lianhu.forms.rules import PURPOSE, Finding
from lianhu.forms.telling import told
from lianhu.forms.views import FOLDED
from lianhu.grid.queries import MyDesk
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token
from lianhu.notices.access import Access, Act
from lianhu.notices.forms import as_typed
from lianhu.notices.requests import queries, services
from lianhu.notices.requests.access import asking_desks, request_for
from lianhu.notices.requests.checking import TITLE, check
from lianhu.notices.requests.forms import RequestForm, asked_forms, asked_of
from lianhu.notices.requests.models import Request
from lianhu.notices.requests.rules import Sheet, target_key
from lianhu.notices.requests.words import added
from lianhu.notices.rules.sending import Code, Refused, Stage
from lianhu.notices.views.desk import refused
from lianhu.notices.words import ANOTHER, REFUSALS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest) -> HttpResponse:
    own = asking_desks(request)
    code = request.GET.get("desk", "")
    my = next((my for my in own if my.desk.code == code), own[0])
    form = RequestForm(_sent(request), my=my, corrects=False, initial={"key": new_token()})
    page = _Page(request, form, my, asked_forms(_sent(request)), own=own)
    if not page.is_right():
        return page.shown()
    assert form.written is not None
    sheet = form.sheet(asked_of(page.rows))
    key = form.cleaned_data["key"] or new_token()
    try:
        made = services.write(
            my.desk, form.written, sheet, by=request.user, key=key, now=clock.now()
        )
    except OtherBody:
        form.refused(str(ANOTHER), key=new_token())
        return page.shown()
    return _saved(request, made, page, sheet)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, key: int) -> HttpResponse:
    """Another text for a draft."""
    access = request_for(request, key, Act.WRITE)
    if access.version.stage != Stage.DRAFT:
        return refused(request, Code.OTHER_STAGE, key)
    return _rewrite(request, access, corrects=access.version.number > 1, act=services.change)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PersonRequest, key: int) -> HttpResponse:
    """A new text for what was sent."""
    access = request_for(request, key, Act.WRITE)
    if access.version.stage != Stage.SENT or access.notice.withdrawn_at:
        return refused(request, Code.OTHER_STAGE, key)
    return _rewrite(request, access, corrects=True, act=services.correct)


def _rewrite(request: PersonRequest, access: Access, *, corrects: bool, act: Any) -> HttpResponse:
    notice, version = access.notice, access.version
    my = next(my for my in asking_desks(request) if my.desk.pk == notice.desk_id)
    asks = Request.objects.get(version=version)
    sheet, typed = asks.sheet, as_typed(version, my)
    typed |= {"known": asks.known, "targets": "\n".join(asks.targets), "minutes": asks.minutes}
    if act is services.correct:
        typed["why"] = ""
    form = RequestForm(_sent(request), my=my, corrects=corrects, initial=typed)
    rows = asked_forms(_sent(request), sheet.asked)
    page = _Page(request, form, my, rows, access=access)
    if request.method != "POST" and act is services.change:
        page.findings = _findings(version.title, version.body, sheet)
        page.sheet = sheet
        page.keys = [one.field.key for one in sheet.asked]
    if not page.is_right():
        return page.shown()
    assert form.written is not None
    sheet = form.sheet(asked_of(rows, queries.ever_asked(notice.pk)))
    seen = form.cleaned_data["seen"]
    try:
        act(notice.pk, form.written, sheet, by=request.user, now=clock.now(), seen=seen)
    except Refused as why:
        if why.code is not Code.OTHER_TEXT:
            return refused(request, why.code, notice.pk)
        # Whoever sends it once more has been told.
        form.refused(str(REFUSALS[why.code]), seen=typed["seen"])
        return page.shown(409)
    return _saved(request, notice.pk, page, sheet)


def _sent(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _findings(title: str, purpose: str, sheet: Sheet) -> Mapping[str, Sequence[Finding]]:
    return check(title, purpose, sheet, clock.now()).findings


def _saved(request: PersonRequest, key: int, page: "_Page", sheet: Sheet) -> HttpResponse:
    """On to what it costs; back to the form if something speaks against it."""
    said = page.form.cleaned_data
    if any(_findings(said["title"], said["body"], sheet).values()):
        messages.warning(
            request,
            _("Saved as a draft. It cannot be sent yet: see what stands beside each line."),
        )
        return redirect("request_change", key)
    return redirect("notice", key)


class _Page:
    """The form, with what speaks against what it says."""

    def __init__(
        self,
        request: PersonRequest,
        form: RequestForm,
        my: MyDesk,
        rows: Any,
        *,
        own: Sequence[MyDesk] = (),
        access: Access | None = None,
    ) -> None:
        self.request, self.form, self.my, self.rows = request, form, my, rows
        self.own, self.access = own, access
        self.findings: Mapping[str, Sequence[Finding]] = {}
        self.sheet = Sheet()
        # Of the rows, in their order.
        self.keys: list[str] = []
        self.wants_more = request.method == "POST" and "more_lines" in request.POST
        if self.wants_more:
            self.rows = asked_forms(with_more_rows(request.POST))
            self._unbind()

    def _unbind(self) -> None:
        """What was typed, before it is looked at."""
        typed = {name: self.form[name].value() for name in self.form.fields}
        corrects = "why" in self.form.fields
        self.form = RequestForm(my=self.my, corrects=corrects, initial=typed)

    def is_right(self) -> bool:
        """Whether it was sent, and may be saved."""
        if self.request.method != "POST" or self.wants_more:
            return False
        right = all([self.form.write(clock.now()), self.rows.is_valid()])
        if right and not any(row.has_changed() for row in self.rows):
            self.form.add_error(None, _("Please write at least one thing that is asked."))
            return False
        return right

    def shown(self, status: int = 0) -> HttpResponse:
        form, my = self.form, self.my
        node = my.desk.node
        addable = {one.key for one in added()}
        keys = [*self.keys, *[""] * len(self.rows.forms)]
        context = {
            "form": form,
            "desk": my.desk,
            "others": [other.desk for other in self.own if other.desk.pk != my.desk.pk],
            "notice": self.access.notice if self.access else None,
            "fields": self.rows,
            "rows": [
                {
                    "form": row,
                    "told": told(self.findings.get(key, ()), node),
                    "can_be_added": any(
                        finding.holding in addable for finding in self.findings.get(key, ())
                    ),
                    "is_open": row.folds_out
                    or any(finding.what in FOLDED for finding in self.findings.get(key, ())),
                }
                for row, key in zip(self.rows, keys, strict=False)
            ],
            "told_of_title": told(self.findings.get(TITLE, ())),
            "told_of_purpose": told(self.findings.get(PURPOSE, ())),
            "told_of_targets": [
                (text, told(self.findings.get(target_key(n), ())))
                for n, text in enumerate(self.sheet.targets)
            ],
            "times": [form[name] for name in ("due_at", "minutes")],
            "whom": [form[name] for name in ("who", "where", "more", "depth")],
            "general": form.errors.get(NON_FIELD_ERRORS, ()),
        }
        is_wrong = self.request.method == "POST" and not self.wants_more
        status = status or (422 if is_wrong else 200)
        return render(self.request, "notices/requests/write.html", context, status=status)
