"""Whoever signs in, staff or resident."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lianhu.kernel.fields import EncryptedTextField
from lianhu.kernel.names import TwoNames


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(username=username, **facts)
        user.set_password(password)  # None: nobody can sign in with it
        user.save(using=self._db)
        return user


class User(TwoNames, AbstractBaseUser):
    """A person (in other tables, `person` is this key).

    No groups and no model permissions: what somebody may do follows from duties (`grid`) and each
    app's `access.py`. Only the administration site asks `is_administrator`.
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

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_administrator
