"""Checking the list of households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianhu.grid.loading.checker import Checker, to_phone
from lianhu.grid.loading.models import Action, Staged, StagedHousehold
from lianhu.grid.loading.rules.columns import Header, Kind
from lianhu.grid.loading.rules.households import HouseholdRow, Place, household
from lianhu.grid.loading.rules.problems import Fault, Problem
from lianhu.grid.models import Household, Node, Stay
from lianhu.kernel import crypto
from lianhu.kernel.fields import BlindIndexField, EncryptedTextField
from lianhu.kernel.sheets.reading import Row


def _context(name: str) -> str:
    field = Household._meta.get_field(name)
    assert isinstance(field, EncryptedTextField)
    return field.context


ADDRESS, CONTACT, PHONE = map(_context, ("address", "contact", "phone"))


@dataclass(frozen=True, slots=True)
class _Stored:
    address: str
    contact: str
    phone: str
    size: int
    beat: str


class HouseholdChecker(Checker):
    kind = Kind.HOUSEHOLDS
    staged = StagedHousehold

    def __init__(self, header: Header, now: datetime) -> None:
        super().__init__(header, now)
        self._rows: dict[str, int] = {}
        self._places: dict[str, Place] = {}
        self._beats: dict[str, int] = {}
        nodes = Node.objects.values_list("pk", "code", "level__is_beat", "closed_at")
        for pk, code, is_beat, closed_at in nodes.iterator(2000):
            self._beats[code] = pk
            kind = Place.BEAT if is_beat else Place.HIGHER
            self._places[code] = Place.CLOSED if closed_at else kind

    def check(self, rows: Sequence[Row]) -> list[Staged]:
        read = [self._read(row) for row in rows]
        stored = _stored({household.code for _, household, problems in read if not problems})
        return [
            self.wrong(row, household.code, problems)
            if problems
            else self._compared(row, household, stored.get(household.code))
            for row, household, problems in read
        ]

    def _read(self, row: Row) -> tuple[int, HouseholdRow, list[Problem]]:
        values, problems = self.read(row)
        found, more = household(values, self._places, to_phone)
        first = self._rows.setdefault(found.code, row.number)
        if first != row.number and found.code:
            more.append(Problem(Fault.TWICE, "code", str(first)))
        return row.number, found, problems + more

    def _compared(self, row: int, said: HouseholdRow, stored: _Stored | None) -> Staged:
        wanted = _Stored(
            address=said.address,
            contact=said.contact,
            phone=_said(said.phone, stored.phone if stored else ""),
            size=said.size if said.size is not None else stored.size if stored else 1,
            beat=said.beat,
        )
        if wanted == stored:
            return StagedHousehold(row=row, code=said.code, action=Action.SAME)
        return StagedHousehold(
            row=row,
            code=said.code,
            action=Action.CHANGED if stored else Action.NEW,
            address=crypto.encrypt(wanted.address, ADDRESS),
            contact=crypto.encrypt(wanted.contact, CONTACT),
            phone=crypto.encrypt(wanted.phone, PHONE) if wanted.phone else "",
            phone_bi=_index(wanted.phone),
            size=wanted.size,
            beat_id=self._beats[said.beat],
            contact_changes=stored is not None and stored.contact != wanted.contact,
        )


def _said(said: str | None, stored: str) -> str:
    return stored if said is None else said


def _index(phone: str) -> str:
    field = Household._meta.get_field("phone_bi")
    assert isinstance(field, BlindIndexField)
    return field.index(phone) if phone else ""


def _stored(codes: set[str]) -> dict[str, _Stored]:
    """What there is of these households now. Two queries."""
    found = {}
    rows = Household.objects.filter(code__in=codes)
    beats = dict(
        Stay.objects.open()
        .filter(household__code__in=codes)
        .values_list("household_id", "beat__code")
    )
    for pk, code, address, contact, phone, size in rows.values_list(
        "pk", "code", "address", "contact", "phone", "size"
    ):
        found[code] = _Stored(address, contact, phone, size, beats.get(pk, ""))
    return found
