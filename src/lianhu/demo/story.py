"""The reference story, played by the seeded city's own people through the same services."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lianhu.cases import rules, services, store
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Stage
from lianhu.demo.questions import STORY
from lianhu.demo.text import Bilingual
from lianhu.demo.topics import TOPICS
from lianhu.grid.models import Desk, Resident
from lianhu.grid.queries import beat_of, places, with_setting
from lianhu.grid.rules import on_duty
from lianhu.kernel.names import shown
from lianhu.knowledge.models import Topic

ASKER = "resident-wu"
DISCHARGE = timedelta(days=18)  # "early next month"


def ask(now: datetime) -> Case:
    """The retired worker asks."""
    asker = Resident.objects.select_related("household").get(user__username=ASKER)
    beat = beat_of(asker.household) if asker.household else None
    if beat is None:
        raise ValueError(f"{ASKER} lives in no beat")
    question = services.Question(
        asker=asker,
        beat=beat,
        words=shown(*STORY.question.text),
        case_class=rules.CaseClass(STORY.question.case_class),
        topic=Topic.objects.get(code=STORY.question.topic),
        actor=asker.user_id,
    )
    return services.ask(question, key=f"story:{now.isoformat()}", now=now)


def play(now: datetime) -> Case:
    """Ask at `now` and let every desk do its part, until the resident says that it helped."""
    case = ask(now)
    minutes = _minutes()
    top = store.settings([case], {}, now)[case.pk].ladder[-1].desk
    while (desk := _holder(case).desk_id) != top:
        now += next(minutes)
        words = "" if _holder(case).path else shown(*STORY.officer_note)
        case = _act(case, rules.PassUp(_on_duty(desk, now), desk, words), now)
    return _at_the_top(case, top, now)


def _at_the_top(case: Case, desk: int, now: datetime) -> Case:
    now += timedelta(minutes=1)
    person = _on_duty(desk, now)
    case = _act(case, rules.Take(person, desk), now)
    now += timedelta(minutes=1)
    section = Desk.objects.get(code=_section()).pk
    case = _act(case, rules.Consult(person, desk, section, shown(*STORY.brief)), now)
    now += timedelta(minutes=8)
    reply = rules.ConsultReply(_on_duty(section, now), 1, shown(*STORY.reply))
    case = _act(case, reply, now)
    now += timedelta(minutes=4)
    done = _join(STORY.on_behalf, STORY.follow_up)
    case = _act(case, rules.OnBehalf(person, desk, done, (now + DISCHARGE).date()), now)
    now += timedelta(minutes=2)
    papers = tuple({"title": shown(*row.name), "note": shown(*row.note)} for row in STORY.papers)
    answer = rules.Answer(person, desk, shown(*STORY.question.answer), papers)
    case = _act(case, answer, now)
    now += timedelta(minutes=5)
    return _act(case, rules.Confirm(case.asker.user_id), now)


def leave_alone(now: datetime) -> Case:
    """Ask at `now` and let nobody act: the worker moves it at each minute it falls due."""
    case = ask(now)
    while (stage := _holder(case)).alerted_at is None:
        if stage.due_at is None:
            raise ValueError(f"{case} waits for nobody and nothing")
        move_overdue(stage.due_at)
    case.refresh_from_db()
    return case


def _minutes() -> Iterator[timedelta]:
    """How long each desk takes on the way up: the officer asks back first."""
    yield timedelta(minutes=4)
    while True:
        yield timedelta(minutes=1)


def _act(case: Case, command: rules.Command, now: datetime) -> Case:
    return services.act(case.pk, command, seq=case.seq, now=now)


def _holder(case: Case) -> Stage:
    return Stage.objects.get(case=case, closed_at=None)


def _on_duty(desk: int, now: datetime) -> int:
    place = places([with_setting().get(pk=desk)], now)[desk]
    return on_duty(place.roster, place.schedule, now)[0]


def _section() -> str:
    """The desk that knows about the story's topic."""
    return next(topic.desk for topic in TOPICS if topic.code == STORY.question.topic)


def _join(*texts: Bilingual) -> str:
    return shown("".join(text.zh for text in texts), " ".join(text.en for text in texts))
