"""The pages of residents: ask, and one matter."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import queries, rules, services, store
from lianhu.cases.access import asked_case, is_open_to
from lianhu.cases.asking_forms import SOMEBODY_ELSE, OwnAskForm
from lianhu.cases.book import suggesting
from lianhu.cases.forms import CaseForm, ReopenForm, WordsForm
from lianhu.cases.journey import resident as journey
from lianhu.cases.journey import resident_facts as told
from lianhu.cases.journey.resident_steps import known
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.models import Case, Stage
from lianhu.cases.neighbourhood import asked_already
from lianhu.cases.takers import as_it_is
from lianhu.cases.titles import split
from lianhu.cases.views import book
from lianhu.cases.views.acting import Outcome, perform
from lianhu.cases.views.asking import Attempt, attempt, begun, by_phone, handed_over, take_over
from lianhu.cases.views.attached import Attached, take_in
from lianhu.cases.views.neighbours import follow_instead
from lianhu.grid.calling import phone, phone_of
from lianhu.grid.models import Desk, Resident
from lianhu.grid.queries import Contact, contact, family_of, home_desk, resident_of, with_setting
from lianhu.grid.rules import DeskKind
from lianhu.kernel import clock, phones
from lianhu.ui import live, timewords
from lianhu.ui.parts import Fact, PersonHead, Phone


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest) -> HttpResponse:
    resident = resident_of(request.user)
    desk = home_desk(resident.household) if resident and resident.household else None
    if resident is None or desk is None:
        top = with_setting().filter(kind=DeskKind.NODE, node__depth=1).first()
        return render(request, "cases/ask_nowhere.html", {"phone": top and phone_of(top)})
    handed = handed_over(request)
    sent = request.method == "POST" and not handed
    if sent and (helped := book.helped(request)) is not None:
        return helped
    if sent and (followed := follow_instead(request)) is not None:
        return followed
    data = request.POST if sent else None
    form = OwnAskForm(data, initial=begun(request), family=family_of(resident))
    Drafts(request).offer(form, "ask")
    take_over(form, handed)
    attached = take_in(request) if sent or handed else Attached()
    form.fields["words"].required = not (attached.voice or attached.voice_errors)
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            attached,
            lambda facts: _question(form, facts, resident, desk, attached),
            # What others of the household have asked is nobody's but theirs.
            compares=lambda question: question.asker.pk == resident.pk,
            suggests=True,
            near=lambda question: _near(question, resident),
        )
        if made.case is not None:
            return _asked(request, made, resident)
    now = clock.now()
    there = contact(desk, now)
    due_at = store.promises()[rules.CaseClass.QUESTION].due(there.schedule, now)
    context = (
        attached.shown()
        | made.shown(request)
        | {
            "form": form,
            "person": officer_head(there),
            "contact": there,
            "due": journey.by(due_at, after=there.opens_at) if due_at else "",
        }
    )
    return render(request, "cases/ask.html", context, status=422 if sent else 200)


def _near(question: services.Question, resident: Resident) -> list[Case]:
    """A complaint, and what is kept in confidence, is one's own; and what one follows oneself tells
    nobody else for whom it was to be asked.
    """
    if question.case_class is rules.CaseClass.COMPLAINT or question.confidential:
        return []
    if question.asker.pk != resident.pk:
        return []
    return asked_already(resident, resident.household, question.words, clock.now())


def _question(
    form: OwnAskForm, facts: dict[str, Any], resident: Resident, desk: Desk, attached: Attached
) -> services.Question | None:
    """Of oneself, of somebody in the household, or of somebody known by name and number."""
    asker = form.family.get(facts["whom"], resident)
    if facts["whom"] == SOMEBODY_ELSE:
        named = by_phone(form, facts["phone"], facts["name"])
        if named is None:
            return None
        asker = named
    return services.Question(
        asker=asker,
        beat=desk.node,
        words=facts["words"],
        case_class=facts["case_class"],
        topic=facts["topic"],
        actor=resident.user_id,
        photos=attached.photos,
        voice=attached.voice,
        confidential=facts["confidential"],
    )


def _asked(request: PersonRequest, made: Attempt, resident: Resident) -> HttpResponse:
    """To one's own matter; of another's, which is theirs to read, one sees how far it comes."""
    case = made.case
    assert case is not None
    if case.asker_id == resident.pk and is_open_to(request, case):
        if made.added:
            messages.success(request, gettext("Added. Whoever has your matter sees it."))
        return redirect("my_case", case.number)
    if case.asker_id == resident.pk:
        return shown_by_token(request, case)
    facts = {"name": case.asker.shown_name, "number": case.number}
    said = gettext(
        "Asked for %(name)s, number %(number)s: please pass it on. The answer goes there."
    )
    messages.success(request, said % facts)
    return redirect("stage", case.token)


def shown_by_token(request: PersonRequest, case: Case) -> HttpResponse:
    """Asked, and not to be read in this session: how far it comes, without its words."""
    said = gettext("Received, number %(number)s. To read it, sign in with your phone.")
    messages.success(request, said % {"number": case.number})
    return redirect("stage", case.token)


def officer_head(there: Contact) -> PersonHead:
    """The contact officer, and who answers today if it is somebody else."""
    officer = there.officer.person if there.officer else None
    callee = _callee(there)
    if there.on_duty and there.open_until is not None and callee is not None:
        duty = (
            pgettext("resident", "on duty, until %(time)s today")
            if callee == officer
            else pgettext("resident", "%(name)s is on duty today, until %(time)s")
        ) % {"name": callee.shown_name, "time": timewords.clock_time(there.open_until)}
    elif there.opens_at is not None:
        duty = pgettext("resident", "back %(time)s") % {"time": timewords.day_time(there.opens_at)}
    else:
        duty = pgettext("resident", "away just now: your question goes on to the next desk")
    return PersonHead(
        name=officer.shown_name if officer else pgettext("resident", "Your contact officer"),
        role=pgettext("resident", "your contact officer") if officer else "",
        duty=duty,
        on_duty=bool(there.on_duty),
        phone=Phone(gettext("Call"), phones.shown(callee.phone), callee.phone)
        if callee and callee.phone
        else None,
    )


@login_required
@require_safe
def matter(request: PersonRequest, number: str) -> HttpResponse:
    """One matter. With `HX-Request` only what changes by itself, and 304 while nothing has."""
    case = asked_case(request, number)
    etag, form = _etag(request, case), WordsForm(initial={"seq": case.seq})
    return live.answer(request, etag, lambda: _matter(request, case, form, etag=etag))


def _etag(request: PersonRequest, case: Case) -> str:
    waiting = case.has_files_waiting  # type: ignore[attr-defined]
    seq = f"{case.seq}.{case.merged_into.seq if case.merged_into else 0}"
    return live.etag_of(request, f"{case.number}.{seq}.{waiting:d}")


def _matter(
    request: PersonRequest,
    case: Case,
    form: CaseForm,
    attached: Attached | None = None,
    *,
    etag: str = "",
    status: int = 200,
) -> HttpResponse:
    way, leader = as_it_is(way_of(case), clock.now()), queries.leader(case)
    if live.is_live(request):
        template = "cases/matter_live.html"
    else:
        template = "cases/matter.html"
        Drafts(request, case.number).offer(form, "my_case_note")
    shown = live.known(etag or _etag(request, case))
    context = _matter_context(way, leader) | {"form": form, "known": shown}
    context["code_url"] = request.build_absolute_uri(reverse("stage", args=[case.token]))
    context |= (attached or Attached()).shown()
    return live.kept_apart(render(request, template, context, status=status))


def _matter_context(way: Way, leader: Stage | None) -> dict[str, Any]:
    case, now = way.case, clock.now()
    here = way.here
    title, rest = split(way.asked)
    there = _awaiting(way, now)
    after_hours = told.after_hours(way, there.schedule, now) if there else None
    fitting = []
    if after_hours is not None:
        fitting = suggesting.for_asker(way.words, rules.CaseClass(case.case_class), now)
        if fitting:
            after_hours = told.with_answers(after_hours)
    status = rules.Status(case.status)
    silent = journey.settled_by_silence(way)
    return {
        "case": case,
        "title": title,
        "rest": rest,
        "asked_photos": way.photos,
        "asked_voice": way.voice,
        "is_open": here is not None,
        "is_on_its_way": status in rules.OPEN,
        "is_waiting": status is rules.Status.WAITING,
        "is_answered": status is rules.Status.ANSWERED,
        "is_silent": silent,
        "is_helped": here is not None and case.need_visited_at is not None,
        "may_reopen": status in _ANSWERED and case.answered_by_id is not None,
        "wanted": told.wanted(way),
        "headline": journey.headline(way),
        "summary": journey.summary(way),
        "where": known(way, here.desk) if here else "",
        "chip": journey.chip(way, now),
        "climb": journey.climb(way),
        "facts": _facts(way, leader, there, now),
        "late": told.late_together(way, leader, now) if leader else told.late(way, now),
        "after_hours": after_hours,
        "fitting": fitting,
        "call": None if after_hours else journey.call(way) or (there and _call(case, there)),
        "answer": journey.answer(way),
        "journey": journey.steps(way),
    }


_ANSWERED = (rules.Status.ANSWERED, rules.Status.SETTLED)


def _facts(way: Way, leader: Stage | None, there: Contact | None, now: datetime) -> list[Fact]:
    if leader is not None:
        return told.together(way, leader, now)
    if way.here is None:
        return told.afterwards(way)
    return told.facts(way, now, expected=_expected(way.case, there) if there else "")


def _awaiting(way: Way, now: datetime) -> Contact | None:
    """Who will take the case, if nobody has."""
    here = way.here
    if here is None or here.taken_by is not None:
        return None
    desk = next((desk for desk in way.ladder if desk.pk == here.desk.pk), None)
    return contact(desk, now) if desk else None


def _callee(there: Contact, about: int | None = None) -> User | None:
    """Who answers just now, the officer before others; else the officer, whoever is away. Never
    whom a matter is about.
    """
    officer = there.officer.person if there.officer else None
    on_duty = [person for person in there.on_duty if person.pk != about]
    if officer is None or officer.pk == about or (on_duty and officer not in on_duty):
        return on_duty[0] if on_duty else None
    return officer


def _expected(case: Case, there: Contact) -> str:
    callee = _callee(there, case.about_id)
    return callee.shown_name if callee else ""


def _call(case: Case, there: Contact) -> Phone | None:
    callee = _callee(there, case.about_id)
    return phone(callee.shown_name, callee.phone) if callee and callee.phone else None


@login_required
@require_POST
def note(request: PersonRequest, number: str) -> HttpResponse:
    case = asked_case(request, number)
    attached = take_in(request)
    form = WordsForm(request.POST)
    form.fields["words"].required = not (attached.received or attached.errors)
    outcome = perform(
        case,
        form,
        lambda facts: rules.Note(request.user.id, None, facts["words"], **attached.counts),
        attached,
    )
    said = gettext("Added. Whoever has your matter sees it.")
    return shown_after(request, number, outcome, said, attached)


@login_required
@require_POST
def confirm(request: PersonRequest, number: str) -> HttpResponse:
    case = asked_case(request, number)
    outcome = perform(case, CaseForm(request.POST), lambda facts: rules.Confirm(request.user.id))
    return shown_after(request, number, outcome, gettext("Thank you. It is noted as solved."))


@login_required
@require_POST
def reopen(request: PersonRequest, number: str) -> HttpResponse:
    case = asked_case(request, number)
    attached = take_in(request)
    outcome = perform(
        case,
        ReopenForm(request.POST),
        lambda facts: rules.Reopen(request.user.id, facts["words"], **attached.counts),
        attached,
    )
    return shown_after(request, number, outcome, gettext("It is being handled again."), attached)


def shown_after(
    request: PersonRequest,
    number: str,
    outcome: Outcome,
    said: str,
    attached: Attached | None = None,
) -> HttpResponse:
    """The matter after an act of its asker, or with what was typed and why it was not done."""
    if outcome.done:
        messages.success(request, said)
        return redirect("my_case", number)
    # Read again: after a conflict the page shows what the case has become.
    case = asked_case(request, number)
    status = 409 if outcome.conflict else 422
    return _matter(request, case, outcome.form, attached, status=status)
