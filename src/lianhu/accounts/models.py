"""Whoever signs in, staff or resident, and what they have begun to write."""

import json
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lianhu.accounts.rules import Values
from lianhu.kernel.fields import EncryptedTextField
from lianhu.kernel.names import TwoNames


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(username=username, **facts)
        user.set_password(password)  # None: nobody can sign in with it
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **facts: Any) -> "User":
        """An administrator, by the name that Django's createsuperuser knows."""
        return self.create_user(username, password, is_administrator=True, **facts)


class User(TwoNames, AbstractBaseUser):
    """A person (in other tables, `person` is this key).

    No groups and no model permissions: what somebody may do follows from duties (`grid`) and each
    app's `access.py`. Only `steward` and the administration site ask `is_administrator`.
    """

    username = models.CharField(max_length=60, unique=True)
    name = EncryptedTextField()
    name_en = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_administrator


class Draft(models.Model):
    """What somebody has begun to write into a form and has not sent yet.

    Personal data: words that may tell anything of anybody, which is why they are encrypted and
    nobody but the writer is ever shown them. Kept so that nothing written is lost with a session,
    a conflict or a telephone; on the server, because telephones are shared. Gone when the form is
    sent, when the writer discards it, and 30 days after the last change at the latest.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    # The route that the form is sent to, as in `registry`.
    form = models.CharField(max_length=40)
    # What it is about, a case's number say, and for whom it is written down; empty where the form
    # is about nothing yet.
    ref = models.CharField(max_length=60, blank=True)
    # JSON of `rules.Values`.
    body = EncryptedTextField()
    updated_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Draft"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by every page with forms that keep drafts, too.
            models.UniqueConstraint(fields=["user", "ref", "form"], name="draft_once"),
        ]
        indexes: ClassVar = [
            # Read by the worker that sweeps.
            models.Index(fields=["updated_at"], name="draft_updated"),
        ]

    @property
    def values(self) -> Values:
        values: Values = json.loads(self.body)
        return values
