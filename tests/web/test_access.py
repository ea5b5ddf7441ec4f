"""Every page for everybody, as `access_table.py` says."""

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lianhu.accounts.marks import Mark
from lianhu.accounts.models import User
from lianhu.cases.models import Attachment, Case, Consultation
from lianhu.grid.loading.models import Load
from lianhu.kernel import clock
from lianhu.knowledge.book import as_data
from lianhu.knowledge.models import BookFile, FormFile, ItemVersion
from lianhu.notices.attachments.models import Attachment as Along
from lianhu.notices.models import Version
from lianhu.signin.models import Card, SignIn
from tests.cast import City, at, make_city
from tests.groups.talk import make_talk
from tests.knowledge import entries
from tests.notices import asked, small
from tests.notices.proposed import make_policy
from tests.signin.people import give_card
from tests.web import access_table
from tests.web.access_columns import COLUMNS
from tests.web.access_scenes import make_loads, make_posts, make_scenes, make_settings
from tests.web.access_sent import DATA, GROUPS, SETTING_UP
from tests.web.access_table import Cell


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or str(pattern.pattern))
        else:
            yield from routes(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )


TABLE = list(access_table.cells())
# Who may do what is decided above the database: on the second one, one person for each outcome.
EACH_OUTCOME = list(
    {(cell.route, cell.method, cell.scene, cell.expected): cell for cell in TABLE}.values()
)
METHODS: dict[str, set[str]] = defaultdict(set)
for cell in TABLE:
    METHODS[cell.route].add(cell.method)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    # Those of the API, which knows no sessions, have a table of their own.
    walked = {route for route in routes() if not route.startswith("api:")}
    assert walked - METHODS.keys() == set()
    assert METHODS.keys() - walked == set()


def test_the_demo_citys_door_is_nowhere_else() -> None:
    assert [route for route in routes() if route.startswith("demo")] == []


BOOK = {
    f"book_edit_{name}"
    for name in (
        "item", "compare", "draft", "review", "confirm", "publish", "give_up", "withdraw",
        "restore", "assign", "move",
    )
}  # fmt: skip


WITHOUT_NOTICE = {"notices", "notice_write", "notices_refused", "notice_templates"}
# Of the others, those that are not about what was sent.
NOTICES = {
    **dict.fromkeys(
        ("notice_change", "notice_discard", "notice_join", "notice_send", "notice_time"), "draft"
    ),
    "notice_call_off": "planned",
    "notice_template_withdraw": "template",
    **dict.fromkeys(
        (f"notice_series_{act}" for act in ("keep", "pause", "resume", "end")), "again"
    ),
    **dict.fromkeys(("notice_approve", "notice_give_back"), "waiting"),
    "notice_question": "question",
    "notice_say": "offered",
}
# What is asked with a notice: drafts of it, what was sent, and a picture that came with an answer.
REQUESTS = {
    "request_change": "draft",
    **dict.fromkeys(("request_correct", "request_answers", "request_workbook"), "sent"),
    "request_to_me": "sent",
    "request_photo": "photo",
}


class AccessTests(TestCase):
    city: ClassVar[City]
    cases: ClassVar[dict[str, Case]]
    photos: ClassVar[dict[str, str]]
    consultations: ClassVar[dict[str, int]]
    card: ClassVar[Card]
    token: ClassVar[str]
    loads: ClassVar[dict[str, Load]]
    # What the routes about people and their posts are asked about: the officer of the scenes.
    posts: ClassVar[dict[str, int | str]]
    book_item: ClassVar[str]
    # Written at the village: a draft, what waits for a second person, what was sent.
    notices: ClassVar[dict[str, int]]
    act: ClassVar[int]
    # Of the village, offered to the household of the asker.
    policy: ClassVar[int]
    requests: ClassVar[dict[str, int]]
    book_file: ClassVar[str]
    talk: ClassVar[dict[str, str | int]]
    # Of what is the same in all scenes.
    keys: ClassVar[dict[str, str]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.city = make_city()
        cls.city.people["cen"] = User.objects.create_user("cen", name="岑", is_administrator=True)
        # One of them has a password, without which there is none to change.
        cls.city.luo.set_password("four plain words")
        cls.city.luo.save()
        make_settings(cls.city)
        cls.cases = make_scenes(cls.city)
        with clock.fixed(at(9)):
            cls.card, cls.token = give_card(cls.city, cls.city.wu, at(9))
        cls.loads = make_loads(cls.city.people["cen"])
        cls.photos = {
            name: Attachment.objects.get(words__case=case).blob.token
            for name, case in cls.cases.items()
        }
        cls.consultations = {
            name: Consultation.objects.filter(case=case).values_list("pk", flat=True).first() or 0
            for name, case in cls.cases.items()
        }
        cls.posts = make_posts(cls.city)
        cls.talk = make_talk(cls.city, cls.cases["end"])
        # An item of the medical insurance section, published, and a file of the city office.
        topic = entries.make_topics()
        cls.book_item = entries.published(topic, cls.city).code
        cls.notices = small.in_every_stage(cls.city)
        cls.act = small.acknowledged(cls.city, cls.notices["sent"], "shen")
        cls.policy, cls.notices["offered"] = make_policy(cls.city, topic)
        cls.requests = asked.in_every_stage(cls.city)
        FormFile.objects.create(
            version=ItemVersion.objects.get(item__code=cls.book_item),
            position=0,
            name="申请表.pdf",
            blob=Along.objects.get(pk=cls.notices["file"]).blob,
        )
        cls.book_file = BookFile.objects.create(
            by=cls.city.luo,
            name="book.md",
            at=at(9),
            blocks=[as_data(entries.block("medical.away.new", title="新的"))],
            mistakes=[],
        ).token
        cls.keys = {
            "ASKER": str(cls.city.wu.pk),
            "VERSION": str(Version.objects.get(notice=cls.notices["sent"]).pk),
            "ASKED": str(Version.objects.get(notice=cls.requests["sent"]).pk),
            "ITEM": cls.book_item,
        }

    def setUp(self) -> None:
        self.clients = {person: Client() for person, *_ in COLUMNS.values()}
        for person, client in self.clients.items():
            if person is not None:
                client.force_login(self.city.people[person])

    def address(self, cell: Cell) -> str:
        route, case = cell.route, self.cases[cell.scene]
        if route in ("desk_filter_remove", "token_revoke"):
            return reverse(route, args=[1])
        if route.startswith("consultation_") and route.endswith("several"):
            return reverse(route)
        if route in GROUPS:
            return reverse(route, args=[self.talk[name] for name in GROUPS[route]])
        if route in SETTING_UP:
            hours = self.city.hours.pk
            return reverse(route, args=[hours if a == "HOURS" else a for a in SETTING_UP[route]])
        if route.startswith("consultation") and route != "consultations":
            return reverse(route, args=[self.consultations[cell.scene]])
        if route.startswith("public_matter") and route != "public_matters":
            return reverse(route, args=[case.pk])
        of_home = {"household_ask", "household_card", "household_facts", "household_fact_take_back"}
        if route in of_home:
            return reverse(route, args=["A"])
        if route == "card_revoke":
            return reverse(route, args=["A", self.card.pk])
        if route in ("card", "card_code", "card_only"):
            return reverse(route, args=[self.token])
        if route == "session_end":
            return reverse(route, args=[SignIn.objects.get(user__username="wu").pk])
        if route == "load_template":
            return reverse(route, args=["people"])
        if route.startswith("load") and route != "loads":
            return reverse(route, args=[self.loads.get(route, self.loads["load"]).token])
        if route in self.posts:
            return reverse(route, args=[self.posts[route]])
        if route == "notice_question_file":
            return reverse(route, args=[self.notices["question"], self.notices["file"]])
        if route.startswith("notice_file"):
            return reverse(route, args=[self.notices["sent"], self.notices["file"]])
        if route.startswith("notice") and route not in WITHOUT_NOTICE:
            return reverse(route, args=[self.notices[NOTICES.get(route, "sent")]])
        if route == "inbox_undo":
            return reverse(route, args=[self.act])
        if route in ("policy", "policy_stop", "policy_mine"):
            return reverse(route, args=[self.policy])
        if route in REQUESTS:
            return reverse(route, args=[self.requests[REQUESTS[route]]])
        if route == "book_form":
            return reverse(route, args=[self.book_item, 1])
        if route == "book_edit_form":
            return reverse(route, args=[self.book_item, 1, 1])
        if route == "book_edit_export":
            return reverse(route, args=["md"])
        if route in ("book_edit_file", "book_edit_take"):
            return reverse(route, args=[self.book_file])
        if route == "book_area":
            return reverse(route, args=["medical"])
        if route in BOOK or route in ("book_item", "book_sheet", "item_send_on"):
            return reverse(route, args=[self.book_item])
        if route == "stage":
            return reverse(route, args=[case.token])
        if route.startswith("attachment"):
            return reverse(route, args=[self.photos[cell.scene]])
        bare = {"my_cases", "my_cases_bind", "desk_ask", "desk_filters", "desk_several"}
        if route in ("watched_case", "visit", "visit_done", "need_take_up") or route.startswith(
            ("my_case", "case", "desk_")
        ):
            return reverse(route, args=[] if route in bare else [case.number])
        return reverse(route)

    def data(self, cell: Cell) -> dict[str, str]:
        """What is sent along; people, cases and consultations have a key only here."""
        case = self.cases[cell.scene]
        keys = self.keys | {
            "NUMBER": case.number,
            "CONSULTATION": str(self.consultations[cell.scene]),
        }
        found = {name: keys.get(text, text) for name, text in DATA.get(cell.route, {}).items()}
        if "pick" in found:
            found[f"seq-{found['pick']}"] = str(case.seq)
        return found

    def send(self, cell: Cell, method: str) -> Any:
        client, address = Client(), self.address(cell)
        client.cookies = deepcopy(self.clients[cell.person].cookies)  # who signs out keeps nothing
        with clock.fixed(at(9, cell.minute, cell.second)):
            if method == "GET":
                return client.get(address)
            data: dict[str, Any] = {"seq": self.cases[cell.scene].seq} | self.data(cell)
            if cell.route.startswith("draft_"):
                # As the asker's page has it.
                number = self.cases[cell.scene].number
                mark = Mark(self.city.people["wu"].pk, "my_case_note", number)
                data |= {"draft": mark.signed(), "words": "写了一半"}
            if cell.route == "desk_merge":
                data["number"] = self.cases["one"].number
            return client.post(address, data)

    def what(self, cell: Cell, method: str) -> str:
        """The outcome in the words of the table. Nothing of it stays."""
        with transaction.atomic():
            before = self.seen()
            response = self.send(cell, method)
            done = self.seen() != before
            transaction.set_rollback(True)
        assert not done or (method == "POST" and response.status_code == 302), response
        match response.status_code:
            case 302 if response["Location"].startswith("/sign-in/?next="):
                return "in"
            case 302:
                return "did" if done else "go"
            case 200:
                return "ok"
            case 422:
                return "no"
        return str(response.status_code)

    def seen(self) -> list[tuple[int, int]]:
        # Twice for every cell: to compile it took as long as a request in twenty.
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, seq FROM cases_case ORDER BY id")
            return list(cursor.fetchall())

    def test_every_page_for_everybody(self) -> None:
        wrong = [
            f"{cell.route} {cell.method} {cell.scene}, {cell.column}: {found}, not {cell.expected}"
            for cell in (TABLE if connection.vendor == "sqlite" else EACH_OUTCOME)
            if (found := self.what(cell, cell.method)) != cell.expected
        ]
        self.assertEqual(wrong, [])

    @pytest.mark.once
    def test_no_page_knows_another_method(self) -> None:
        wrong = []
        for cell in TABLE:
            if METHODS[cell.route] == {"GET", "POST"} or cell.column not in ("nobody", "clerk"):
                continue
            other = {"GET": "POST", "POST": "GET"}[cell.method]
            found = self.what(cell, other)
            # Whoever may not see it may be told that first.
            if found not in {"405", {"in": "in", "403": "403"}.get(cell.expected)}:
                wrong.append(f"{cell.route} {other}, {cell.column}: {found}")
        self.assertEqual(wrong, [])
