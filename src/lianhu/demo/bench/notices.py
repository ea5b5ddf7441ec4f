"""What a notice to a whole city costs: sending it, seeing it, calling its officers, answering; and
that many have the feed of a group open.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.demo.bench import feed
from lianhu.demo.bench.lifecycle import Serve
from lianhu.demo.bench.pages import Counter
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.grid.models import Desk, Duty
from lianhu.grid.rules import Role
from lianhu.inbox.broadcasts import sending
from lianhu.inbox.broadcasts.calling import call_broadcast
from lianhu.inbox.broadcasts.models import Broadcast, BroadcastLine, Receipt, Target, Wording
from lianhu.inbox.models import Digest, Interruption, Item
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.kernel.store import fill, to_moment
from lianhu.notices import services
from lianhu.notices.audience.places import places_of
from lianhu.notices.models import Notice, Version
from lianhu.notices.rules.sending import Audience

SENDER, OFFICER, RESIDENT = "office-luo", "officer-shen", "resident-wu"
TITLE = "汛期前看一遍低洼户"
PAST_ITEMS = 5_000
PAST_NOTICES = 500
CLIENTS = 8
TABLES = (
    Notice, Version, Broadcast, Wording, Target, Receipt,
    Interruption, Digest, BroadcastLine, Delivery,
)  # fmt: skip


def measure(
    *,
    scale: float,
    runs: int,
    answers: int,
    readers: int,
    minutes: float,
    serve: Serve,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Seed a city into the empty database; its office sends to all officers and households what is
    due within the hour, so that whoever can be interrupted is. Then so many have the feed of a
    group open, for so long; `serve` runs the web server on this database.
    """
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    sizes = seed(scale, now=morning)
    now = morning + timedelta(hours=1)
    with clock.fixed(now):
        _past(now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found = _sent(now, progress)
        progress("reading it")
        found["pages"] = {
            "household": _page("my_cases", RESIDENT, runs),
            "officer": _page("inbox", OFFICER, runs),
        }
        progress(f"going through {sizes.desks:,} desks")
        found["calling"] = _called(now)
        progress(f"{CLIENTS} clients answer it")
        found["answers"] = _answered(answers)
    progress(f"{readers} readers have a feed open for {minutes:g} minutes")
    found["feed"] = feed.measure(
        reader=RESIDENT, readers=readers, seconds=minutes * 60, serve=serve, now=now
    )
    return {"bench": "notices", "scale": scale, "desks": sizes.desks, "runs": runs, **found}


def _past(now: datetime) -> None:
    """What the officer has done before, and what was sent to everybody and is over."""
    officer = Desk.objects.get(duties__person__username=OFFICER, duties__role=Role.OFFICER)
    long_ago = to_moment(now - timedelta(days=90))
    items = [
        (officer.pk, "case", n, f"past:{n}", long_ago, long_ago, long_ago)
        for n in range(PAST_ITEMS)
    ]
    fill(Item, "desk_id kind ref key due_at put_at done_at", items)
    city = Desk.objects.get(duties__person__username=SENDER)
    for n in range(PAST_NOTICES):
        outgoing = sending.Outgoing(
            kind=services.KIND,
            thread=PAST_NOTICES + n,
            ref=n,
            version=1,
            desk=city.pk,
            wording=f"past {n}",
            asks=Asks.KNOW,
            due_at=None,
            expires_at=now - timedelta(days=30),
            places=places_of(_everybody(city)),
        )
        sending.send(outgoing, now - timedelta(days=60))
    Broadcast.objects.update(call_at=None)


def _everybody(city: Desk) -> Audience:
    return Audience((Who.OFFICER, Who.HOUSEHOLD), (city.node_id,))


def _sent(now: datetime, progress: Callable[[str], None]) -> dict[str, Any]:
    """Written, its cost foreseen, approved; then seen by an officer and a household."""
    sender, second = (User.objects.get(username=name) for name in (SENDER, OFFICER))
    city = Desk.objects.get(duties__person=sender)
    text = services.Written(
        title=TITLE,
        body="请看一遍自己格内的低洼户，只报一项：还缺几个沙袋。",
        document="",
        asks=Asks.ACT,
        due_at=now + timedelta(minutes=50),
        minutes=4,
        audience=_everybody(city),
        contact=city,
        topic=None,
    )
    before = _rows()
    notice = services.write(city, text, by=sender, key="bench", now=now)
    version = Version.objects.get(notice=notice)
    progress("foreseeing its cost")
    began = perf_counter()
    cost = services.cost_of(version.notice, version, now)
    foreseeing = perf_counter() - began
    services.send(notice, now=now)
    readers = [(_client(OFFICER), "inbox"), (_client(RESIDENT), "my_cases")]
    for client, route in readers:
        client.get(reverse(route))  # whoever comes first waits for templates to be read
    began = perf_counter()
    services.approve(notice, by=second, now=now)
    sending_s = perf_counter() - began
    for client, route in readers:
        if TITLE not in client.get(reverse(route)).content.decode():
            raise RuntimeError(f"it is not to be seen at {route}")
    return {
        "officers": cost.people,
        "households": cost.households,
        "foresee_seconds": round(foreseeing, 2),
        "foreseen": {"now": cost.now, "later": cost.later, "digest": cost.digest},
        "send_ms": round(sending_s * 1000, 1),
        "visible_ms": round((perf_counter() - began) * 1000, 1),
        "rows_written": _since(before),
    }


def _rows() -> dict[str, int]:
    return {table._meta.db_table: table._default_manager.count() for table in TABLES}


def _since(before: dict[str, int]) -> dict[str, int]:
    return {name: rows - before[name] for name, rows in _rows().items() if rows > before[name]}


def _client(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    return client


def _page(route: str, username: str, runs: int) -> dict[str, Any]:
    client, queries, times = _client(username), Counter(), []
    with connection.execute_wrapper(queries):
        client.get(reverse(route))
    for _ in range(runs):
        began = perf_counter()
        client.get(reverse(route))
        times.append((perf_counter() - began) * 1000)
    return {
        "queries": queries.count,
        "median_ms": round(median(times), 1),
        "max_ms": round(max(times), 1),
    }


def _called(now: datetime) -> dict[str, Any]:
    """Until everybody whom it reaches has been interrupted or has it in a digest."""
    before, pages, longest = _rows(), 0, 0.0
    began = last = perf_counter()
    while call_broadcast(now):
        pages += 1
        longest = max(longest, perf_counter() - last)
        last = perf_counter()
    return {
        "seconds": round(perf_counter() - began, 1),
        "pages": pages,
        "longest_page_seconds": round(longest, 2),
        "rows_written": _since(before),
    }


def _answered(answers: int) -> dict[str, Any]:
    """Officers say that it is done, as many at a time as there are clients, in this process."""
    duties = Duty.objects.filter(role=Role.OFFICER, desk__node__level__is_beat=True)
    people = list(dict.fromkeys(duties.order_by("id").values_list("person__username", flat=True)))
    notice = Notice.objects.latest("pk").pk
    path = reverse("notice_done", args=[notice])
    lots = [people[n:answers:CLIENTS] for n in range(CLIENTS)]
    clients = [[_client(name) for name in lot] for lot in lots]
    wrong: list[int] = []

    def answer(lot: list[Client]) -> None:
        try:
            wrong.extend(c.post(path).status_code for c in lot)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer, args=[lot]) for lot in clients]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = perf_counter() - began
    done = Receipt.objects.filter(acted_at__isnull=False).count()
    return {
        "clients": CLIENTS,
        "done": done,
        "errors": len([status for status in wrong if status != 302]),
        "per_second": round(done / took, 1),
    }
