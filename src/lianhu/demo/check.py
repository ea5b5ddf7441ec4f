"""The reference story walked through the pages of a served demo city, by HTTP alone."""

import re
from collections.abc import Callable
from datetime import date
from random import Random
from time import monotonic, sleep

from lianhu.demo.calendars import CONFIRMED_YEARS
from lianhu.demo.people import DEMO_PEOPLE
from lianhu.demo.questions import QUESTIONS, STORY, Question
from lianhu.demo.visitor import Astray, Visitor

LANGUAGE = "zh-hans"
ASKER, NEIGHBOUR, OFFICER, STRANGER = "吴长青", "郑玉兰", "沈小满", "officer-lu"
# Who passes it up at which desk, and to which.
WAY = (
    ("clerk-he", "石桥村", "东柳社区"),
    ("clerk-ma", "东柳社区", "柳溪镇"),
    ("clerk-fang", "柳溪镇", "云禾市联群办"),
)
SECTION, SECTION_CODE = "医疗保险科", "social-security.medical-insurance"
FOLLOW_UP = date(CONFIRMED_YEARS[-1], 4, 3)
# The button that sends the question, not one that says "that is it".
_SENDS = {"": ""}
WORKER_S = 60  # an overdue stage has moved by then
EXCERPT = 900


class Failure(Exception):
    """A step went wrong; the message says which, what was expected, and shows the page."""


class Walk:
    """Every person in a session of their own. `say` hears of each step before it is taken."""

    def __init__(self, site: str, dice: Random, say: Callable[[str], None]) -> None:
        self._site = site
        self._say = say
        self._step = ""
        self._people: dict[str, Visitor] = {}
        self._last = self._visitor()
        asked = [STORY.question, *(row for row in QUESTIONS if row.case_class == "question")]
        self._question, self._other = dice.sample(asked, 2)

    def run(self) -> None:
        """Raises Failure at the first thing that is not as it should be."""
        try:
            self._story()
            self._left_alone()
        except Astray as astray:
            page = self._last.page
            raise Failure(
                f"{self._step}: {astray}.\n{page.url} (status {page.status}) reads:\n"
                f"{page.text[:EXCERPT]}"
            ) from None

    # -- the story ------------------------------------------------------------------------------

    def _story(self) -> None:
        self._door()
        number = self._ask("resident-wu", self._question, ASKER)
        self._hidden_from_others(number)
        self._officer_passes_up(number)
        for username, desk, above in WAY:
            self._desk_passes_up(number, username, desk, above)
        self._city_consults(number)
        self._section_replies(number)
        self._city_does_it(number)
        self._resident_reads(number)
        self._those_below_read(number)

    def _door(self) -> None:
        self._begin("the door lists everybody and shows the city's time")
        visitor = self._use(self._visitor())
        visitor.open("/demo/")
        names = [person.name.zh for person in DEMO_PEOPLE if person.seat != "cluster"]
        visitor.expect(*names, "9:")

    def _ask(self, username: str, question: Question, name: str) -> str:
        """Ask on the page; return the case's number."""
        self._begin(f"{name} asks: {question.text.zh}")
        visitor = self._be(username)
        visitor.open("/ask/")
        visitor.expect(OFFICER, "不收费", "上班时间1小时内给您答复")
        visitor.submit("/ask/", {"words": question.text.zh}, holding=_SENDS)
        if "下面有您要的吗" in visitor.page.text:
            visitor.submit("/ask/", holding=_SENDS)
        number = visitor.path.removeprefix("/my/").strip("/")
        visitor.expect(*_sentences(question), number, "现在在", OFFICER, "什么时候回您")
        visitor.open("/my/")
        visitor.expect(*_sentences(question)[:1], "已收到")
        visitor.expect_link(f"/my/{number}/")
        return number

    def _hidden_from_others(self, number: str) -> None:
        self._begin("to other residents and to officers next door it does not exist")
        neighbour = self._be("resident-zheng")
        neighbour.open(f"/my/{number}/")
        neighbour.expect(status=404)
        stranger = self._be(STRANGER)
        stranger.open(f"/cases/{number}/")
        stranger.expect(status=404)

    def _officer_passes_up(self, number: str) -> None:
        self._begin("the officer finds it in the inbox and passes it up")
        visitor = self._be("officer-shen")
        visitor.open("/inbox/")
        visitor.expect(*_sentences(self._question)[:1])
        visitor.expect_link(f"/cases/{number}/")
        visitor.open(f"/cases/{number}/")
        visitor.expect(*_sentences(self._question), ASKER, "待签收", "上报石桥村")
        note = STORY.officer_note.zh
        visitor.submit(f"/cases/{number}/pass-up/", {"words": note})
        visitor.expect("已上报", "石桥村", note)
        visitor.expect_none_of(ASKER)
        visitor.open("/inbox/")
        visitor.expect_none_of(number, *_sentences(self._question))

    def _desk_passes_up(self, number: str, username: str, desk: str, above: str) -> None:
        self._begin(f"{desk} passes it up to {above}")
        visitor = self._be(username)
        visitor.open("/desk/")
        visitor.expect(desk, *_sentences(self._question)[:1])
        visitor.open(f"/desk/{number}/")
        visitor.expect(*_sentences(self._question), STORY.officer_note.zh, ASKER, f"上报{above}")
        visitor.submit(f"/desk/{number}/pass-up/")
        visitor.expect("已上报", above, "已经不在您这儿了")
        visitor.expect_none_of(ASKER)

    def _city_consults(self, number: str) -> None:
        self._begin("the city office takes it")
        visitor = self._be("office-luo")
        visitor.open(f"/desk/{number}/")
        visitor.expect(*_sentences(self._question), *(desk for _, desk, _ in WAY), "待签收")
        visitor.submit(f"/desk/{number}/take/")
        visitor.expect("已签收", "办理中", "罗知微")
        self._begin(f"the city office asks {SECTION}")
        brief = {"department": SECTION_CODE, "words": STORY.brief.zh}
        visitor.submit(f"/desk/{number}/consult/", brief)
        visitor.expect("已送部门", "已请部门答复", SECTION, STORY.brief.zh)
        self._begin("the resident sees who is asked")
        asker = self._be("resident-wu")
        asker.open(f"/my/{number}/")
        asker.expect("云禾市联群办", f"{SECTION}答复", "罗知微", "看不到您的姓名、电话和住址")

    def _section_replies(self, number: str) -> None:
        self._begin("the section sees the brief, not the household, and replies")
        visitor = self._be("section-gu")
        visitor.open("/consultations/")
        visitor.expect(SECTION, STORY.brief.zh[:20])
        path = next(link for link in visitor.page.links if _is_consultation(link))
        visitor.open(path)
        visitor.expect(STORY.brief.zh, "云禾市联群办请您答复")
        visitor.expect_none_of(ASKER, number, *_sentences(self._question))
        visitor.submit(f"{path}reply/", {"words": STORY.reply.zh})
        visitor.expect("已答复", STORY.reply.zh)
        visitor.open(f"/desk/{number}/")
        visitor.expect(status=404)

    def _city_does_it(self, number: str) -> None:
        self._begin("the city office does it on the resident's behalf")
        visitor = self._be("office-luo")
        visitor.open(f"/desk/{number}/")
        visitor.expect(STORY.reply.zh, "顾明", "办理中")
        visitor.open(f"/desk/{number}/?act=desk_on_behalf")
        done = {"words": STORY.on_behalf.zh, "follow_up_on": FOLLOW_UP.isoformat()}
        visitor.submit(f"/desk/{number}/on-behalf/", done)
        visitor.expect("帮办中", STORY.on_behalf.zh, f"{_day(FOLLOW_UP)}回访")
        self._begin("the city office answers, with the papers to bring")
        papers = "\n".join(f"{paper.name.zh} - {paper.note.zh}" for paper in STORY.papers)
        answer = {"words": self._question.answer.zh, "papers": papers}
        visitor.submit(f"/desk/{number}/answer/", answer)
        visitor.expect("已答复", self._question.answer.zh)

    def _resident_reads(self, number: str) -> None:
        self._begin("the resident reads the answer and says that it helped")
        visitor = self._be("resident-wu")
        visitor.open("/my/")
        visitor.expect("已答复")
        visitor.open(f"/my/{number}/")
        visitor.expect("已答复", self._question.answer.zh, "云禾市联群办的答复", SECTION)
        visitor.expect(*(paper.name.zh for paper in STORY.papers))
        visitor.expect(STORY.on_behalf.zh, f"{_day(FOLLOW_UP)}给您打电话问问", "解决了吗")
        visitor.submit(f"/my/{number}/confirm/")
        visitor.expect("办好了", "您说解决了")

    def _those_below_read(self, number: str) -> None:
        self._begin("every desk it passed reads the same answer, without the name")
        for username, *_ in WAY:
            visitor = self._be(username)
            visitor.open(f"/desk/{number}/")
            visitor.expect("已办结", self._question.answer.zh, STORY.papers[0].name.zh)
            visitor.expect_none_of(ASKER)
        visitor = self._be("officer-shen")
        visitor.open(f"/cases/{number}/")
        visitor.expect("已办结", self._question.answer.zh)
        visitor.expect_none_of(ASKER)

    # -- a case that nobody looks at ------------------------------------------------------------

    def _left_alone(self) -> None:
        number = self._ask("resident-zheng", self._other, NEIGHBOUR)
        self._begin("a quarter of an hour later, by the door's button")
        visitor = self._use(self._visitor())
        visitor.open("/demo/")
        visitor.submit("/demo/clock/", holding={"step": "+15m"})
        visitor.expect("9:")
        self._begin("the worker has moved it to the village, and says sorry")
        asker = self._be("resident-zheng")
        give_up = monotonic() + WORKER_S
        while True:
            asker.open(f"/my/{number}/")
            if "现在在 石桥村" in asker.page.text or monotonic() > give_up:
                break
            sleep(0.3)
        asker.expect("现在在 石桥村", "超过时间了", "抱歉", *_sentences(self._other))
        self._begin("it is no longer the officer's, but the village's")
        officer = self._be("officer-shen")
        officer.open("/inbox/")
        officer.expect_none_of(*_sentences(self._other))
        village = self._be("clerk-he")
        village.open("/desk/")
        village.expect_link(f"/desk/{number}/")
        village.open(f"/desk/{number}/")
        village.expect(*_sentences(self._other), NEIGHBOUR, "超时")
        self._begin("the village answers")
        village.submit(f"/desk/{number}/answer/", {"words": self._other.answer.zh})
        village.expect("已答复")
        asker.open(f"/my/{number}/")
        asker.expect(self._other.answer.zh, "石桥村的答复")
        asker.submit(f"/my/{number}/confirm/")
        asker.expect("办好了")

    # -- people ---------------------------------------------------------------------------------

    def _begin(self, step: str) -> None:
        self._step = step
        self._say(step)

    def _be(self, username: str) -> Visitor:
        """This person's session; through the door if it is the first time."""
        known = self._people.get(username)
        if known is not None:
            return self._use(known)
        visitor = self._use(self._visitor())
        visitor.open("/demo/")
        visitor.submit("/demo/become/", holding={"person": username})
        visitor.expect()
        self._people[username] = visitor
        return visitor

    def _visitor(self) -> Visitor:
        return Visitor(self._site, LANGUAGE)

    def _use(self, visitor: Visitor) -> Visitor:
        self._last = visitor
        return visitor


def _sentences(question: Question) -> list[str]:
    """Pages show the first sentence as a heading and the others elsewhere."""
    marked = question.text.zh
    for end in "?？。！!":
        marked = marked.replace(end, "\n")
    return [sentence.strip() for sentence in marked.split("\n") if sentence.strip()]


def _is_consultation(link: str) -> bool:
    return re.fullmatch(r"/consultations/\d+/", link) is not None


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
