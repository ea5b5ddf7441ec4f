"""The rows of an invented city, written in batches."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from itertools import count, islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password

from lianhu.accounts.models import User
from lianhu.demo.calendars import CONFIRMED_YEARS
from lianhu.demo.city import CityPlan
from lianhu.demo.departments import DEPARTMENTS
from lianhu.demo.desks import SUPERVISION, DeskPlan
from lianhu.demo.households import households
from lianhu.demo.nodes import NodePlan
from lianhu.demo.people import DEMO_PEOPLE, PASSWORD, DemoPerson
from lianhu.demo.staff import staff
from lianhu.demo.text import Bilingual
from lianhu.demo.topics import TOPICS
from lianhu.grid.calendars import special_days
from lianhu.grid.models import (
    CalendarDay,
    CalendarYear,
    Department,
    Desk,
    Duty,
    Household,
    Level,
    Node,
    OpeningHours,
    Resident,
    Stay,
)
from lianhu.grid.rules import DeskKind
from lianhu.kernel.hours import Hours, Interval
from lianhu.kernel.phones import demo_phone
from lianhu.kernel.worktime import DayKind
from lianhu.knowledge.book import sample_blocks, take_sample
from lianhu.knowledge.models import Topic

T = TypeVar("T")
Progress = Callable[[int, int], None]  # rows written, of how many

BATCH = 2_000
SINCE = date(2026, 1, 1)  # everybody serves and lives here since then


class Loader:
    """Writes one city into empty tables, inside a transaction that its caller holds."""

    def __init__(self, city: CityPlan, progress: Progress) -> None:
        self.city = city
        self.progress = progress
        self.written = 0
        self.total = len(city.nodes) + len(city.desks) + city.staff_count + city.household_count
        self.phones = map(demo_phone, count(1))
        # One hash for all who are listed: it takes a quarter of a second.
        self.password = make_password(PASSWORD)
        self.since = datetime.combine(SINCE, time(), ZoneInfo(settings.TIME_ZONE))

    def load(self, now: datetime) -> None:
        _write_calendar(now)
        departments = _write_departments()
        _write_topics(departments)
        nodes = self._write_nodes()
        desks = self._write_desks(nodes, departments)
        self._write_staff(desks)
        self._write_households(nodes)
        take_sample(sample_blocks(), now)

    def _write_nodes(self) -> list[int]:
        levels = Level.objects.bulk_create(
            Level(
                depth=depth,
                code=spec.code,
                name=spec.name.zh,
                name_en=spec.name.en,
                minutes=spec.minutes,
                is_beat=depth == len(self.city.levels),
            )
            for depth, spec in enumerate(self.city.levels, 1)
        )
        paths: list[str] = []
        keys: list[int] = []
        for batch in self._batches(self.city.nodes):
            rows = []
            for node in batch:
                paths.append(("" if node.parent is None else paths[node.parent]) + _step(node))
                rows.append(
                    Node(
                        path=paths[-1],
                        depth=node.level + 1,
                        numchild=len(self.city.children.get(node.key, ())),
                        code=self.city.desks[node.key].code,
                        name=node.name.zh,
                        name_en=node.name.en,
                        level=levels[node.level],
                    )
                )
            keys += (row.pk for row in Node.objects.bulk_create(rows))
        return keys

    def _write_desks(self, nodes: list[int], departments: dict[str, int]) -> dict[int, int]:
        hours = OpeningHours.objects.create(
            name="工作日", name_en="Working days", week=_working_days().to_json()
        )
        keys: dict[int, int] = {}
        # A desk on another's roster points to it, so those with rosters come first.
        for desks in (
            [desk for desk in self.city.desks if desk.manned_by is None],
            [desk for desk in self.city.desks if desk.manned_by is not None],
        ):
            for batch in self._batches(desks):
                rows = Desk.objects.bulk_create(
                    Desk(
                        code=desk.code,
                        kind=_kind(desk),
                        node_id=nodes[desk.node],
                        department_id=departments.get(desk.department or ""),
                        name=desk.name.zh,
                        name_en=desk.name.en,
                        hours=hours,
                        manned_by_id=None if desk.manned_by is None else keys[desk.manned_by],
                        phone=next(self.phones),
                    )
                    for desk in batch
                )
                keys.update((desk.key, row.pk) for desk, row in zip(batch, rows, strict=True))
        return keys

    def _write_staff(self, desks: dict[int, int]) -> None:
        for batch in self._batches(staff(self.city)):
            people = User.objects.bulk_create(
                self._user(person.username, person.name, listed=person.listed) for person in batch
            )
            Duty.objects.bulk_create(
                Duty(
                    desk_id=desks[post.desk],
                    person=user,
                    role=post.role,
                    home_unit=post.home_unit.zh,
                    home_unit_en=post.home_unit.en,
                    job=post.job.zh,
                    job_en=post.job.en,
                    starts_at=self.since,
                )
                for person, user in zip(batch, people, strict=True)
                for post in person.posts
            )
        for listed in DEMO_PEOPLE:
            if listed.role == "administrator":
                user = self._user(listed.username, listed.name, listed=True)
                user.is_administrator = True
                user.save()

    def _write_households(self, nodes: list[int]) -> None:
        for batch in self._batches(households(self.city)):
            rows = Household.objects.bulk_create(
                Household(
                    code=f"H{home.number + 1:06}",
                    address=home.address,
                    contact=home.contact,
                    phone=next(self.phones),
                    size=home.members,
                )
                for home in batch
            )
            Stay.objects.bulk_create(
                Stay(household=row, beat_id=nodes[home.beat], starts_on=SINCE)
                for home, row in zip(batch, rows, strict=True)
            )
            for home, row in zip(batch, rows, strict=True):
                if home.listed:
                    self._write_resident(home.listed, row)

    def _write_resident(self, listed: DemoPerson, household: Household) -> None:
        user = self._user(listed.username, listed.name, listed=True)
        user.phone = household.phone
        user.save()
        Resident.objects.create(
            user=user,
            household=household,
            name=listed.name.zh,
            name_en=listed.name.en,
            phone=household.phone,
        )

    def _user(self, username: str, name: Bilingual, *, listed: bool) -> User:
        return User(
            username=username,
            name=name.zh,
            name_en=name.en,
            phone=next(self.phones),
            password=self.password if listed else make_password(None),
        )

    def _batches(self, rows: Iterable[T]) -> Iterator[list[T]]:
        left = iter(rows)
        while batch := list(islice(left, BATCH)):
            yield batch
            self.written += len(batch)
            self.progress(self.written, self.total)


def _write_calendar(now: datetime) -> None:
    years = range(CONFIRMED_YEARS[0], max(CONFIRMED_YEARS[-1], now.year) + 2)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=special.day,
            kind=(DayKind.WORK if special.works else DayKind.REST).value,
            name=special.name,
        )
        for year in years
        for special in special_days(year)
    )
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, confirmed_at=now) for year in CONFIRMED_YEARS
    )


def _write_departments() -> dict[str, int]:
    rows = Department.objects.bulk_create(
        Department(code=department.code, name=department.name.zh, name_en=department.name.en)
        for department in DEPARTMENTS
    )
    return {row.code: row.pk for row in rows}


def _write_topics(departments: dict[str, int]) -> None:
    areas: dict[str, Topic] = {}
    for topic in TOPICS:
        row = Topic(
            code=topic.code,
            name=topic.name.zh,
            name_en=topic.name.en,
            case_class=topic.case_class,
        )
        if topic.parent is None:
            areas[topic.code] = Topic.objects.add_root(instance=row)
        else:
            row.department_id = departments[topic.department]
            Topic.objects.add_child(areas[topic.parent], instance=row)


def _working_days() -> Hours:
    workday = (Interval(8 * 60 + 30, 12 * 60), Interval(13 * 60 + 30, 17 * 60 + 30))
    return Hours(settings.TIME_ZONE, (workday, workday, workday, workday, workday, (), ()))


def _kind(desk: DeskPlan) -> DeskKind:
    if desk.code == SUPERVISION:
        return DeskKind.SUPERVISION
    return DeskKind.DEPARTMENT if desk.department else DeskKind.NODE


def _step(node: NodePlan) -> str:
    """Write a node's place among its siblings as treebeard does."""
    step: str = Node.numconv_obj().int2str(node.number)
    return step.rjust(Node.steplen, Node.alphabet[0])
