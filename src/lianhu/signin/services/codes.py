"""Codes sent to a phone, and what becomes of one that comes back."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from lianhu.channels.models import Delivery
from lianhu.channels.services import queue
from lianhu.grid.models import Resident
from lianhu.kernel.crypto import blind_index
from lianhu.signin import rules
from lianhu.signin.models import Card, PhoneCode
from lianhu.signin.rules import CodeState

CHANNEL = "console"


class Over(Exception):
    """The code opens nothing any more: used, too old, or tried too often."""


class Wrong(Exception):
    """Not that code. `left`: how often it may still be tried."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@transaction.atomic
def send(
    phone: str, *, resident: Resident | None, card: Card | None = None, now: datetime
) -> PhoneCode:
    """Send a code to this number (E.164). Without a `resident` nothing is sent, and no answer
    opens what is kept: to whoever asks, it looks the same. `now`: the machine's time.
    """
    row = PhoneCode.objects.create(
        phone=phone, resident=resident, card=card, code_hash="", sent_at=now
    )
    code = f"{secrets.randbelow(10**rules.DIGITS):0{rules.DIGITS}}"
    row.code_hash = _hash(row, code)
    row.save(update_fields=["code_hash"])
    if resident is not None:
        text = gettext(
            "%(code)s is your code to sign in to Lianhu. It holds for 10 minutes. Tell it to"
            " nobody, whoever asks."
        )
        _queue(row, text % {"code": code})
    return row


def explain(row: PhoneCode, text: str) -> None:
    """Say by message, to whoever has the number, why there is no code: on no page."""
    _queue(row, text)


def prove(pk: int, typed: str, *, now: datetime) -> PhoneCode:
    """The row whose code was typed, used up by that. Raises Wrong or Over. `now`: the machine's.

    Counts the try before it is looked at, so that many at once are not many more.
    """
    open_rows = PhoneCode.objects.filter(
        pk=pk,
        used_at=None,
        tries__lt=rules.CODE_TRIES,
        sent_at__lte=now,
        sent_at__gt=now - rules.CODE_LIVES,
    )
    if open_rows.update(tries=F("tries") + 1) == 0:
        raise Over
    row = PhoneCode.objects.select_related("resident__user", "card").get(pk=pk)
    is_right = secrets.compare_digest(row.code_hash, _hash(row, rules.digits(typed)))
    if not is_right or row.resident is None:
        if row.state(now) is CodeState.DEAD:
            raise Over
        raise Wrong(rules.CODE_TRIES - row.tries)
    if PhoneCode.objects.filter(pk=pk, used_at=None).update(used_at=now) == 0:
        raise Over
    return row


def _queue(row: PhoneCode, body: str) -> None:
    queue(
        Delivery.Class.CODE,
        channel=CHANNEL,
        address=row.phone,
        body=body,
        source=f"code:{row.pk}",
    )


def _hash(row: PhoneCode, code: str) -> str:
    return blind_index(code, f"signin.code.{row.pk}")
