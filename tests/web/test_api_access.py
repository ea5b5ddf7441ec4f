"""Every call of the API for everybody, as `api_access_table.py` says."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from django.db import transaction
from django.test import Client, TestCase, override_settings

from lianhu.cases.models import Attachment, Case, Consultation, Words
from lianhu.files import jobs
from lianhu.files.services import keep, receive
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.signin.rules import Scope
from tests.cases.api.callers import Program, program
from tests.cast import City, at, make_city
from tests.photos import jpeg, upload
from tests.web import api_access_table
from tests.web.access_scenes import make_scenes
from tests.web.api_access_table import Cell

TABLE = list(api_access_table.cells())
INTAKE = ("intake", "filer")


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def calls() -> dict[tuple[str, str], Any]:
    """What the schema knows, by path without its root and method."""
    return {
        (path.removeprefix("/api/v1/"), method.upper()): call
        for path, methods in schema()["paths"].items()
        for method, call in methods.items()
    }


def photo_of(case: Case) -> str:
    """The key of a picture that came with what was asked."""
    blob = receive(upload(jpeg()))
    asked = Words.objects.get(event__case=case, event__seq=1)
    Attachment.objects.create(words=asked, blob=blob, position=blob.pk)
    keep([blob])
    assert jobs.prepare_one()
    return blob.token


class ApiAccessTests(TestCase):
    city: ClassVar[City]
    cases: ClassVar[dict[str, Case]]
    callers: ClassVar[dict[str, Program]]
    folder: ClassVar[str]
    files: ClassVar[dict[str, str]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.city = make_city()
        cls.cases = make_scenes(cls.city)
        cls.callers = {
            column: program(cls.city, person, Scope.INTAKE if column in INTAKE else Scope.ACT)
            for column, (person, *_) in api_access_table.COLUMNS.items()
        }
        with clock.fixed(at(9)):
            sent = {"words": "路灯不亮", "phone": "13800138000"}
            number = cls.callers["filer"].post("matters", sent).json()["number"]
        cls.cases["filed"] = Case.objects.get(number=number)
        # One and the same picture in each of these cases, prepared.
        cls.folder = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=Path(cls.folder)))
        cls.files = {scene: photo_of(case) for scene, case in cls.cases.items()}

    def path(self, cell: Cell) -> str:
        case = self.cases[cell.scene]
        asked = Consultation.objects.filter(case=case).values_list("pk", flat=True).first()
        file = self.files[cell.scene]
        return cell.path.format(number=case.number, key=asked or 1, file=file)

    def send(self, cell: Cell, caller: Program) -> Any:
        with clock.fixed(at(9, cell.minute, cell.second)):
            if cell.method == "GET":
                asked = {"name": "村"} if cell.path == "places" else {}
                asked |= {"household": "A"} if cell.path.startswith("public-") else {}
                return caller.get(self.path(cell), **asked)
            if cell.path == "files":
                return caller.upload(jpeg())
            return caller.post(self.path(cell), self.sent(cell))

    def sent(self, cell: Cell) -> dict[str, Any]:
        if cell.path == "matters":
            return {"words": "水管漏了", "phone": "13900139000"}
        body = calls()[cell.path, "POST"]["requestBody"]["content"]["application/json"]["schema"]
        wanted = schema()["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        found: dict[str, Any] = {"seq": self.cases[cell.scene].seq}
        found |= {
            "words": "说明",
            "department": "water",
            "to": "water",
            "lead": "city",
            "others": ["water"],
            "until": "2026-05-18",
            "agreed": True,
            "household": "A",
            "into": self.cases["one"].number,
        }
        return {name: value for name, value in found.items() if name in wanted.get("required", ())}

    def what(self, cell: Cell) -> str:
        """The outcome in the words of the table. Nothing of it stays."""
        with transaction.atomic():
            before = self.seen()
            response = self.send(cell, self.callers[cell.column])
            done = self.seen() != before
            transaction.set_rollback(True)
        problem = response["Content-Type"] == "application/problem+json"
        code = response.json()["code"] if problem else ""
        assert not done or (cell.method, response.status_code) == ("POST", 200), response.content
        match response.status_code:
            case 200:
                return "did" if done else "ok"
            case 409 if code != "stale":
                return "no"
        return str(response.status_code)

    def seen(self) -> list[tuple[int, int]]:
        return list(Case.objects.order_by("pk").values_list("pk", "seq"))

    def test_every_call_has_a_row_and_every_row_a_call(self) -> None:
        self.assertEqual({(cell.path, cell.method) for cell in TABLE}, calls().keys())

    def test_every_call_for_everybody(self) -> None:
        wrong = [
            f"{cell.path} {cell.method} {cell.scene}, {cell.column}: {found}, not {cell.expected}"
            for cell in TABLE
            if (found := self.what(cell)) != cell.expected
        ]
        self.assertEqual(wrong, [])

    def test_without_a_token_nothing_is_told(self) -> None:
        nobody = Program("")
        statuses = {self.send(cell, nobody).status_code for cell in TABLE if cell.column == "clerk"}
        self.assertEqual(statuses, {401})

    def test_who_reads_only_changes_nothing(self) -> None:
        reader = program(self.city, "shen", Scope.READ)
        for cell in TABLE:
            if cell.column == "officer" and cell.method == "POST":
                self.assertEqual(self.send(cell, reader).status_code, 403, cell)

    def test_reading_who_asked_is_recorded_as_on_the_pages(self) -> None:
        for column, looks in [("officer", 1), ("passed", 0), ("late", 0), ("clerk", 1)]:
            before = Look.objects.count()
            [cell] = [
                cell for cell in TABLE if (cell.path, cell.column) == ("cases/{number}", column)
            ]
            self.send(cell, self.callers[column])
            self.assertEqual(Look.objects.count() - before, looks, column)
