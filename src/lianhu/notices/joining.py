"""Saying that what one desk writes is what another one has sent."""

from django.db import transaction

from lianhu.notices.models import Version
from lianhu.notices.requests.models import Request
from lianhu.notices.rules import sending as rules
from lianhu.notices.rules.sameness import is_near
from lianhu.notices.rules.sending import Code, Refused, Stage
from lianhu.notices.services import locked, text_of


@transaction.atomic
def join(notice: int, theirs: Version, *, places: list[str]) -> None:
    """The sender says that a draft is what another desk has sent: they become one card.

    Raises Refused where numbers, dates or places differ.
    """
    row, version = locked(notice)
    rules.to_send(Stage(version.stage), is_withdrawn=row.withdrawn_at is not None)
    if theirs.stage != Stage.SENT or theirs.notice.is_sent_on:
        raise Refused(Code.NOT_SAME)
    if not is_near(text_of(version), text_of(theirs), places):
        raise Refused(Code.NOT_SAME)
    # Answering what one asks would answer what the other does.
    if Request.objects.filter(version__in=[version, theirs]).exists():
        raise Refused(Code.NOT_SAME)
    version.joined, version.cost = theirs.wording, None
    version.save(update_fields=["joined", "cost"])
