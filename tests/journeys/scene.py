"""The city of the cast in Chromium: who opens what, on which screen, at what time."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from lianhu.accounts.models import User
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Consultation, Stage
from lianhu.ui import preferences
from tests.browser import PHONE, Opener
from tests.cast import FRIDAY, City, at, sign_in


class Scene:
    """People act in their browsers; the test says what the clock shows meanwhile."""

    def __init__(self, city: City, open_page: Opener) -> None:
        self.city = city
        self.now = at(14, 33)
        self._open_page = open_page

    def at(self, hour: int, minute: int = 0, *, day: date = FRIDAY) -> datetime:
        """Let it be that time from here on; the worker does everything in its minute until then."""
        until = at(hour, minute, day=day)
        while (due := _next_due()) and due <= until:
            self.now = max(due, self.now)
            move_overdue(self.now)
        self.now = until
        return self.now

    def browser(self, who: str, size: tuple[int, int] = PHONE, **options: Any) -> Page:
        """A browser of `who`'s own, signed in; "" is nobody. Takes new_context's options."""
        page = self._open_page(size=size, **options)
        if who:
            person = self.city.people.get(who) or User.objects.get(username=who)
            session = sign_in(person).cookies[settings.SESSION_COOKIE_NAME]
            remember(page, settings.SESSION_COOKIE_NAME, session.value)
        return page

    def open(self, who: str, path: str, size: tuple[int, int] = PHONE, **options: Any) -> Page:
        page = self.browser(who, size, **options)
        page.goto(path)
        return page


def _next_due() -> datetime | None:
    stages = Stage.objects.filter(closed_at=None, alerted_at=None).exclude(due_at=None)
    asked = Consultation.objects.filter(closed_at=None, late=False)
    dues = [*stages.values_list("due_at", flat=True), *asked.values_list("due_at", flat=True)]
    return min((due for due in dues if due is not None), default=None)


def remember(page: Page, name: str, value: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def prefer(page: Page, language: str, *, large: bool = False) -> None:
    """What the reader chose: holds from the next page on."""
    remember(page, settings.LANGUAGE_COOKIE_NAME, language)
    remember(page, preferences.TYPE_COOKIE, preferences.LARGE if large else "normal")
