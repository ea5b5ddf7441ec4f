"""Forms that hold what was written into them before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django import forms

from lianhu.accounts import registry, services
from lianhu.accounts.marks import Mark, ref_for
from lianhu.accounts.models import Draft
from lianhu.accounts.requests import PersonRequest, entered_for, is_card_only, is_shared
from lianhu.accounts.rules import Keeps


@dataclass(frozen=True, slots=True)
class Offered:
    """What `accounts/draft.html` shows in a form."""

    mark: str
    shared: bool
    # The form holds a draft from then.
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A draft for whose form a page has no place any more."""

    mark: str
    words: str


class DraftForm(forms.Form):
    """A form that can keep drafts: on a page, once `Drafts.offer` has seen it."""

    draft: Offered | None = None

    @property
    def has_draft(self) -> bool:
        """Whether it holds one."""
        return self.draft is not None and self.draft.written_at is not None

    @classmethod
    def keeps(cls, page: str) -> Keeps:
        """For the registry: everything that is filled in, but files and passwords."""
        written, chosen = [], []
        for name, field in cls.base_fields.items():
            if field.widget.is_hidden or isinstance(field, forms.FileField):
                continue
            if not isinstance(field, forms.CharField):
                chosen.append(name)
            elif not isinstance(field.widget, forms.PasswordInput):
                written.append(name)
        return Keeps(page, tuple(written), tuple(chosen))


class Drafts:
    """What a request's person has begun to write about `ref`: one query, however many forms.

    Of what is written down for another, once the page knows for whom, that person's alone.
    """

    def __init__(self, request: PersonRequest, ref: str = "") -> None:
        self._request = request
        self._about = ref

    @property
    def _ref(self) -> str:
        # Not before it is asked for: a page may say later for whom it writes.
        return ref_for(self._about, entered_for(self._request))

    @cached_property
    def _found(self) -> dict[str, Draft]:
        if is_card_only(self._request):  # they may tell what is kept in confidence
            return {}
        return services.find(self._request.user.pk, self._ref)

    def has(self, name: str) -> bool:
        """Whether something has been begun under `name`."""
        return name in self._found

    def offer(self, form: DraftForm, name: str) -> None:
        """Let `form` keep drafts under `name`, if it is in the registry, and hold the one there is.

        A form that was sent shows what was sent.
        """
        if registry.keeps(name) is None:
            return
        draft = None if form.is_bound else self._found.get(name)
        if draft is not None:
            form.initial = {**form.initial, **draft.values}
        form.draft = Offered(
            self._mark(name), is_shared(self._request), draft.updated_at if draft else None
        )

    def left(self, pages: Collection[str], offered: Collection[str] = ()) -> Left | None:
        """The latest draft of a form of these pages (by their routes) that is not `offered`."""
        found = []
        for name, draft in self._found.items():
            kept = registry.keeps(name)
            if kept is not None and kept.page in pages and name not in offered:
                found.append((draft.updated_at, draft, kept))
        if not found:
            return None
        _, draft, kept = max(found, key=lambda entry: entry[0])
        words = (str(draft.values[name]) for name in kept.written if name in draft.values)
        return Left(self._mark(draft.form), "\n\n".join(words))

    def _mark(self, name: str) -> str:
        user, shared = self._request.user.pk, is_shared(self._request)
        return Mark(user, name, self._ref, shared).signed()
