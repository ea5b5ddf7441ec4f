"""A complaint about somebody on the staff, which that person never sees."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import queries, rules, services, store
from lianhu.cases.access import is_open_to, open_to
from lianhu.cases.asking_forms import AboutForm
from lianhu.cases.journey import resident as journey
from lianhu.cases.views.asking import Attempt, attempt
from lianhu.cases.views.attached import Attached, take_in
from lianhu.cases.views.resident import shown_by_token
from lianhu.grid.models import Desk, Resident
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import home_desk, resident_of, schedules, serving
from lianhu.grid.rules import Role
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_about(request: PersonRequest) -> HttpResponse:
    resident = resident_of(request.user)
    desk = home_desk(resident.household) if resident and resident.household else None
    if resident is None or desk is None:
        return redirect("ask")  # which says whom to call
    sent, now = request.method == "POST", clock.now()
    data = request.POST if sent else None
    form = AboutForm(data, initial={"key": new_token()}, staff=_staff(request, resident, desk, now))
    Drafts(request).offer(form, "ask_about")
    attached = take_in(request) if sent else Attached()
    form.fields["words"].required = not (attached.voice or attached.voice_errors)
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            attached,
            lambda facts: services.Question(
                asker=resident,
                beat=desk.node,
                words=facts["words"],
                case_class=rules.CaseClass.COMPLAINT,
                actor=resident.user_id,
                photos=attached.photos,
                voice=attached.voice,
                confidential=facts["confidential"],
                about=int(facts["about"]),
            ),
            # What is said about somebody is added to nothing that this person may read.
            compares=lambda question: False,
        )
        if made.case is not None:
            if not is_open_to(request, made.case):
                return shown_by_token(request, made.case)
            return redirect("my_case", made.case.number)
    schedule = schedules([desk], now)[desk.pk]
    due_at = store.promises()[rules.CaseClass.COMPLAINT].due(schedule, now)
    context = (
        attached.shown()
        | made.shown(request)
        | {"form": form, "due": journey.by(due_at) if due_at else ""}
    )
    return render(request, "cases/ask_about.html", context, status=422 if sent else 200)


def _staff(
    request: PersonRequest, resident: Resident, desk: Desk, now: datetime
) -> list[tuple[int, str]]:
    """Those who serve at one's beat and those whom one has met, with where: never a whole city's
    staff.
    """
    found: dict[int, str] = {}
    for duty in serving(desk, now):
        text = pgettext("resident", "%(name)s, your contact officer")
        if duty.role != Role.OFFICER:
            text = pgettext("resident", "%(name)s, who stands in")
        found.setdefault(duty.person_id, text % {"name": duty.person.shown_name})
    for person, where in queries.met(resident, open_to(request, "case__")):
        text = pgettext("resident", "%(name)s, %(desk)s")
        place = pgettext("resident", "a contact officer")
        if where is not None and not is_beat(where):
            place = where.shown_name
        found.setdefault(person.pk, text % {"name": person.shown_name, "desk": place})
    found.pop(resident.user_id or 0, None)
    return list(found.items())
