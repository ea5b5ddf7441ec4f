"""Two people go on working while a list is loaded: no error, and a moment's wait at most."""

from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import connection

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.cases.verify import verify
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Household, Stay
from tests.cast import City, act, ask, at, make_city
from tests.grid.loading.loads import counts, load

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 4_000
PACE_S = 0.05  # nobody writes without ever looking up
LONGEST_S = 10.0  # half of what SQLite waits before it gives up


class Working(Thread):
    """Asks, takes and answers, one case after the other."""

    def __init__(self, city: City, who: str, ended: Event) -> None:
        super().__init__()
        self._city, self._who, self._ended = city, who, ended
        self.done = 0
        self.longest = 0.0
        self.errors: list[Exception] = []

    def run(self) -> None:
        try:
            while not self._ended.wait(PACE_S):
                began = monotonic()
                self._one()
                self.longest = max(self.longest, monotonic() - began)
                self.done += 1
        except Exception as error:
            self.errors.append(error)
        finally:
            connection.close()

    def _one(self) -> None:
        shen, beat = self._city.shen.pk, self._city.desks["beat"].pk
        case = ask(self._city.residents[self._who], at(9), f"{self._who} {self.done}")
        act(case, rules.Take(shen, beat), at(9, 1))
        act(case, rules.Answer(shen, beat, "好了"), at(9, 2))


def test_two_people_work_while_a_list_is_loaded(tmp_path: Path) -> None:
    city = make_city()
    rows = [
        {
            "code": f"N-{n}",
            "address": f"石桥村{n}号",
            "contact": "周明",
            "phone": f"138{n:08}",
            "beat": "beat",
        }
        for n in range(ROWS)
    ]
    ended = Event()
    people = [Working(city, who, ended) for who in ("wu", "zheng")]
    for person in people:
        person.start()
    try:
        outcome = load(tmp_path, Kind.HOUSEHOLDS, *rows)
    finally:
        ended.set()
        for person in people:
            person.join()

    assert counts(outcome) == (ROWS, 0, 0, 0)
    assert Household.objects.count() == Stay.objects.open().count() == ROWS + 3
    assert [person.errors for person in people] == [[], []]
    assert all(person.done > 3 for person in people)
    assert max(person.longest for person in people) < LONGEST_S
    assert Case.objects.count() == sum(person.done for person in people)
    assert verify(lambda cases: None).findings == []
