"""How often what may be tried. Counted in a table, before each try, so that nothing forgets it.

Nobody shuts out somebody else for long: what is counted by account or number is wide, what is
counted by that and the address together is narrow, and every hour begins anew.
"""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest

from lianhu.kernel.limits import Limit, address_of, again_at

# Of passwords that were wrong.
PASSWORD_HERE = Limit("password here", 10)
PASSWORD_ACCOUNT = Limit("password account", 100)
PASSWORD_ADDRESS = Limit("password address", 60)
# Of an account whose password is known.
SECOND_FACTOR = Limit("second factor", 10)
# Of codes that are sent.
CODE_HERE = Limit("code here", 3)
CODE_NUMBER = Limit("code number", 10)
CODE_ADDRESS = Limit("code address", 30)
# Of tokens that no card has.
CARD_MISSES = Limit("card misses", 30)
# Of tokens that no program has.
TOKEN_MISSES = Limit("token misses", 100)


class Locked(Exception):
    """Too often. `again_at`: from when on it may be tried again, by the machine's clock."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.again_at = at


class Tries:
    """One thing that is counted in several ways."""

    def __init__(self, now: datetime, *counted: tuple[Limit, str]) -> None:
        self._now = now
        self._counted: Sequence[tuple[Limit, str]] = counted

    def spend(self) -> None:
        """Raises Locked."""
        for limit, who in self._counted:
            if not limit.spend(who, self._now):
                raise Locked(again_at(self._now))

    def give_back(self) -> None:
        """It was right: only what is wrong counts."""
        for limit, who in self._counted:
            limit.give_back(who, self._now)


def of_password(request: HttpRequest, account: str, now: datetime) -> Tries:
    address = address_of(request)
    return Tries(
        now,
        (PASSWORD_HERE, f"{account}\0{address}"),
        (PASSWORD_ACCOUNT, account),
        (PASSWORD_ADDRESS, address),
    )


def of_second_factor(user: int, now: datetime) -> Tries:
    return Tries(now, (SECOND_FACTOR, str(user)))


def of_code(request: HttpRequest, phone: str, now: datetime) -> Tries:
    address = address_of(request)
    return Tries(
        now,
        (CODE_HERE, f"{phone}\0{address}"),
        (CODE_ADDRESS, address),
        (CODE_NUMBER, phone),
    )
