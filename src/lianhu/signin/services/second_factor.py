"""The app that shows a code: setting it up, asking for it, doing without it again."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lianhu.accounts.models import User
from lianhu.kernel.crypto import blind_index
from lianhu.kernel.ids import ALPHABET
from lianhu.signin import rules, sessions
from lianhu.signin.models import FactorReset, RecoveryCode, SecondFactor


class AlreadyOn(Exception):
    """There is one already: it has to be removed first."""


class Wrong(Exception):
    """Not the code that the app shows now, or one that was used before."""


def confirmed(user: User) -> SecondFactor | None:
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


@transaction.atomic
def begin(user: User) -> SecondFactor:
    """A new key, which counts once a code of it was typed; one that was begun before is forgotten.

    Raises AlreadyOn.
    """
    _lock(user)
    if confirmed(user):
        raise AlreadyOn
    SecondFactor.objects.filter(user=user).delete()
    key = rules.key_text(secrets.token_bytes(rules.KEY_BYTES))
    return SecondFactor.objects.create(user=user, key=key)


@transaction.atomic
def confirm(user: User, typed: str, *, now: datetime) -> list[str]:
    """Turn it on; returns the recovery codes, which nobody can read again. Raises Wrong."""
    _lock(user)
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None or not _accept(factor, typed, now):
        raise Wrong
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)
    return _new_codes(factor)


@transaction.atomic
def prove(user: User, typed: str, *, now: datetime) -> bool:
    """Whether this is the app's code or a recovery code, either of which is used up by that."""
    factor = confirmed(user)
    if factor is None:
        return False
    if rules.is_code(typed):
        return _accept(factor, typed, now)
    used = factor.recovery_codes.filter(code_hash=_hash(factor, typed))
    gone, _ = used.delete()
    return gone == 1


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """New recovery codes instead of the old ones; none without a second factor."""
    _lock(user)
    factor = confirmed(user)
    return _new_codes(factor) if factor else []


def remove(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()


@transaction.atomic
def reset_second_factor(user: User, by: User, now: datetime) -> bool:
    """An administrator takes away the second factor of somebody who has lost it; whether there was
    one. It may be in other hands, so all sessions of that person end. Raises PermissionDenied.
    """
    if not (by.is_active and by.is_administrator) or by.pk == user.pk:
        raise PermissionDenied
    _lock(user)
    if confirmed(user) is None:
        return False
    remove(user)
    FactorReset.objects.create(user=user, by=by, at=now)
    sessions.end_all(user)
    return True


def last_reset(user: User) -> FactorReset | None:
    return FactorReset.objects.select_related("by").filter(user=user).order_by("-id").first()


def _lock(user: User) -> None:
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk))


def _accept(factor: SecondFactor, typed: str, now: datetime) -> bool:
    step = rules.accepted_step(rules.key_of(factor.key), typed, now, last=factor.last_step)
    if step is None:
        return False
    # Of two that send the same code at once, one is too late.
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return unused.update(last_step=step) == 1


def _new_codes(factor: SecondFactor) -> list[str]:
    factor.recovery_codes.all().delete()
    codes: set[str] = set()
    while len(codes) < rules.RECOVERY_CODES:
        symbols = (secrets.choice(ALPHABET) for _ in range(rules.RECOVERY_SYMBOLS))
        codes.add("".join(symbols).lower())
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, code_hash=_hash(factor, code)) for code in codes
    )
    half = rules.RECOVERY_SYMBOLS // 2
    return sorted(f"{code[:half]}-{code[half:]}" for code in codes)


def _hash(factor: SecondFactor, typed: str) -> str:
    return blind_index(rules.recovery_code(typed), f"signin.recovery.{factor.pk}")
