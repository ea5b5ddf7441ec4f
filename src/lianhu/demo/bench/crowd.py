"""Many open cases at once, spread over the levels as questions climb, for benches."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.cases import rules, store
from lianhu.cases.models import Case
from lianhu.demo.bench.numbers import free_numbers
from lianhu.demo.questions import QUESTIONS
from lianhu.grid.models import Resident, Stay
from lianhu.inbox.services import settle
from lianhu.knowledge.models import Topic

BATCH = 500
# Of all cases, the share that has climbed at least so many levels.
CLIMBED = (0.55, 0.3, 0.15, 0.06)


def ask_many(
    count: int, *, seed: int, start: datetime, over: timedelta, progress: Callable[[int], None]
) -> None:
    """Have `count` cases asked by as many households between `start` and `start + over`.

    Through the rules and the store that people's commands go through, in batches.
    """
    dice = Random(seed)
    stays = dice.choices(list(Stay.objects.open().values_list("pk", flat=True)), k=count)
    actor = User.objects.earliest("pk").pk
    topics = {topic.code: topic for topic in Topic.objects.all()}
    for first in range(0, count, BATCH):
        share = stays[first : first + BATCH]
        with transaction.atomic():
            _ask(share, dice, start, over, topics, actor)
        progress(first + len(share))


def _ask(
    stays: Sequence[int],
    dice: Random,
    start: datetime,
    over: timedelta,
    topics: dict[str, Topic],
    actor: int,
) -> None:
    at = start + over * dice.random()
    found = Stay.objects.select_related("household", "beat").in_bulk(set(stays))
    people = [
        Resident(household=found[pk].household, name=found[pk].household.contact) for pk in stays
    ]
    Resident.objects.bulk_create(people)
    asked = [
        (dice.choice(QUESTIONS), resident, found[pk].beat)
        for pk, resident in zip(stays, people, strict=True)
    ]
    numbers = free_numbers(len(asked), dice)
    cases = [
        Case(
            number=number,
            asker=resident,
            beat=beat,
            topic=topics[question.topic],
            case_class=question.case_class,
            door=rules.Door.PAGE,
            status=rules.Status.ASKED,
            seq=1,
            asked_at=at,
            promise_due_at=at,
        )
        for number, (question, resident, beat) in zip(numbers, asked, strict=True)
    ]
    Case.objects.bulk_create(cases)
    commands = [
        rules.Ask(rules.CaseClass(question.case_class), rules.Door.PAGE, question.text.zh)
        for question, _resident, _beat in asked
    ]
    _carry_out([store.Loaded(case, None, [], None) for case in cases], commands, at)
    for share in CLIMBED:
        cases = cases[: round(len(stays) * share)]
        loaded = store.load(cases)
        at += timedelta(minutes=1)
        _carry_out(loaded, [_pass_up(one, actor) for one in loaded], at)


def _pass_up(loaded: store.Loaded, actor: int) -> rules.Command:
    assert loaded.state is not None
    assert loaded.state.stage is not None
    return rules.PassUp(actor, loaded.state.stage.desk)


def _carry_out(
    found: Sequence[store.Loaded], commands: Sequence[rules.Command], now: datetime
) -> None:
    settings = store.settings([loaded.case for loaded in found], {}, now)
    changes = []
    for loaded, command in zip(found, commands, strict=True):
        events = rules.decide(loaded.state, command, now, settings[loaded.case.pk])
        changes.append(store.Change(loaded, events, rules.apply(loaded.state, events)))
    settle(store.save(changes), now=now)
