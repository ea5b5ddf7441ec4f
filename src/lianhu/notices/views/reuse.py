"""Templates: the list, saving a notice as one, withdrawing one."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.inbox.speaking import speaker_of
from lianhu.kernel import clock
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.kernel.text import find_personal_numbers
from lianhu.notices.access import Act, notice_for, writers_desks
from lianhu.notices.reuse import services
from lianhu.notices.reuse.rules import blanks
from lianhu.notices.reuse.services import Saved
from lianhu.notices.rules.sending import Refused
from lianhu.notices.views.desk import makes_a_template
from lianhu.notices.words import ASKS, REFUSALS

# By whether it is a department's.
SAVED = {
    False: gettext_lazy("Saved: your desk, and those below it, write with it."),
    True: gettext_lazy("Saved: all desks of your department write with it."),
}


class TemplateForm(forms.Form):
    use_required_attribute = False

    name = CleanCharField(
        label=gettext_lazy("Name of the template"),
        help_text=gettext_lazy("By which whoever writes with it finds it."),
        max_length=30,
    )
    title = CleanCharField(label=gettext_lazy("Title"), max_length=60)
    body = CleanTextField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy(
            "Put what changes each time in braces, such as {date} or {place}: whoever writes with "
            "it has to fill that in."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
    )

    def clean(self) -> dict[str, str]:
        said: dict[str, str] = super().clean() or self.cleaned_data
        for name, text in list(said.items()):
            if find_personal_numbers(text):
                why = _("A number of a person stands in it: templates are for everybody.")
                self.add_error(name, ValidationError(why))
        return said


@login_required
@require_safe
def templates(request: PersonRequest) -> HttpResponse:
    own = writers_desks(request)
    desks = {my.desk.pk: my.desk for my in own}
    rows = [
        {
            "template": row,
            "desk": row.desk.shown_name,
            "asks": ASKS[Asks(row.asks)],
            "blanks": blanks(f"{row.title}\n{row.body}"),
            "is_own": row.desk_id in desks,
            "write_as": desks[row.desk_id].code if row.desk_id in desks else "",
        }
        for row in services.usable(own)
    ]
    return render(request, "notices/templates.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: PersonRequest, key: int) -> HttpResponse:
    access = notice_for(request, key, Act.WRITE)
    if speaker_of(request).entered_by is not None:
        raise PermissionDenied
    version = access.version
    if not makes_a_template(access.notice, version):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = TemplateForm(data, initial={"title": version.title, "body": version.body})
    if request.method == "POST" and form.is_valid():
        try:
            saved = Saved(**form.cleaned_data)
            services.save(version, saved, by=request.user, now=clock.now())
        except Refused as why:
            form.add_error("name", str(REFUSALS[why.code]))
        else:
            is_department = access.notice.desk.department_id is not None
            messages.success(request, SAVED[is_department])
            return redirect("notice_templates")
    context = {"form": form, "notice": access.notice}
    status = 422 if form.is_bound else 200
    return render(request, "notices/template.html", context, status=status)


@login_required
@require_POST
def withdraw(request: PersonRequest, template: int) -> HttpResponse:
    """By whoever writes at its desk."""
    own = writers_desks(request)
    row = next((row for row in services.usable(own) if row.pk == template), None)
    if row is None or row.desk_id not in {my.desk.pk for my in own}:
        raise Http404
    services.withdraw(row, now=clock.now())
    messages.success(request, _("Withdrawn: nobody writes with it any more."))
    return redirect("notice_templates")
