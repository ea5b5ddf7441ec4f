"""The pictures in docs/screenshots: the reference story in the demo city, page by page.

Not collected with the tests; `script/screenshots` runs it. Clock, city and case number are fixed,
so that the same code gives the same pictures.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Page

from lianhu.accounts.models import User
from lianhu.cases import rules, services
from lianhu.cases.book.looking_up import look_up
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Consultation
from lianhu.demo.neighbours import talk
from lianhu.demo.questions import QUESTIONS, STORY, Question
from lianhu.demo.seed import seed
from lianhu.forms.rules import Field, Kind
from lianhu.grid.models import Desk, Resident, Stay
from lianhu.grid.queries import beat_of
from lianhu.inbox import services as inbox
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.kernel.ids import new_number
from lianhu.kernel.text import clean
from lianhu.knowledge.models import Item, Topic
from lianhu.notices import services as notices
from lianhu.notices.models import Version
from lianhu.notices.requests import services as requests
from lianhu.notices.requests.rules import Asked, Sheet
from lianhu.notices.rules.sending import Audience
from tests.browser import Opener

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
LIMIT = 200_000
PHONE, DESK = (390, 844), (1440, 900)
DICE = Random(7)
AFTERNOON = datetime(2026, 3, 16, 6, 33, tzinfo=UTC)  # 14:33 in Yunhe


@dataclass
class Camera:
    open_page: Opener

    @contextmanager
    def at(
        self, who: str, path: str, size: tuple[int, int], *, language: str = "zh-hans"
    ) -> Iterator[Page]:
        page = self.open_page(size=size, device_scale_factor=2 if size is PHONE else 1)
        client = Client()
        if who:
            client.force_login(User.objects.get(username=who))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page.context.add_cookies(
            [
                {"name": name, "value": cookie.value, "domain": "localhost", "path": "/"}
                for name, cookie in client.cookies.items()
            ]
        )
        response = page.goto(path)
        assert response is not None
        assert response.ok, f"{path} answered {response.status} to {who}"
        yield page
        page.context.close()

    def shoot(
        self,
        name: str,
        who: str,
        path: str,
        size: tuple[int, int] = PHONE,
        *,
        language: str = "zh-hans",
        whole: bool = False,
    ) -> None:
        with self.at(who, path, size, language=language) as page:
            self.save(page, f"{size[0]}-{name}", whole=whole)

    def save(self, page: Page, name: str, *, whole: bool = False) -> None:
        shot = Image.open(BytesIO(page.screenshot(full_page=whole)))
        path = FOLDER / f"{name}.png"
        shot.convert("RGB").quantize(128).save(path, optimize=True)
        assert path.stat().st_size <= LIMIT, f"{path.name} is too large"


class Telling:
    """The story, told step by step through the services; each step happens at its own minute."""

    def __init__(self) -> None:
        self.now = AFTERNOON
        self.case: Case

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        clock.use(lambda: self.now)

    def ask(self, username: str, words: str, topic: str) -> Case:
        resident = Resident.objects.get(user__username=username)
        assert resident.household is not None
        beat = beat_of(resident.household)
        assert beat is not None
        question = services.Question(
            resident,
            beat,
            clean(words, multiline=True),
            topic=Topic.objects.get(code=topic),
            actor=resident.user_id,
        )
        return services.ask(question, key=words[:40], now=self.now)

    def act(self, command: rules.Command) -> None:
        self.case = services.act(self.case.pk, command, seq=self.case.seq, now=self.now)

    @property
    def desk(self) -> int:
        return self.case.stages.get(closed_at=None).desk_id


def person(username: str) -> int:
    return User.objects.get(username=username).pk


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_story(open_page: Opener) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera(open_page)
    before = clock.now
    seed(0.05, now=AFTERNOON - timedelta(hours=5, minutes=33))
    with patch("lianhu.cases.services.new_number", lambda: new_number(DICE)):
        tell(camera, Telling())
    clock.use(before)


def tell(camera: Camera, story: Telling) -> None:
    others = [question for question in QUESTIONS if question.case_class == "question"]
    story.wait(0)
    with camera.at("resident-wu", "/ask/", PHONE) as page:
        page.locator("textarea").first.fill(STORY.question.text.zh)
        camera.save(page, "390-ask")
    for question in others[:2]:
        story.ask("resident-zheng", question.text.zh, question.topic)
    story.case = story.ask("resident-wu", STORY.question.text.zh, STORY.question.topic)
    number = story.case.number
    look_up(story.now)

    story.wait(2)
    camera.shoot("inbox", "officer-shen", "/inbox/")
    camera.shoot("case", "officer-shen", f"/cases/{number}/")
    camera.shoot("answer", "officer-shen", f"/cases/{number}/answer/")
    camera.shoot("households", "officer-shen", "/households/")
    story.wait(1)
    story.act(rules.PassUp(person("officer-shen"), story.desk, STORY.officer_note.zh))
    for username, minutes in (("clerk-he", 4), ("clerk-ma", 4), ("clerk-fang", 5)):
        story.wait(minutes)
        story.act(rules.PassUp(person(username), story.desk))
    story.wait(2)
    insurance = Desk.objects.get(duties__person__username="section-gu")
    story.act(rules.Consult(person("office-luo"), story.desk, insurance.pk, STORY.brief.zh))

    story.wait(1)
    camera.shoot("question-open", "resident-wu", f"/my/{number}/")
    asked = Consultation.objects.get(case=story.case)
    camera.shoot("consultation", "section-gu", f"/consultations/{asked.pk}/", DESK)
    story.wait(16)
    story.act(rules.ConsultReply(person("section-gu"), asked.number, STORY.reply.zh))
    while move_overdue(story.now):
        pass

    story.wait(2)
    _others_climb(story, others[2:])
    camera.shoot("desk", "office-luo", f"/desk/{number}/", DESK)
    camera.shoot("desk", "office-luo", f"/desk/{number}/")
    camera.shoot("desk-en", "office-luo", f"/desk/{number}/", DESK, language="en")
    leaving = (story.now + timedelta(days=18)).date()
    story.act(
        rules.OnBehalf(person("office-luo"), story.desk, STORY.on_behalf.zh, follow_up_on=leaving)
    )
    story.wait(2)
    papers = tuple({"title": paper.name.zh, "note": paper.note.zh} for paper in STORY.papers)
    story.act(
        rules.Answer(person("office-luo"), story.desk, STORY.question.answer.zh, papers=papers)
    )
    story.wait(1)
    camera.shoot("question", "resident-wu", f"/my/{number}/", whole=True)
    camera.shoot("question-en", "resident-wu", f"/my/{number}/", language="en")
    with camera.at("resident-wu", f"/my/{number}/", PHONE) as page:
        page.locator("form[action*='type'] button").first.click()
        page.wait_for_load_state()
        camera.save(page, "390-question-large")
    camera.shoot("my", "resident-wu", "/my/")
    camera.shoot("looks", "resident-wu", "/my/looks/")

    camera.shoot("overdue", "supervisor-yue", "/watch/overdue/", DESK)
    camera.shoot("unmanned", "supervisor-yue", "/watch/unmanned/", DESK)
    camera.shoot("overdue", "supervisor-yue", "/watch/overdue/")
    camera.shoot("coverage", "supervisor-yue", "/watch/coverage/", DESK)
    camera.shoot("slow", "supervisor-yue", "/watch/slow/", DESK)
    _doors(camera)
    _attention(camera)
    _book(camera)
    _setting_up(camera)


def _others_climb(story: Telling, questions: Sequence[Question]) -> None:
    """What else waits at the city's desk: asked since, by one household each, nowhere answered."""
    stays = (
        Stay.objects.open().filter(household__residents=None).select_related("household", "beat")
    )
    for n, (stay, question) in enumerate(zip(stays[::40], questions[:8], strict=False)):
        asker = Resident.objects.create(household=stay.household, name=stay.household.contact)
        asked_at = story.now - timedelta(minutes=8 - n)
        case = services.ask(
            services.Question(
                asker, stay.beat, question.text.zh, topic=Topic.objects.get(code=question.topic)
            ),
            key=question.text.zh,
            now=asked_at,
        )
        while (desk := case.stages.get(closed_at=None).desk).pk != story.desk:
            up = rules.PassUp(desk.duties.earliest("pk").person_id, desk.pk)
            case = services.act(case.pk, up, seq=case.seq, now=asked_at)


def _doors(camera: Camera) -> None:
    """Ways in, and what everybody may read."""
    camera.shoot("sign-in", "", "/sign-in/")
    camera.shoot("sign-in-phone", "", "/sign-in/phone/")
    camera.shoot("who-sees", "", "/who-sees/")
    camera.shoot("guest", "", "/guest/")
    camera.shoot("account", "resident-wu", "/account/")
    camera.shoot("paste", "officer-shen", "/paste/")
    camera.shoot("leave", "officer-shen", "/leave/")
    camera.shoot("attention", "officer-shen", "/account/attention/")
    camera.shoot("needs", "officer-tong", "/needs/")


def _attention(camera: Camera) -> None:
    """Notices, groups, the call list, and what may be asked of people."""
    luo, now = User.objects.get(username="office-luo"), clock.now()
    city = Desk.objects.get(duties__person=luo)
    keys = [
        notices.write(
            city,
            notices.Written(
                title="雨天请看一遍低洼处的老房子",
                body="连着三天有雨。请看一遍低洼处的老房子，有渗水、裂缝的，记下门牌报给村里。",
                document=document,
                asks=Asks.ACT,
                due_at=now + timedelta(hours=25),
                minutes=20,
                audience=Audience((Who.OFFICER,), (city.node_id,)),
                contact=city,
                topic=None,
            ),
            by=luo,
            key=document,
            now=now,
        )
        for document in ("云联群办〔2026〕7号", "云联群办〔2026〕8号")
    ]
    notices.send(keys[0], now=now)
    camera.shoot("notice", "officer-shen", f"/notices/to-me/{keys[0]}/")
    camera.shoot("notice-cost", "office-luo", f"/notices/{keys[1]}/", DESK)
    code = talk(now)[0].group.code
    camera.shoot("group", "resident-zheng", f"/groups/at/{code}/")
    camera.shoot("group-owner", "officer-shen", f"/groups/at/{code}/owner/")
    officer = User.objects.get(username="officer-tong")
    inbox.reach(officer, Reach.CALL, by=officer)
    camera.shoot("calls", "clerk-he", "/calls/", DESK)
    camera.shoot("call-sheet", "clerk-he", f"/calls/{officer.pk}/sheet/", DESK)
    camera.shoot("asking-check", "office-luo", "/forms/check/", DESK)
    _requests(camera, city, luo)


def _requests(camera: Camera, city: Desk, luo: User) -> None:
    """What the office asks of villages: refused, and mended, answered by one, and its cost."""
    now = clock.now()
    bags = Asked(Field("q1", "还缺的沙袋", Kind.NUMBER, "个"))
    road = Asked(Field("q2", "进村路能不能走大车", Kind.YES_NO))
    more = Asked(Field("q3", "还要什么", Kind.TEXT, purpose="一并采购"))
    wrong = (Asked(Field("q2", "户数", Kind.NUMBER)), Asked(Field("q3", "堆放点", Kind.PHOTO)))
    text = notices.Written(
        title="汛期缺料摸底",
        body="赶在汛期前备料，缺多少补多少，本周五前送到村里。",
        document="云联群办〔2026〕9号",
        asks=Asks.ACT,
        due_at=now + timedelta(hours=25),
        minutes=5,
        audience=Audience((Who.CLERK,), (city.node_id,), 4),
        contact=city,
        topic=None,
    )
    refused, right = (
        requests.write(city, text, Sheet(asked, (), ("households",)), by=luo, key=key, now=now)
        for key, asked in (("wrong", (bags, *wrong)), ("right", (bags, road, more)))
    )
    camera.shoot("request-refused", "office-luo", f"/requests/{refused}/change/", DESK)
    notices.send(right, now=now)
    camera.shoot("request", "clerk-he", f"/requests/to-me/{right}/")
    he = User.objects.get(username="clerk-he")
    village = Desk.objects.get(duties__person=he)
    given = requests.Given(
        version=Version.objects.get(notice=right).pk,
        seen="",
        values={"q1": "40", "q2": "yes", "q3": "两台抽水泵"},
    )
    requests.answer(right, village, given, by=he, entered_by=None, now=now)
    camera.shoot("request-answers", "office-luo", f"/requests/{right}/answers/", DESK)
    camera.shoot("asked", "officer-shen", "/asked/", DESK)


def _book(camera: Camera) -> None:
    """What everybody reads, and where it is written."""
    item = Item.objects.get(code="medical.inpatient-elsewhere.emergency")
    camera.shoot("book", "", "/book/")
    camera.shoot("book-find", "", "/book/find/?q=外地住院")
    camera.shoot("book-item", "", f"/book/items/{item.code}/")
    camera.shoot("book-sheet", "", f"/book/items/{item.code}/sheet/", DESK)
    camera.shoot("book-edit", "office-luo", "/book/edit/", DESK)
    camera.shoot("book-edit-item", "office-luo", f"/book/edit/items/{item.code}/", DESK)
    camera.shoot("answered-where", "office-luo", "/watch/levels/", DESK)
    _ask_of_water()
    camera.shoot("hot-topics", "office-luo", "/watch/hot/", DESK)


def _ask_of_water() -> None:
    """Seven neighbours, of the same thing."""
    water, now = Topic.objects.get(code="utilities.water"), clock.now()
    for n, stay in enumerate(Stay.objects.open().select_related("household", "beat")[:7]):
        asker = Resident.objects.create(household=stay.household, name=stay.household.contact)
        words = f"家里停水了，{n + 1}楼也没有水，什么时候来水？"
        services.ask(services.Question(asker, stay.beat, words, topic=water), key=words, now=now)


def _setting_up(camera: Camera) -> None:
    """Beside names, codes and hours an administrator reads nobody's data."""
    pages = ("", "places/", "hours/", "calendar/2026/", "promises/", "topics/", "departments/")
    for page in (*pages, "people/", "rosters/", "loads/", "levels/", "changes/"):
        name = page.split("/")[0] or "start"
        camera.shoot(f"setting-up-{name}", "admin-cen", f"/steward/{page}", DESK)
    camera.shoot("setting-up-start", "admin-cen", "/steward/")
