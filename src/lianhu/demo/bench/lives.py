"""A city with a past, for benches: cases by the hundred thousand, most of them over.

Every event was decided by the rules, and every row written by the store. What makes it fast: a
whole life is decided before it is written, and neighbours who ask the same at the same time live
the same life.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from lianhu.cases import rules, store
from lianhu.cases.models import Case
from lianhu.cases.telling import tell_askers
from lianhu.demo.bench.numbers import free_numbers
from lianhu.demo.dice import Dice
from lianhu.demo.game import world_of
from lianhu.demo.player import Scene, World, propose
from lianhu.demo.questions import QUESTIONS, Question
from lianhu.grid.models import Household, Node, Resident, Stay
from lianhu.inbox.services import settle
from lianhu.knowledge.models import Topic

BEATS = 100  # at once
NEIGHBOURS = 6
DAYS = 20
FINISHED = 0.94


class Life:
    """A case that is decided on, and not written yet."""

    def __init__(
        self, beat: Node, question: Question, ask: rules.Ask, setting: rules.Setting, now: datetime
    ) -> None:
        self.beat = beat
        self.question = question
        self.setting = setting
        self.now = now
        self.events = rules.decide(None, ask, now, setting)
        self.state = rules.apply(None, self.events)

    def do(self, command: rules.Command) -> None:
        """Nothing, if that is refused. The clock comes when something is due."""
        if isinstance(command, rules.TimeOut | rules.CloseBySilence):
            self.now = max(self.now, min(self._dues(), default=self.now))
        with suppress(rules.Refused):
            events = rules.decide(self.state, command, self.now, self.setting)
            self.state = rules.apply(self.state, events)
            self.events += events

    def _dues(self) -> Iterator[datetime]:
        state = self.state
        times = [state.silence_due_at, *(asked.due_at for asked in state.awaited)]
        if state.stage is not None:
            times += [state.stage.due_at, state.stage.waiting_until]
        return (time for time in times if time is not None)


def live(events: int, *, seed: int, start: datetime, progress: Callable[[int], None]) -> None:
    """Fill the city with cases until there are `events` of them, from `start` on."""
    world = world_of(start)
    topics = {topic.code: topic for topic in Topic.objects.all()}
    beats = list(Node.objects.filter(level__is_beat=True).order_by("path"))
    dice = Dice(seed, "lives")
    numbers = Random(seed)
    written = 0
    for first in range(0, len(beats), BEATS):
        some = beats[first : first + BEATS]
        share = events * (first + len(some)) // len(beats)
        settings = settings_of(some, world, start)
        homes = homes_of(some)
        while written < share:
            lives = [
                random_life(beat, settings[beat.pk], dice, world, start + _some_days(dice))
                for beat in some
            ]
            written += sum(len(life.events) for life in lives) * NEIGHBOURS
            lived = [life for life in lives for _ in range(NEIGHBOURS)]
            askers = [_asker(next(homes[life.beat.pk])) for life in lived]
            with transaction.atomic():
                Resident.objects.bulk_create(askers)
                write(lived, askers, topics, numbers)
            progress(written)


def _some_days(dice: Dice) -> timedelta:
    return timedelta(minutes=dice.below(DAYS * 24 * 60))


def settings_of(
    beats: Sequence[Node], world: World, at: datetime
) -> dict[int | None, rules.Setting]:
    named = {place.desk for place in world.departments} | set(world.desks)
    cases = [Case(pk=beat.pk, beat=beat) for beat in beats]
    return store.settings(cases, {case.pk: named for case in cases}, at)


def homes_of(beats: Sequence[Node]) -> dict[int, Iterator[Household]]:
    """The households of each beat, over and over."""
    found: dict[int, list[Household]] = defaultdict(list)
    stays = Stay.objects.open().filter(beat__in=beats).select_related("household")
    for stay in stays.order_by("pk"):
        found[stay.beat_id].append(stay.household)
    return {beat: _over_and_over(homes) for beat, homes in found.items()}


def _over_and_over(homes: Sequence[Household]) -> Iterator[Household]:
    while True:
        yield from homes


def random_life(
    beat: Node, setting: rules.Setting, dice: Dice, world: World, now: datetime
) -> Life:
    """Some commands by chance; most lives then come to their end."""
    question = dice.pick(QUESTIONS)
    ask = rules.Ask(
        rules.CaseClass(question.case_class),
        rules.Door.PHONE if dice.below(10) == 0 else rules.Door.PAGE,
        question.text.zh,
        confidential=dice.below(50) == 0,
    )
    life = Life(beat, question, ask, setting, now)
    for _turn in range(1 + dice.below(6)):
        life.now += timedelta(seconds=int(900 * dice.fraction() ** 2))
        life.do(propose(Scene(dice, life.state, setting, life.now, world, wild=False)))
    if dice.fraction() < FINISHED:
        scene = Scene(dice, life.state, setting, life.now, world, wild=False)
        life.do(rules.Answer(*scene.here(), question.answer.zh))
        life.now += timedelta(hours=1)
        life.do(rules.Confirm(None))
    return life


def _asker(home: Household) -> Resident:
    return Resident(household=home, name=home.contact, phone=home.phone)


def write(
    lives: Sequence[Life],
    askers: Sequence[Resident],
    topics: Mapping[str, Topic],
    numbers: Random,
) -> list[Case]:
    """As the store would have written them one after the other. Give it a transaction."""
    cases = []
    for life, asker, number in zip(lives, askers, free_numbers(len(lives), numbers), strict=True):
        case = Case(
            number=number,
            asker=asker,
            beat=life.beat,
            topic=topics[life.question.topic],
            case_class=life.state.case_class,
            door=life.state.door,
            asked_at=life.state.asked_at,
        )
        store.fill(case, life.state)
        cases.append(case)
    Case.objects.bulk_create(cases)
    changes = [
        store.Change(store.Loaded(case, None, [], None), life.events, life.state)
        for case, life in zip(cases, lives, strict=True)
    ]
    settle(store.save(changes), now=max(life.now for life in lives))
    tell_askers([(change.loaded.case, change.events) for change in changes])
    return cases
