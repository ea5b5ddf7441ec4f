"""How people sign in: sessions, second factors, cards, codes."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk, Duty, Resident
from lianhu.kernel.fields import EncryptedTextField
from lianhu.signin.rules import (
    CardState,
    CodeState,
    Scope,
    TokenState,
    card_state,
    code_state,
    token_state,
)


class SignIn(models.Model):
    """A session and whose it is, for its owner to know it again. No address, no place.

    Goes with the session: who ends one removes both, and the worker sweeps what is left over.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    # Of `rules.Device`.
    device = models.CharField(max_length=10)
    in_wechat = models.BooleanField()
    # With a card alone, without the phone.
    card_only = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    # To the hour.
    seen_at = models.DateTimeField()

    objects: ClassVar[models.Manager["SignIn"]] = models.Manager()


class SecondFactor(models.Model):
    """An app that shows a code, asked for after the password once it is confirmed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor"
    )
    # Base 32, as apps take it.
    key = EncryptedTextField()
    confirmed_at = models.DateTimeField(null=True)
    # The last code that was accepted, by its step; none before it is accepted again.
    last_step = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["SecondFactor"]] = models.Manager()


class RecoveryCode(models.Model):
    """Opens once, for whoever has lost the app. Kept as a keyed hash; gone once it has opened."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=32)

    objects: ClassVar[models.Manager["RecoveryCode"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["factor", "code_hash"], name="recovery_code_once"),
        ]


class Card(models.Model):
    """What an officer gives a resident to sign in with. Its token is on the card and nowhere else.

    One at a time: a new card revokes the one before.
    """

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="cards")
    token_hash = models.CharField(max_length=32, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Bound to a phone by its code: from then on that phone signs in, and the card opens nothing.
    used_at = models.DateTimeField(null=True)
    # No number was on record: one was entered with this card, for which its officer stands.
    vouched_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Card"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(revoked_at=None, used_at=None),
                name="card_one_open",
            ),
        ]
        indexes: ClassVar = [
            # Read at every sign-in by phone, and by the officer's page.
            models.Index(fields=["resident", "-id"], name="card_resident"),
        ]

    def state(self, now: datetime) -> CardState:
        return card_state(
            now,
            expires_at=self.expires_at,
            used_at=self.used_at,
            revoked_at=self.revoked_at,
        )


class PhoneCode(models.Model):
    """A code that was sent to a number, or would have been: of a number that nobody has, a row like
    any other is kept, so that whoever tries cannot tell.
    """

    phone = EncryptedTextField()
    # Nobody: the number belongs to none, or to several.
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    card = models.ForeignKey(Card, models.PROTECT, null=True, related_name="+")
    code_hash = models.CharField(max_length=32)
    # By the machine's clock.
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["PhoneCode"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the worker that sweeps.
            models.Index(fields=["sent_at"], name="phone_code_sent"),
        ]

    def state(self, now: datetime) -> CodeState:
        return code_state(
            now,
            sent_at=self.sent_at,
            tries=self.tries,
            used_at=self.used_at,
        )


class FactorReset(models.Model):
    """An administrator has taken away somebody's second factor, who reads that on the own page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["FactorReset"]] = models.Manager()


class Token(models.Model):
    """What a program signs in with: one duty at one desk, and how much of it.

    Kept as a keyed hash. It ends with the duty, whatever `expires_at` says.
    """

    token_hash = models.CharField(max_length=32, unique=True)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="tokens")
    # That of the duty, or one that its roster mans too.
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=[(scope, scope.value) for scope in Scope])
    # What it is for, in its owner's words.
    label = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Token"]] = models.Manager()

    def state(self, now: datetime) -> TokenState:
        return token_state(
            now,
            expires_at=self.expires_at,
            revoked_at=self.revoked_at,
            duty_ends_at=self.duty.ends_at,
        )
