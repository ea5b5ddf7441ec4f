"""What a view knows about its request, and the session about its device and its beginning."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from django.http import HttpRequest

from lianhu.accounts.models import User

_SHARED: Final = "shared_device"
_PROOF: Final = "proof"
_VOUCHED: Final = "vouched_since"
_ENTERED_FOR: Final = "lianhu_entered_for"


class Proof(StrEnum):
    """What a session began with."""

    PASSWORD = "password"
    CODE = "code"  # sent to the phone
    CARD = "card"  # shown without the phone


class PersonRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


def declare_shared(request: HttpRequest) -> None:
    """The person says that others use this telephone or computer too.

    Nothing is kept as a draft while this session lasts, its pages leave no copies in the browser,
    and it ends with the browser.
    """
    request.session[_SHARED] = True
    request.session.set_expiry(0)


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(_SHARED))


def declare_proof(request: HttpRequest, proof: Proof, *, vouched: datetime | None = None) -> None:
    """Begin anew what the session says of its device. `vouched`: since when the number that the
    code was sent to is known, if nobody but the officer who gave the card stands for it.
    """
    for name in (_SHARED, _PROOF, _VOUCHED):
        request.session.pop(name, None)
    request.session.set_expiry(None)
    request.session[_PROOF] = proof.value
    if vouched is not None:
        request.session[_VOUCHED] = vouched.isoformat()


def is_card_only(request: HttpRequest) -> bool:
    """Somebody has shown a card and no more: whoever holds that may be somebody else."""
    return bool(request.session.get(_PROOF) == Proof.CARD)


def vouched_since(request: HttpRequest) -> datetime | None:
    """What was kept in confidence before then is not for this session; None: all of it is."""
    found = request.session.get(_VOUCHED)
    return datetime.fromisoformat(found) if found else None


def declare_entering(request: HttpRequest, person: User) -> None:
    """Its person writes down what `person` says."""
    setattr(request, _ENTERED_FOR, person.pk)


def entered_for(request: HttpRequest) -> int | None:
    """In whose name its page acts, if that is another's than its person's."""
    found: int | None = getattr(request, _ENTERED_FOR, None)
    return found


def is_residents(request: HttpRequest) -> bool:
    """A session by card or code opens what is a resident's, and no duty."""
    return request.session.get(_PROOF) in (Proof.CODE, Proof.CARD)
