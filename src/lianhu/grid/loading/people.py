"""Checking the list of people."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Q

from lianhu.accounts.models import User
from lianhu.grid.loading.checker import Checker, to_phone
from lianhu.grid.loading.models import Action, Staged, StagedPerson
from lianhu.grid.loading.rules.columns import Header, Kind
from lianhu.grid.loading.rules.people import Account, PersonRow, Post, person
from lianhu.grid.loading.rules.problems import Fault, Problem
from lianhu.grid.models import Desk, Duty, Resident
from lianhu.kernel import crypto
from lianhu.kernel.fields import EncryptedTextField
from lianhu.kernel.sheets.reading import Row


def _context(name: str) -> str:
    field = User._meta.get_field(name)
    assert isinstance(field, EncryptedTextField)
    return field.context


NAME, NAME_EN, PHONE = map(_context, ("name", "name_en", "phone"))
_TEXTS = ("home_unit", "home_unit_en", "job", "job_en")


class PersonChecker(Checker):
    kind = Kind.PEOPLE
    staged = StagedPerson

    def __init__(self, header: Header, now: datetime) -> None:
        super().__init__(header, now)
        self._rows: dict[Post, int] = {}
        # The first row of each person, and what it says of the account.
        self._accounts: dict[str, tuple[int, Account]] = {}
        self._desks = dict(Desk.objects.values_list("code", "pk"))
        # Like every account that nobody can sign in with; the same for all of one load.
        self._password = make_password(None)

    def check(self, rows: Sequence[Row]) -> list[Staged]:
        read = [self._read(row) for row in rows]
        codes = {found.code for _, found, problems in read if not problems}
        users = {user.username: user for user in User.objects.filter(username__in=codes)}
        only_residents = _only_residents(codes)
        duties = self._duties(codes)
        staged: list[Staged] = []
        for row, found, problems in read:
            if not problems and found.code in only_residents:
                problems = [Problem(Fault.A_RESIDENT, "code")]
            if problems:
                staged.append(self.wrong(row, found.code, problems))
            else:
                duty = duties.get(found.post)
                staged.append(self._compared(row, found, users.get(found.code), duty))
        return staged

    def _read(self, row: Row) -> tuple[int, PersonRow, list[Problem]]:
        values, problems = self.read(row)
        found, more = person(values, self._desks, to_phone)
        problems += more
        if not found.code:
            return row.number, found, problems
        first = self._rows.setdefault(found.post, row.number)
        if first != row.number:
            problems.append(Problem(Fault.TWICE, "code", str(first)))
        first, account = self._accounts.setdefault(found.code, (row.number, found.account))
        if account != found.account:
            problems.append(Problem(Fault.DIFFERS, "name", str(first)))
        return row.number, found, problems

    def _duties(self, codes: set[str]) -> dict[Post, Duty]:
        """Posts that have not ended, the latest of each."""
        rows = (
            Duty.objects.filter(person__username__in=codes)
            .filter(Q(ends_at=None) | Q(ends_at__gt=self.now))
            .select_related("person", "desk")
            .order_by("id")
        )
        return {(duty.person.username, duty.desk.code, duty.role): duty for duty in rows}

    def _compared(
        self, row: int, said: PersonRow, user: User | None, duty: Duty | None
    ) -> StagedPerson:
        staged = StagedPerson(row=row, code=said.code)
        if self._accounts[said.code][0] == row:
            self._compare_account(staged, said.account, user)
        if said.role is not None:
            self._compare_post(staged, said, duty)
        actions = {staged.account, staged.post}
        staged.action = next(
            (action for action in (Action.NEW, Action.CHANGED) if action in actions), Action.SAME
        )
        return staged

    def _compare_account(self, staged: StagedPerson, said: Account, user: User | None) -> None:
        stored = Account(user.name, user.name_en, user.phone) if user else None
        wanted = Account(
            said.name,
            _said(said.name_en, stored.name_en if stored else None),
            _said(said.phone, stored.phone if stored else None),
        )
        if wanted == stored:
            staged.account = Action.SAME
            return
        staged.account = Action.CHANGED if user else Action.NEW
        staged.name = _sealed(wanted.name, NAME)
        staged.name_en = _sealed(wanted.name_en, NAME_EN)
        staged.phone = _sealed(wanted.phone, PHONE)
        staged.password = "" if user else self._password

    def _compare_post(self, staged: StagedPerson, said: PersonRow, duty: Duty | None) -> None:
        assert said.role is not None
        staged.desk_id = self._desks[said.desk]
        staged.role = said.role
        staged.duty_id = duty.pk if duty else None
        for name in _TEXTS:
            text = getattr(said.work, name)
            stored = getattr(duty, name) if duty else ""
            setattr(staged, name, stored if text is None else text)
        work = said.work
        staged.starts_at = (
            _midnight(work.since) if work.since else duty.starts_at if duty else self.now
        )
        staged.ends_at = duty.ends_at if duty and not work.says_until else None
        if work.until:
            staged.ends_at = _midnight(work.until + timedelta(days=1))
        compared = (*_TEXTS, "starts_at", "ends_at")
        if duty is None:
            staged.post = Action.NEW
        elif any(getattr(duty, name) != getattr(staged, name) for name in compared):
            staged.post = Action.CHANGED
        else:
            staged.post = Action.SAME


def _said(said: str | None, stored: str | None) -> str | None:
    return stored if said is None else said


def _only_residents(codes: set[str]) -> set[str]:
    """Accounts of people who are served and serve nowhere: a list of staff is not about them."""
    residents = Resident.objects.filter(user__username__in=codes, user__duties=None)
    return set(residents.values_list("user__username", flat=True))


def _sealed(text: str | None, context: str) -> str:
    return crypto.encrypt(text, context) if text else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
