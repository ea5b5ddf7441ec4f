"""The cast of the tests: one small city and everybody in it, made by `make_city()`.

    Yunhe city ─ Liuxi town ─ Dongliu community ─ Shiqiao village ─ beat 1, beat 2
                                                ╰ Hexi village    ─ beat 3 (the stranger's)

Wu (household A) and Zheng (household B) live in beat 1; Wu's daughter shares household A; Ren
lives in beat 3. Shen is the officer of beat 1 and Tong her backup, who is the officer of beat 2
too. Each desk above has a clerk: He, Ma, Fang, Luo. Gu answers for the medical insurance section
(`insurance`), Jiang for water supply, Qin supervises. Bo is the clerk of Hexi village: staff
without anything to do with beat 1.

Every desk is open Monday to Friday 8:30–12:00 and 13:30–17:30 in Shanghai; 2026 is confirmed. Use
`at(14, 33)` for an instant of FRIDAY, and `ask(city.wu)` for a question asked at such an instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.test import Client

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.grid.models import (
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
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel.phones import demo_phone
from lianhu.knowledge.models import Topic

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 5, 15)
SATURDAY = date(2026, 5, 16)
MONDAY = date(2026, 5, 18)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
A_WORKING_DAY = [["08:30", "12:00"], ["13:30", "17:30"]]
QUESTION = "我退休了,在外地女儿家住院,回去怎么报销?"


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = FRIDAY) -> datetime:
    """An instant by the clock of Shanghai."""
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)
    return local.astimezone(UTC)


@dataclass(slots=True)
class City:
    """Nodes and desks by level code; beats are `beat`, `beat2`, `beat3`; people by their name."""

    hours: OpeningHours
    levels: dict[str, Level] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    residents: dict[str, Resident] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    # Those that most tests name.
    @property
    def wu(self) -> Resident:
        return self.residents["wu"]

    @property
    def zheng(self) -> Resident:
        return self.residents["zheng"]

    @property
    def shen(self) -> User:
        return self.people["shen"]

    @property
    def he(self) -> User:
        return self.people["he"]

    @property
    def luo(self) -> User:
        return self.people["luo"]


LEVELS = [  # depth, code, 中文, English, minutes
    (1, "city", "市", "City", 10),
    (2, "town", "镇", "Town", 5),
    (3, "community", "社区", "Community", 5),
    (4, "village", "村", "Village", 5),
    (5, "beat", "联户网格", "Beat", 15),
]
NODES = [  # key, parent, level, 中文, English, and the desk's name where it has another
    ("city", None, "city", "云禾市", "Yunhe City", ("市联群办", "City Office")),
    ("town", "city", "town", "柳溪镇", "Liuxi Town", None),
    ("community", "town", "community", "东柳社区", "Dongliu Community", None),
    ("village", "community", "village", "石桥村", "Shiqiao Village", None),
    ("village2", "community", "village", "河西村", "Hexi Village", None),
    ("beat", "village", "beat", "第1联户网格", "Beat 1", ("石桥村第1联户网格", "Beat 1, Shiqiao")),
    ("beat2", "village", "beat", "第2联户网格", "Beat 2", ("石桥村第2联户网格", "Beat 2, Shiqiao")),
    ("beat3", "village2", "beat", "第1联户网格", "Beat 1", ("河西村第1联户网格", "Beat 1, Hexi")),
]
STAFF = [  # key, 中文, English, desk, role
    ("shen", "沈小满", "Shen Xiaoman", "beat", Role.OFFICER),
    ("tong", "童谷雨", "Tong Guyu", "beat", Role.BACKUP),
    ("tong", "童谷雨", "Tong Guyu", "beat2", Role.OFFICER),
    ("yan", "严冬青", "Yan Dongqing", "beat3", Role.OFFICER),
    ("he", "贺春生", "He Chunsheng", "village", Role.CLERK),
    ("bo", "柏一舟", "Bo Yizhou", "village2", Role.CLERK),
    ("ma", "马书宁", "Ma Shuning", "community", Role.CLERK),
    ("fang", "方亦舟", "Fang Yizhou", "town", Role.CLERK),
    ("luo", "罗知微", "Luo Zhiwei", "city", Role.CLERK),
    ("gu", "顾明", "Gu Ming", "insurance", Role.CLERK),
    ("jiang", "江平", "Jiang Ping", "water", Role.CLERK),
    ("qin", "秦守一", "Qin Shouyi", "supervision", Role.SUPERVISOR),
]
DEPARTMENTS = [  # code, 中文, English, and its section
    ("insurance", "社会保险局", "Social Security Bureau", "医疗保险科", "Medical Insurance"),
    ("water", "水务局", "Water Bureau", "供水科", "Water Supply"),
]
RESIDENTS = [  # key, 中文, English, household, beat
    ("wu", "吴长青", "Wu Changqing", "A", "beat"),
    ("daughter", "吴小雨", "Wu Xiaoyu", "A", "beat"),
    ("zheng", "郑玉兰", "Zheng Yulan", "B", "beat"),
    ("ren", "任远", "Ren Yuan", "C", "beat3"),
]
ADDRESSES = {"A": "石桥村12号", "B": "石桥村30号", "C": "河西村7号"}


def make_city() -> City:
    hours = OpeningHours.objects.create(
        name="工作日",
        name_en="Working days",
        week={"zone": "Asia/Shanghai", "week": [A_WORKING_DAY] * 5 + [[], []]},
    )
    CalendarYear.objects.create(year=2026, confirmed_at=LONG_AGO)
    city = City(hours)
    _make_places(city)
    _make_desks(city)
    _make_people(city)
    _make_residents(city)
    return city


def _make_places(city: City) -> None:
    city.levels = {
        code: Level(
            depth=depth,
            code=code,
            name=name,
            name_en=name_en,
            minutes=minutes,
            is_beat=code == "beat",
        )
        for depth, code, name, name_en, minutes in LEVELS
    }
    _insert(city.levels)
    for key, parent, level, name, name_en, _ in NODES:
        city.nodes[key] = Node(
            code=key, name=name, name_en=name_en, level=city.levels[level], path="0001", depth=1
        )
        if parent is not None:
            _hang(city.nodes[key], city.nodes[parent])
    _insert(city.nodes)


def _hang(child: Node, parent: Node) -> None:
    """As treebeard does it."""
    parent.numchild += 1
    child.path, child.depth = f"{parent.path}{parent.numchild:04}", parent.depth + 1


def _make_desks(city: City) -> None:
    for key, _, _, name, name_en, desk in NODES:
        desk_name, desk_name_en = desk or (name, name_en)
        city.desks[key] = Desk(
            code=key,
            node=city.nodes[key],
            hours=city.hours,
            name=desk_name,
            name_en=desk_name_en,
            phone=demo_phone(900 + len(city.desks)),
        )
    departments = {
        code: Department(code=code, name=name, name_en=name_en)
        for code, name, name_en, _, _ in DEPARTMENTS
    }
    _insert(departments)
    for number, (code, _, _, section, section_en) in enumerate(DEPARTMENTS, 1):
        city.desks[code] = Desk(
            code=code,
            kind=DeskKind.DEPARTMENT,
            node=city.nodes["city"],
            department=departments[code],
            hours=city.hours,
            name=section,
            name_en=section_en,
            phone=demo_phone(950 + len(city.desks)),
        )
        city.topics[code] = Topic(
            code=code,
            name=section,
            name_en=section_en,
            department=departments[code],
            path=f"{number:04}",
            depth=1,
        )
    city.desks["supervision"] = Desk(
        code="supervision",
        kind=DeskKind.SUPERVISION,
        node=city.nodes["city"],
        hours=city.hours,
        name="市督办",
        name_en="City Supervision",
    )
    _insert(city.desks)
    _insert(city.topics)


def _make_people(city: City) -> None:
    for i, (key, name, name_en, *_) in enumerate(STAFF):
        city.people.setdefault(key, _person(key, name, name_en, demo_phone(100 + i)))
    for i, (key, name, name_en, *_) in enumerate(RESIDENTS):
        city.people[key] = _person(key, name, name_en, demo_phone(300 + i))
    _insert(city.people)
    Duty.objects.bulk_create(
        Duty(desk=city.desks[desk], person=city.people[key], role=role, starts_at=LONG_AGO)
        for key, _, _, desk, role in STAFF
    )


def _person(key: str, name: str, name_en: str, phone: str) -> User:
    # A password nobody can sign in with, as set_unusable_password() draws it at leisure.
    return User(username=key, password=f"!{key}", name=name, name_en=name_en, phone=phone)


def _make_residents(city: City) -> None:
    households: dict[str, Household] = {}
    stays: list[Stay] = []
    for i, (key, name, name_en, code, beat) in enumerate(RESIDENTS):
        if code not in households:
            households[code] = Household(
                code=code,
                address=ADDRESSES[code],
                contact=name,
                phone=demo_phone(200 + i),
                size=3,
            )
            stays.append(
                Stay(
                    household=households[code],
                    beat=city.nodes[beat],
                    starts_on=date(2020, 1, 1),
                )
            )
        city.residents[key] = Resident(
            user=city.people[key],
            household=households[code],
            name=name,
            name_en=name_en,
            phone=demo_phone(300 + i),
        )
    _insert(households)
    Stay.objects.bulk_create(stays)
    _insert(city.residents)


def _insert(rows: Mapping[str, Model]) -> None:
    """With one statement: most tests make a city, and a statement a row took half their time."""
    [model] = {type(row) for row in rows.values()}
    model._default_manager.bulk_create(rows.values())


def ask(
    asker: Resident,
    now: datetime,
    words: str = QUESTION,
    *,
    case_class: rules.CaseClass = rules.CaseClass.QUESTION,
    topic: Topic | None = None,
) -> Case:
    """A case of `asker`, asked on the page at `now`."""
    assert asker.household is not None
    stay = asker.household.stays.select_related("beat__level").get(ends_on=None)
    question = services.Question(
        asker=asker,
        beat=stay.beat,
        words=words,
        case_class=case_class,
        topic=topic,
        actor=asker.user_id,
    )
    return services.ask(question, key=f"{asker.pk} {now} {words}"[:40], now=now)


def act(case: Case, command: rules.Command, now: datetime) -> Case:
    """Carry a command out on the case as it stands now."""
    case.refresh_from_db()
    return services.act(case.pk, command, seq=case.seq, now=now)


def climb(city: City, case: Case, to: str, now: datetime) -> Case:
    """Pass a case up, desk by desk, until it is at the desk `to`. Nobody takes it on the way."""
    order = ["beat", "village", "community", "town", "city"]
    clerks = ["shen", "he", "ma", "fang", "luo"]
    for desk, person in zip(order, clerks, strict=True):
        if desk == to:
            break
        act(case, rules.PassUp(actor=city.people[person].pk, desk=city.desks[desk].pk), now)
    case.refresh_from_db()
    return case


def request_of(person: User, **session: str) -> PersonRequest:
    """A request of somebody who has signed in; `session`: what is known of how."""
    request = PersonRequest()
    request.user = person
    request.session = session  # type: ignore[assignment]  # is only read
    return request


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
