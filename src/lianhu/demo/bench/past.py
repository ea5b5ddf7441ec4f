"""A city with as many cases as wanted, most of them over, that grows within one database.

The first were decided by the rules and written by the store. All others are those again, under keys
and numbers of their own: sets of rows that the database copies, so that a million takes minutes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count, islice
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from lianhu.cases import rules
from lianhu.cases.models import Case, CaseDesk, Consultation, Event, Follower, Stage, Words
from lianhu.demo.bench.lives import DAYS, Life, homes_of, random_life, settings_of, write
from lianhu.demo.bench.numbers import free_numbers
from lianhu.demo.dice import Dice
from lianhu.demo.game import world_of
from lianhu.demo.questions import QUESTIONS
from lianhu.grid.models import Node, Resident
from lianhu.inbox.models import Item
from lianhu.kernel.ids import new_token
from lianhu.knowledge.models import Topic

BEATS = 200
# Of the first cases: what waits at the top, which cases of every beat climb to.
WAITING = 0.2
# What waits is copied this seldom: in a larger city most of it was long ago.
SELDOM = 10
# One reader has more than a page of own matters, in the smallest city too.
OWN = 60
TOGETHER = 10_000

# Which rows belong to a copied case: by which column, and which columns are keys of copied rows.
_COPIED: Sequence[tuple[type[models.Model], str, dict[str, type[models.Model]]]] = (
    (Words, "case_id", {"case_id": Case}),
    (
        Case,
        "id",
        {"asker_id": Resident, "merged_into_id": Case, "summary_id": Words, "need_id": Words},
    ),
    (Event, "case_id", {"case_id": Case, "words_id": Words}),
    (Stage, "case_id", {"case_id": Case}),
    (Consultation, "case_id", {"case_id": Case, "brief_id": Words, "reply_id": Words}),
    (CaseDesk, "case_id", {"case_id": Case}),
    (Follower, "case_id", {"case_id": Case}),
    (Item, "ref", {"ref": Case, "resident_id": Resident}),
)
_TABLES: list[type[models.Model]] = [Resident, *(model for model, _case, _keys in _COPIED)]


class Past:
    def __init__(self, first: int, *, asker: Resident, now: datetime) -> None:
        """Write the first cases; some are the `asker`'s own, and are not copied."""
        self._numbers = Random(first)
        self._dice = Dice(first, "past")
        self._topics = {topic.code: topic for topic in Topic.objects.all()}
        own = min(OWN, first // 10)
        waiting = round(first * WAITING)
        beats = list(Node.objects.filter(level__is_beat=True).order_by("path"))
        beats = self._dice.shuffled(beats)[:BEATS]
        world = world_of(now)
        settings = settings_of(beats, world, now)
        homes = homes_of(beats)

        def over(beat: Node) -> Life:
            day = now - timedelta(days=DAYS + 1) * (0.1 + 0.9 * self._dice.fraction())
            return random_life(beat, settings[beat.pk], self._dice, world, day)

        mine = [over(self._dice.pick(beats)) for _ in range(own)]
        self._write(mine, [asker] * own)
        lives = [self._climbing(self._dice.pick(beats), settings, now) for _ in range(waiting)]
        lives += [over(self._dice.pick(beats)) for _ in range(first - own - waiting)]
        lives = self._dice.shuffled(lives)
        askers = [
            Resident(household=home, name=home.contact)
            for home in (next(homes[life.beat.pk]) for life in lives)
        ]
        Resident.objects.bulk_create(askers)
        cases = self._write(lives, askers)
        waits = [life.state.stage is not None for life in lives]
        self._open = [case for case, open_ in zip(cases, waits, strict=True) if open_]
        self._over = [case for case, open_ in zip(cases, waits, strict=True) if not open_]
        self._spans = _spans(cases[0], cases[-1])
        self._again = self._endlessly()
        self.size = first

    def _write(self, lives: Sequence[Life], askers: Sequence[Resident]) -> list[int]:
        with transaction.atomic():
            return [case.pk for case in write(lives, askers, self._topics, self._numbers)]

    def _climbing(
        self, beat: Node, settings: dict[int | None, rules.Setting], now: datetime
    ) -> Life:
        """Asked within the last minutes, and passed up to the top, where nobody has taken it."""
        question = self._dice.pick(QUESTIONS)
        case_class = rules.CaseClass(question.case_class)
        ask = rules.Ask(case_class, rules.Door.PAGE, question.text.zh)
        setting = settings[beat.pk]
        life = Life(beat, question, ask, setting, now - timedelta(minutes=10))
        life.now += timedelta(seconds=self._dice.below(300))
        for place in setting.ladder[:-1]:
            if life.state.stage is not None and life.state.stage.desk == place.desk:
                life.now += timedelta(seconds=20)
                somebody = self._dice.pick(place.roster.posts).person
                life.do(rules.PassUp(somebody, place.desk))
        return life

    def grow(self, size: int, progress: Callable[[int], None]) -> None:
        """Copy until there are `size` cases."""
        while self.size < size:
            batch = list(islice(self._again, min(TOGETHER, size - self.size)))
            _copy(batch, self._numbers, self._spans)
            self.size += len(batch)
            progress(self.size)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), _TABLES):
                cursor.execute(statement)
            cursor.execute("ANALYZE")

    def _endlessly(self) -> Iterator[tuple[int, int]]:
        """The number of the copy, and the case."""
        for copy in count(1):
            yield from ((copy, case) for case in self._over)
            if copy % SELDOM == 0:
                yield from ((copy, case) for case in self._open)


# By table: the first and the last key of what is copied.
Spans = Mapping[type[models.Model], tuple[int, int]]


def _spans(first: int, last: int) -> Spans:
    found = {}
    for model, case, _keys in _COPIED:
        rows = model._default_manager.filter(**{f"{case}__gte": first, f"{case}__lte": last})
        found[model] = _ends(rows)
    found[Resident] = _ends(Resident.objects.filter(cases__gte=first, cases__lte=last))
    return found


def _ends(rows: models.QuerySet[Any]) -> tuple[int, int]:
    ends = rows.aggregate(first=models.Min("pk"), last=models.Max("pk"))
    return ends["first"] or 0, ends["last"] or 0


def _copy(batch: Sequence[tuple[int, int]], numbers: Random, spans: Spans) -> None:
    names = free_numbers(len(batch), numbers)
    with _unchecked(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE again (copy bigint, case_id bigint, number varchar(12),"
            " token varchar(22))"
        )
        _fill(cursor, [(*one, name, new_token()) for one, name in zip(batch, names, strict=True)])
        cursor.execute("ANALYZE again")
        cursor.execute(_statement(Resident, "asked.id", {}, spans))
        for model, case, keys in _COPIED:
            cursor.execute(_statement(model, f"t.{case}", keys, spans))
        cursor.execute("DROP TABLE again")


@contextmanager
def _unchecked() -> Iterator[None]:
    """Without a look at every foreign key, as when a database is restored."""
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def _fill(cursor: Any, rows: Sequence[tuple[int, int, str, str]]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy("COPY again FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany("INSERT INTO again VALUES (%s, %s, %s, %s)", rows)


def _statement(
    model: type[models.Model], case: str, keys: Mapping[str, type[models.Model]], spans: Spans
) -> str:
    """Keys move by as many whole spans as the copy has the number."""
    columns = [str(field.column) for field in model._meta.local_concrete_fields]
    given = {name: f"t.{name} + a.copy * {_width(spans[to])}" for name, to in keys.items()}
    given["id"] = f"t.id + a.copy * {_width(spans[model])}"
    if model is Case:
        given |= {"number": "a.number", "token": "a.token"}
    if model is Item:
        rest = "SUBSTR(t.key, LENGTH('case:' || t.ref) + 1)"
        given["key"] = f"'case:' || ({given['ref']}) || {rest}"
    table = model._meta.db_table
    joined = "JOIN cases_case asked ON asked.asker_id = t.id " if model is Resident else ""
    first, last = spans[model]
    return (
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {', '.join(given.get(name, f't.{name}') for name in columns)}"
        f" FROM {table} t {joined}JOIN again a ON a.case_id = {case}"
        f" WHERE t.id BETWEEN {first} AND {last} ORDER BY a.copy, t.id"
    )


def _width(span: tuple[int, int]) -> int:
    return span[1] - span[0] + 1
