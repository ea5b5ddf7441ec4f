"""Two people act on one case at the same moment, again and again: one wins, none loses words."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from django.db import transaction

from lianhu.cases import rules
from lianhu.cases.models import Case, Event, Words
from lianhu.cases.verify import verify
from lianhu.kernel import clock
from tests.cast import City, act, ask
from tests.lengths import less_or_more
from tests.reliability.client import Answer, Client, encoded
from tests.reliability.conftest import Place, Tally
from tests.reliability.site import Site
from tests.reliability.writers import form_for


@dataclass(frozen=True)
class Pair:
    """Two people of one desk and what they do, on the pages below `path`."""

    people: tuple[str, str]
    acts: tuple[str, str]
    path: str = "/desk/"


CLERKS, OFFICERS = ("he", "gao"), ("shen", "tong")
PAIRS = [
    Pair(CLERKS, ("take", "take")),
    Pair(CLERKS, ("answer", "answer")),
    Pair(CLERKS, ("note", "note")),
    Pair(CLERKS, ("answer", "return")),
    Pair(CLERKS, ("pass-up", "consult")),
    Pair(OFFICERS, ("take", "take"), "/cases/"),
    Pair(OFFICERS, ("answer", "answer"), "/cases/"),
    Pair(OFFICERS, ("answer", "pass-up"), "/cases/"),
    Pair(OFFICERS, ("on-behalf", "note"), "/cases/"),
    Pair(OFFICERS, ("note", "take"), "/cases/"),
]


@pytest.mark.parametrize("repeats", less_or_more(len(PAIRS), 100))
def test_one_wins_and_the_other_keeps_what_was_typed(
    place: Place, site: Site, tally: Tally, repeats: int
) -> None:
    sessions = {session.name: session for session in place.sessions}
    barrier = Barrier(2, timeout=60)
    with ThreadPoolExecutor(2) as threads:
        for n in range(repeats):
            pair = PAIRS[n % len(PAIRS)]
            case = question(place.city, at_village=pair.people == CLERKS)
            clients = [Client(site.port, sessions[name]) for name in pair.people]
            words = [f"{name}第{n}次写的话" for name in pair.people]
            sendings = [
                threads.submit(send, client, f"{pair.path}{case.number}/", act, said, barrier)
                for client, act, said in zip(clients, pair.acts, words, strict=True)
            ]
            answers = [sending.result() for sending in sendings]

            winner = [answer.status for answer in answers].index(302)
            check(place.city, case, pair, winner, answers[1 - winner], words)
    findings = verify().findings
    tally(conflicts=repeats, half=len(findings))
    assert findings == []


def question(city: City, *, at_village: bool) -> Case:
    now = clock.wall()
    with transaction.atomic():
        case = ask(city.wu, now)
        if at_village:
            act(case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), now)
    case.refresh_from_db()
    return case


def send(client: Client, page: str, act: str, words: str, barrier: Barrier) -> Answer:
    """Fill in the form, and press the button when the other one does."""
    is_composed = act == "answer" and page.startswith("/cases/")
    opened = f"?act=desk_{act.replace('-', '_')}" if page.startswith("/desk/") else ""
    shown = client.get(f"{page}answer/" if is_composed else page + opened)
    assert shown is not None
    form = form_for(shown, f"{page}{act}/")
    assert form is not None, f"no form for {act} on {shown.url}"
    fields = dict(form.fields)
    if "words" in fields:
        fields["words"] = words
    if "department" in fields:
        fields["department"] = "water"
    barrier.wait()
    answer = client.post(f"{page}{act}/", encoded(fields))
    assert answer is not None
    return answer


def check(city: City, case: Case, pair: Pair, winner: int, lost: Answer, words: list[str]) -> None:
    """The loser's page shows what the winner did, and holds what the loser wrote."""
    loser = 1 - winner
    seen = f"{pair} {lost.status} {lost.page.text}"

    since = Event.objects.filter(case=case, seq__gt=case.seq)
    assert {event.actor_id for event in since} == {city.people[pair.people[winner]].pk}, seen
    assert words[loser] not in [row.body for row in Words.objects.filter(case=case)], seen

    # Forbidden rather than a conflict, if by now the case is out of the loser's hands.
    gone = pair.acts[winner] in ("answer", "pass-up", "return")
    assert lost.status == 409 or (gone and lost.status == 403), seen
    if pair.acts[loser] != "take":
        fields = [value.strip() for form in lost.page.forms for value in form.fields.values()]
        assert words[loser] in [*fields, *lost.page.text.split()], seen
    did = city.people[pair.people[winner]].name if pair.acts[winner] == "take" else words[winner]
    assert did in lost.page.text, seen
