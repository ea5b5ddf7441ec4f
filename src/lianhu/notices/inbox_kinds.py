"""How what waits about notices looks in an inbox."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from lianhu.inbox.below import Below
from lianhu.inbox.models import Item
from lianhu.inbox.registry import Describe, Kind
from lianhu.inbox.rules.attention import Sort
from lianhu.notices.access import had_come
from lianhu.notices.models import Question, Version
from lianhu.notices.rules.attention import ANSWERED, APPROVE, QUESTION, RETURNED, REVIEW, STOPPED
from lianhu.notices.rules.sending import Code
from lianhu.notices.words import REFUSALS
from lianhu.ui.parts import InboxRow


def _questions(title: Promise, said_of: Callable[[Question], str]) -> Describe:
    def rows(items: Sequence[Item]) -> list[InboxRow]:
        found = Question.objects.in_bulk([item.ref for item in items])
        said = {
            version.notice_id: version.title
            for version in Version.objects.filter(
                notice__in=[row.notice_id for row in found.values()]
            ).order_by("number")
        }
        asked = [found[item.ref] for item in items]
        return [
            InboxRow(
                title=str(title) % {"title": said[row.notice_id]},
                url=reverse("notice_question", args=[row.pk]),
                icon="messages",
                facts=[said_of(row)],
            )
            for row in asked
        ]

    return rows


def _came(named: Sequence[tuple[Item, Below]]) -> list[bool]:
    """Whether what was asked about had come to their desks below. Two queries."""
    questions = Question.objects.only("notice", "asked_at")
    found = questions.in_bulk([item.ref for item, _one in named])
    return had_come([(found[item.ref], one.spots) for item, one in named])


def _described(title: Promise, note_of: Callable[[Version], str]) -> Describe:
    def rows(items: Sequence[Item]) -> list[InboxRow]:
        found = Version.objects.in_bulk([item.ref for item in items])
        return [
            InboxRow(
                title=str(title) % {"title": found[item.ref].title},
                url=reverse("notice", args=[found[item.ref].notice_id]),
                icon="speakerphone",
                facts=[note_of(found[item.ref])],
            )
            for item in items
        ]

    return rows


def _reviews(items: Sequence[Item]) -> list[InboxRow]:
    wanted = [item.ref for item in items]
    texts = Version.objects.filter(notice__series__in=wanted).order_by("notice__turn", "number")
    # Of up to a year of turns no more than the titles.
    found = texts.values_list("notice__series", "notice", "title")
    last = {series: (notice, title) for series, notice, title in found}
    return [
        InboxRow(
            title=gettext("Is it still needed? %(title)s") % {"title": last[item.ref][1]},
            url=reverse("notice", args=[last[item.ref][0]]),
            icon="speakerphone",
            due_at=item.due_at,
            facts=[gettext("Without a yes it goes out no more.")],
        )
        for item in items
    ]


KINDS: Mapping[str, Kind] = {
    APPROVE: Kind(
        _described(
            gettext_lazy("Look at a notice before it goes out: %(title)s"),
            lambda _version: gettext("It reaches many: a second person looks first."),
        ),
        Sort.CONSULTATION,
        pgettext_lazy("message", "A notice to look at before it goes out"),
    ),
    RETURNED: Kind(
        _described(
            gettext_lazy("Given back: %(title)s"),
            lambda _version: gettext("Whoever looked at it says what to change."),
        ),
        Sort.CONSULTATION,
        pgettext_lazy("message", "A notice that was given back"),
    ),
    STOPPED: Kind(
        _described(
            gettext_lazy("It did not go out: %(title)s"),
            lambda version: str(REFUSALS[Code(version.stopped)]),
        ),
        Sort.CONSULTATION,
        pgettext_lazy("message", "A notice that did not go out at its time"),
    ),
    REVIEW: Kind(
        _reviews,
        Sort.CONSULTATION,
        pgettext_lazy("message", "A notice that is sent again and again: is it still needed?"),
    ),
    QUESTION: Kind(
        _questions(gettext_lazy("A question about: %(title)s"), attrgetter("words")),
        Sort.CONSULTATION,
        pgettext_lazy("message", "A question about a notice"),
        is_entered=True,
    ),
    ANSWERED: Kind(
        _questions(gettext_lazy("Answered: %(title)s"), attrgetter("answer")),
        Sort.CONSULTATION,
        pgettext_lazy("message", "An answer to your question about a notice"),
        is_entered=True,
        concerns=_came,
    ),
}
