"""What holds today of a text: of what officers sent on, what its source says by now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianhu.kernel.names import shown
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import Stage


@dataclass(frozen=True, slots=True)
class Holds:
    """In the reader's language. `why`: it does not hold any more. `original`: what the first sender
    of what was sent on has sent last.
    """

    title: str
    document: str = ""
    is_withdrawn: bool = False
    why: str = ""
    original: Version | None = None


def source(copies: Sequence[Version]) -> Version:
    """Whose words a card has: the newest of its copies, but rather a sender's own than one that was
    sent on, since of several who sent the same one may have withdrawn it.
    """
    return next((row for row in reversed(copies) if not row.notice.is_sent_on), copies[-1])


def holding(texts: Iterable[Version]) -> Mapping[int, Holds]:
    """By key of the text. Needs the notice with its `item`; none or one query."""
    texts = list(texts)
    about = {row.notice.about_id for row in texts if row.notice.about_id}
    originals = _originals(about) if about else {}
    return {row.pk: _holds(row, originals.get(row.notice.about_id or 0)) for row in texts}


def _holds(row: Version, original: Version | None) -> Holds:
    item, says = row.notice.item, original or row
    title = says.title if item is None else shown(item.title, item.title_en)
    if row.withdraws:  # by the officer
        return Holds(title, says.document, True, row.why, original)
    if item is not None:
        return Holds(title, is_withdrawn=item.live_id is None, why=item.withdrawn_why)
    why = says.why if says.withdraws else ""
    return Holds(title, says.document, says.withdraws, why, original)


def _originals(notices: Iterable[int]) -> dict[int, Version]:
    """What was sent last of each. One query."""
    sent = Version.objects.filter(notice__in=notices, stage=Stage.SENT).order_by("number")
    sent = sent.select_related("notice__desk__department", "notice__desk__node__level")
    return {row.notice_id: row for row in sent}
