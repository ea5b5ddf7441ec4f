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

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

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
    _make_departments(city)
    _make_staff(city)
    _make_residents(city)
    return city


def _make_places(city: City) -> None:
    for depth, code, name, name_en, minutes in LEVELS:
        city.levels[code] = Level.objects.create(
            depth=depth,
            code=code,
            name=name,
            name_en=name_en,
            minutes=minutes,
            is_beat=code == "beat",
        )
    for key, parent, level, name, name_en, desk in NODES:
        facts = {"code": key, "name": name, "name_en": name_en, "level": city.levels[level]}
        if parent is None:
            city.nodes[key] = Node.objects.add_root(facts)
        else:
            city.nodes[key] = Node.objects.add_child(Node.objects.get(code=parent), facts)
        desk_name, desk_name_en = desk or (name, name_en)
        city.desks[key] = Desk.objects.create(
            code=key,
            node=city.nodes[key],
            hours=city.hours,
            name=desk_name,
            name_en=desk_name_en,
            phone=demo_phone(900 + len(city.desks)),
        )


def _make_departments(city: City) -> None:
    for code, name, name_en, section, section_en in (
        ("insurance", "社会保险局", "Social Security Bureau", "医疗保险科", "Medical Insurance"),
        ("water", "水务局", "Water Bureau", "供水科", "Water Supply"),
    ):
        department = Department.objects.create(code=code, name=name, name_en=name_en)
        city.desks[code] = Desk.objects.create(
            code=code,
            kind=DeskKind.DEPARTMENT,
            node=city.nodes["city"],
            department=department,
            hours=city.hours,
            name=section,
            name_en=section_en,
            phone=demo_phone(950 + len(city.desks)),
        )
        city.topics[code] = Topic.objects.add_root(
            {"code": code, "name": section, "name_en": section_en, "department": department}
        )
    city.desks["supervision"] = Desk.objects.create(
        code="supervision",
        kind=DeskKind.SUPERVISION,
        node=city.nodes["city"],
        hours=city.hours,
        name="市督办",
        name_en="City Supervision",
    )


def _make_staff(city: City) -> None:
    for i, (key, name, name_en, desk, role) in enumerate(STAFF):
        person = city.people.get(key) or User.objects.create_user(
            key, name=name, name_en=name_en, phone=demo_phone(100 + i)
        )
        city.people[key] = person
        Duty.objects.create(desk=city.desks[desk], person=person, role=role, starts_at=LONG_AGO)


def _make_residents(city: City) -> None:
    households: dict[str, Household] = {}
    for i, (key, name, name_en, code, beat) in enumerate(RESIDENTS):
        if code not in households:
            households[code] = Household.objects.create(
                code=code,
                address=ADDRESSES[code],
                contact=name,
                phone=demo_phone(200 + i),
                size=3,
            )
            Stay.objects.create(
                household=households[code], beat=city.nodes[beat], starts_on=date(2020, 1, 1)
            )
        user = User.objects.create_user(key, name=name, name_en=name_en, phone=demo_phone(300 + i))
        city.people[key] = user
        city.residents[key] = Resident.objects.create(
            user=user,
            household=households[code],
            name=name,
            name_en=name_en,
            phone=demo_phone(300 + i),
        )


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
