"""A notice as it reaches somebody: one card, whoever sent it, and one answer to all of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid.calling import phone
from lianhu.grid.facts.rules import Fact
from lianhu.grid.facts.words import FACTS
from lianhu.grid.naming import known_as
from lianhu.grid.queries import resident_of
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.broadcasts.audience import above, aim_of
from lianhu.inbox.broadcasts.models import Receipt, Target
from lianhu.inbox.rules.broadcasts import Asks, Who, reaches
from lianhu.inbox.speaking import onward
from lianhu.inbox.undoing import services as undoing
from lianhu.inbox.undoing.views import say
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token
from lianhu.knowledge.models import Topic
from lianhu.knowledge.views.public import shown_sentence
from lianhu.notices import questions
from lianhu.notices.access import Mine, question_for, reached_by
from lianhu.notices.attachments.showing import shown
from lianhu.notices.broadcast_kinds import copies_on
from lianhu.notices.forms import WordsForm
from lianhu.notices.holding import holding, source
from lianhu.notices.models import Question, Version
from lianhu.notices.policies import queries
from lianhu.notices.policies.words import SAID
from lianhu.notices.requests.showing import asks_something
from lianhu.notices.rules.sending_on import OF_NO_TOPIC
from lianhu.notices.views.sending_on import address_for
from lianhu.notices.words import ASKS, listed, sender, sent_by


@login_required
@require_safe
def to_me(request: PersonRequest, key: int) -> HttpResponse:
    mine = reached_by(request, key)
    copies = copies_on(mine.found)
    if _is_request(copies):
        return _on_to_request(request, key)
    if request.method == "GET" and not mine.is_entered:
        reading.see(mine.reader, mine.found, clock.now())
    return _shown(request, mine, copies, WordsForm(initial={"key": new_token()}))


def _is_request(copies: Iterable[Version]) -> bool:
    """Never, where it reaches a household: requests are for desks."""
    return any(map(asks_something, copies))


def _on_to_request(request: PersonRequest, key: int) -> HttpResponse:
    asked_for = request.GET.urlencode()
    address = reverse("request_to_me", args=[key])
    return redirect(f"{address}?{asked_for}" if asked_for else address)


def _shown(
    request: PersonRequest, mine: Mine, copies: Sequence[Version], form: WordsForm
) -> HttpResponse:
    newest, card = copies[-1], mine.found.card
    says = source(copies)
    holds = holding([says])[says.pk]
    answered = mine.found.answer.to(card.asks)
    is_not_own = mine.resident is not None or mine.is_entered
    asked: list[Question] = []
    if mine.resident is None:
        asked += questions.asked_by(newest.notice, mine.speaker.person)
    if not is_not_own:
        questions.read(asked, clock.now())
    desk = newest.notice.contact
    contact, number = known_as(desk) if mine.resident else desk.shown_name, desk.phone
    for_query = mine.speaker.query
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "version": newest,
        "title": holds.title,
        "notice": newest.notice,
        "copies": [(sent_by(copy), copy) for copy in copies],
        "holds": holds,
        "said": _said(says, holds.original),
        "files": []
        if holds.is_withdrawn
        else shown(holds.original or says, "notice_file_to_me", newest.notice_id, for_query),
        "asks": ASKS[card.asks],
        "emergencies": list(dict.fromkeys(copy.emergency for copy in copies if copy.emergency)),
        "due_at": card.due_at,
        "is_open": card.is_open,
        "is_late": card.due_at is not None and card.due_at <= clock.now(),
        "answered_at": None if card.is_open or card.asks is Asks.KNOW else answered,
        "wants": card.asks.value if card.is_open else "",
        "resident": mine.resident,
        "reasons": [(sent_by(copy), copy) for copy in copies if copy.reason],
        "why": _why(mine),
        "phone": phone(contact, number) if number else None,
        "contact": contact,
        "back": back(mine),
        "entered_by": _entered_by(mine),
        "topics": _topics(mine, copies) if mine.resident else "",
        "offered": queries.offered(copies, mine.reader) if mine.resident else None,
        "says": list(SAID.items()),
        "send_on_url": "" if mine.resident or newest.withdraws else address_for(request, newest),
    }
    status = 422 if form.is_bound else 200
    return render(request, "notices/to_me.html", context, status=status)


def _said(says: Version, original: Version | None) -> dict[str, Any]:
    """What a notice says; what is sent on says what holds today. A query for what is in the book,
    or two.
    """
    item = says.notice.item
    if item is not None and item.live is not None:
        return {"words": shown_sentence(item.live.entry), "item": item}
    if original is None:
        return {"words": says.body}
    return {"words": original.body, "original": original, "first_by": sender(original.notice.desk)}


def _topics(mine: Mine, copies: Iterable[Version]) -> str:
    """What is refused with the card: those of all its senders."""
    names = [row.topic.shown_name for row in copies if row.topic]
    if any(row.topic == OF_NO_TOPIC for row in mine.found.broadcasts):
        names.append(_("what your contact officer sends on"))
    return listed(list(dict.fromkeys(names)))


def back(mine: Mine) -> str:
    if mine.is_entered:
        return reverse("calls")
    return reverse("my_cases" if mine.resident else "inbox")


def _entered_by(mine: Mine) -> User | None:
    """Who wrote down the answer, if it was told by telephone or on paper."""
    answered = Receipt.objects.filter(mine.reader.own, wording=mine.found.card.wording)
    row = answered.exclude(entered_by=None).select_related("entered_by").first()
    return row.entered_by if row else None


def _why(mine: Mine) -> list[str]:
    """Why it reaches the person: the places and posts of theirs that its senders meant."""
    meant = above(mine.reader.spots)
    if mine.reader.household is not None:
        meant |= Q(household=mine.reader.household)
    rows = Target.objects.filter(meant, broadcast__in=mine.found.broadcasts)
    rows = rows.select_related("node__level", "broadcast")
    said, there = [], list(rows.order_by("id"))
    facts = reading.known(mine.reader, there, clock.now())
    for row in there:
        aim, sender = aim_of(row), row.broadcast.desk_id
        if any(reaches(aim, spot, sender=sender, facts=facts) for spot in mine.reader.spots):
            said.append(_because(row))
    return list(dict.fromkeys(said)) or [_("because you have seen what was sent before")]


def _because(row: Target) -> str:
    facts = {"place": row.node.shown_name}
    match Who(row.who):
        case Who.HOUSEHOLD if row.fact:
            fact = FACTS[Fact(row.fact)]
            return _("your household lets it be known that there is %(fact)s") % {"fact": fact}
        case Who.HOUSEHOLD if row.household_id is not None and not row.node.level.is_beat:
            return _("your household is on a list of %(place)s") % facts
        case Who.HOUSEHOLD if row.household_id is not None:
            return _("your contact officer has chosen your household")
        case Who.HOUSEHOLD if row.node.level.is_beat:
            return _("your household is one of your contact officer's")
        case Who.HOUSEHOLD:
            return _("your household is in %(place)s") % facts
        case Who.OFFICER:
            return _("you are a contact officer in %(place)s") % facts
        case Who.CLERK:
            return _("you serve at a desk in %(place)s") % facts
        case Who.DEPARTMENT:
            return _("you serve at a department in %(place)s") % facts
    return _("you supervise in %(place)s") % facts


def _answer(request: PersonRequest, key: int, done: Asks, said: str) -> HttpResponse:
    mine = reached_by(request, key)
    if _is_request(copies_on(mine.found)):
        # It is done by answering it.
        return _on_to_request(request, key)
    act = None
    if mine.found.card.is_open:
        wording, now = mine.found.card.wording, clock.now()
        act = undoing.answer(
            mine.reader, wording, done, now, by=request.user, for_another=mine.is_entered
        )
    say(request, said, act)
    return redirect(back(mine))


@login_required
@require_POST
def acknowledge(request: PersonRequest, key: int) -> HttpResponse:
    said = _("Acknowledged, for everybody who has sent it.")
    return _answer(request, key, Asks.ACKNOWLEDGE, said)


@login_required
@require_POST
def done(request: PersonRequest, key: int) -> HttpResponse:
    return _answer(request, key, Asks.ACT, _("Done, for everybody who has sent it."))


@login_required
@require_POST
def ask(request: PersonRequest, key: int) -> HttpResponse:
    """Of somebody at work; a resident's question is a case."""
    mine = reached_by(request, key)
    if mine.resident is not None:
        raise Http404
    form, copies = WordsForm(request.POST), copies_on(mine.found)
    if not form.is_valid():
        if _is_request(copies):
            return _on_to_request(request, key)
        return _shown(request, mine, copies, form)
    notice = copies[-1].notice
    said, sent = form.cleaned_data["words"], form.cleaned_data["key"] or new_token()
    speaker = mine.speaker
    questions.ask(
        notice,
        said,
        by=speaker.person,
        entered_by=speaker.entered_by,
        key=sent,
        now=clock.now(),
    )
    told = _("Asked. The answer comes to your inbox, and stands here.")
    if speaker.entered_by is not None:
        told = _("Asked. The answer comes to the call list, and stands here.")
    messages.success(request, told)
    return onward(request, "notice_to_me", key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonRequest, key: int) -> HttpResponse:
    """A colleague's question, for the desk that answers; its answer, for whoever asked."""
    access = question_for(request, key)
    row, speaker, is_sent = access.question, access.speaker, request.method == "POST"
    is_asker, is_entered = row.person_id == speaker.person.pk, speaker.entered_by is not None
    # Who is called has read it when the caller says so; else, when they open it.
    has_read = is_sent if is_entered else not is_sent
    if is_asker and has_read:
        questions.read([row], clock.now())
    may_tell = is_asker and is_entered and row.answered_at is not None
    if is_sent and (may_tell or not access.answers):
        return redirect("calls")
    form = WordsForm(request.POST if is_sent else None)
    form.fields["words"].label = _("Your answer")
    if is_sent and form.is_valid():
        done = questions.answer(
            key,
            form.cleaned_data["words"],
            by=speaker.person,
            entered_by=speaker.entered_by,
            now=clock.now(),
        )
        if not done:
            messages.warning(request, _("Somebody has answered it meanwhile."))
            return onward(request, "notice_question", key)
        messages.success(request, _("Answered."))
        return redirect("calls" if speaker.entered_by else "inbox")
    version = questions.says_today(row)
    context = {
        "question": row,
        "version": version,
        "files": shown(version, "notice_question_file", row.pk, speaker.query),
        "form": form if access.answers and row.answered_at is None else None,
        "may_tell": may_tell,
        "is_unsigned": may_tell,
    }
    status = 422 if form.is_bound else 200
    return render(request, "notices/question.html", context, status=status)


@login_required
@require_POST
def refuse(request: PersonRequest, key: int) -> HttpResponse:
    """No more of this topic."""
    mine = reached_by(request, key)
    topics = [row.topic for row in mine.found.broadcasts if row.topic is not None]
    if mine.resident is None or not topics:
        raise Http404
    for topic in topics:
        reading.refuse(mine.resident, topic, clock.now())
    messages.success(request, _("You will not be sent such notices any more."))
    return redirect("notices_refused")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refused(request: PersonRequest) -> HttpResponse:
    """The topics that one has refused, each to be taken back."""
    resident = resident_of(request.user)
    if resident is None:
        raise Http404
    if request.method == "POST":
        given = request.POST.get("topic", "")
        if given.isdecimal():
            reading.take_back(resident, int(given))
            messages.success(request, _("Such notices reach you again."))
        return redirect("notices_refused")
    keys = reading.refused(resident)
    found = {topic.pk: topic.shown_name for topic in Topic.objects.filter(pk__in=keys)}
    found[OF_NO_TOPIC] = _("what your contact officer sends on")
    topics = [(key, found[key]) for key in keys if key in found]
    return render(request, "notices/refused.html", {"topics": topics})
