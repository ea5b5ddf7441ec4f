"""How notices look in the inbox of those whom they reach, and on a household's page."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.inbox.broadcasts.reading import Reached
from lianhu.inbox.broadcasts.registry import Kind
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices.attachments.showing import names_of
from lianhu.notices.holding import Holds, holding, source
from lianhu.notices.models import Version
from lianhu.notices.requests.showing import asks_something, on_paper
from lianhu.notices.services import KIND
from lianhu.notices.words import ASKS, listed, sent_by
from lianhu.ui.parts import InboxRow


def versions_of(found: Sequence[Reached]) -> dict[int, Version]:
    """The texts of all copies on these cards, by key. One query."""
    refs = {row.ref for each in found for row in each.broadcasts}
    rows = Version.objects.filter(pk__in=refs).select_related(
        "notice__desk__department",
        "notice__desk__node__level",
        "notice__contact__department",
        "notice__contact__node__level",
        "notice__item",
        "topic",
        "request",
        "by",
        "entered_by",
    )
    return {row.pk: row for row in rows}


def copies_on(card: Reached) -> list[Version]:
    """The texts on one card, the newest last. One query."""
    texts = versions_of([card])
    return [texts[row.ref] for row in card.broadcasts]


def _rows(found: Sequence[Reached]) -> list[InboxRow]:
    texts = versions_of(found)
    holds = holding(texts.values())
    return [_row(each, [texts[row.ref] for row in each.broadcasts], holds) for each in found]


def _row(each: Reached, copies: Sequence[Version], holds: Mapping[int, Holds]) -> InboxRow:
    newest, senders = copies[-1], list(dict.fromkeys(map(sent_by, copies)))
    facts, says = [listed(senders)], holds[source(copies).pk]
    if any(copy.emergency for copy in copies) and not says.is_withdrawn:
        facts.insert(0, pgettext("notice", "emergency"))
    if len(senders) > 1:
        facts.append(_("sent by %(count)d, one card") % {"count": len(senders)})
    title = says.title
    if says.is_withdrawn:
        title = _("Withdrawn: %(title)s") % {"title": title}
    elif newest.number > 1:
        title = _("Corrected: %(title)s") % {"title": title}
    elif each.card.asks is not Asks.KNOW:
        facts.append(str(ASKS[each.card.asks]))
    if newest.attached and not says.is_withdrawn:
        facts.append(_("with files"))
    return InboxRow(
        title=title,
        url=reverse(
            "request_to_me" if asks_something(newest) else "notice_to_me", args=[newest.notice_id]
        ),
        icon="speakerphone",
        due_at=each.card.due_at if each.card.is_open else None,
        facts=facts,
        hint=next((copy.reason for copy in copies if copy.reason), ""),
        hint_icon="info-circle",
    )


def _texts(found: Sequence[Reached]) -> list[str]:
    texts = versions_of(found)
    newest = [texts[each.broadcasts[-1].ref] for each in found]
    files = names_of(newest)
    return ["\n".join([on_paper(row), *_named(files.get(row.pk, ()))]) for row in newest]


def _named(files: Sequence[str]) -> list[str]:
    """Whoever has no screen asks for them."""
    if not files:
        return []
    return ["", _("With it (ask for a print): %(names)s") % {"names": listed(files)}]


KINDS: Mapping[str, Kind] = {KIND: Kind(_rows, _texts, pgettext_lazy("message", "A notice"))}
