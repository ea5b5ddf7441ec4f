"""The mark that a form with drafts carries: for whom its page was made, and which draft it is.

It is signed and known to that person's pages only. What arrives with a mark was therefore written
on a page of ours that was made for the person whom it names – if not always by that person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.accounts.registry import keeps
from lianhu.accounts.rules import Keeps, Values, values_of

FIELD: Final = "draft"
# What follows a draft's `ref` where somebody writes down what another says.
_FOR: Final = " for="
_SALT: Final = "lianhu.accounts.marks"


@dataclass(frozen=True, slots=True)
class Mark:
    user: int
    form: str
    ref: str
    # The page was made for a device that others use too.
    shared: bool = False

    def signed(self) -> str:
        return signing.dumps([self.user, self.form, self.ref, self.shared], salt=_SALT)


def ref_for(ref: str, person: int | None) -> str:
    """`ref` in the name of another `person`: their words stand in no form but theirs."""
    return ref if person is None else f"{ref}{_FOR}{person}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A form with a mark of ours, as it arrived."""

    mark: Mark
    keeps: Keeps
    fields: Mapping[str, list[str]]

    @property
    def page(self) -> str:
        """The address of the page that the form stands on."""
        ref, _, person = self.mark.ref.partition(_FOR)
        page = reverse(self.keeps.page, args=ref.split(" ")[:1] if ref else [])
        return f"{page}?for={person}" if person else page

    @property
    def values(self) -> Values | None:
        """What a draft of it would hold. Raises TooLong."""
        return values_of(self.keeps, self.fields)

    @property
    def words(self) -> list[str]:
        """What was written, field by field."""
        given = (text for name in self.keeps.written for text in self.fields.get(name, ()))
        return [text for text in given if text.strip()]

    def is_own(self, request: HttpRequest) -> bool:
        """Whether it comes in a session of the person for whom its page was made."""
        return isinstance(request.user, User) and request.user.pk == self.mark.user


def sent(request: HttpRequest) -> Sent | None:
    """The form that a request brings; None if it has no mark, or none that is good any more."""
    if request.method != "POST" or FIELD not in request.POST:
        return None
    try:
        # A page lives no longer than the session that it was made in.
        found = signing.loads(request.POST[FIELD], salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    mark = Mark(*found)
    kept = keeps(mark.form)
    return Sent(mark, kept, dict(request.POST.lists())) if kept else None
