"""What it costs that many have the feed of one group open, while somebody writes in it."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from os import getloadavg
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.demo import clock as demo_clock
from lianhu.demo.bench import pollers
from lianhu.demo.bench.cpu import cpu_seconds, database_processes
from lianhu.demo.bench.lifecycle import Serve, Server
from lianhu.demo.bench.pages import Counter
from lianhu.grid.models import Desk, Node, Resident, Stay
from lianhu.grid.queries import beat_of
from lianhu.grid.rules import DeskKind
from lianhu.groups import services
from lianhu.groups.access import unwritten
from lianhu.groups.models import Group, way
from lianhu.groups.rules.people import readable_places
from lianhu.groups.services import Author, New
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token

# As the page asks.
EVERY_S = 25.0
# Somebody writes so often: then all who have the page open get it anew.
WRITTEN_EVERY_S = 60.0
SAID = 40
WORDS = "明天上午村口清淤，有空的都来，自带铁锹。"


def measure(
    *, reader: str, readers: int, seconds: float, serve: Serve, now: datetime
) -> dict[str, Any]:
    """The widest group of a resident, read by so many of its people for so long."""
    demo_clock.begin_if_new()
    demo_clock.move_to(now)
    resident = Resident.objects.select_related("household", "user").get(user__username=reader)
    place = _widest(resident)
    for _ in range(SAID):
        _say(place, resident)
    sessions = [_session(user) for user in _people(place, readers)]
    path = reverse("group", args=[place.code])
    queries = _queries(path, sessions[0], place, resident)
    with serve() as server:
        load, processes = getloadavg()[0], [server.process, *database_processes()]
        used = cpu_seconds(processes)
        done = _polled(server, path, sessions, seconds, place, resident)
        used = cpu_seconds(processes) - used
    return {
        "readers": readers,
        "seconds": seconds,
        **done,
        "server_cores": round(used / seconds, 2),
        "queries_a_poll": queries,
        "load_average_before": round(load, 1),
    }


def _widest(resident: Resident) -> Node:
    assert resident.household is not None
    beat = beat_of(resident.household)
    assert beat is not None
    widest = readable_places(way(beat.path))[-1]
    found: Node = Node.objects.get(path="".join(widest))
    return found


def _say(place: Node, resident: Resident) -> None:
    assert resident.user is not None
    now = clock.now()
    group = Group.objects.select_related("node", "owner__node").filter(code=place.code).first()
    if group is None:
        group = unwritten(Desk.objects.get(kind=DeskKind.NODE, node=place), now)
    author = Author(resident.user, resident)
    services.say(group, author, New(WORDS), key=new_token(), now=now)


def _people(place: Node, count: int) -> list[User]:
    """Residents of the place with an account each."""
    within = Node.objects.within(place).values("pk")
    stays = list(Stay.objects.open().filter(beat__in=within).order_by("pk")[:count])
    users = [User(username=f"reader-{n}", password="!") for n in range(count)]
    User.objects.bulk_create(users)
    Resident.objects.bulk_create(
        Resident(user=user, household_id=stays[n % len(stays)].household_id, name=f"读者{n}")
        for n, user in enumerate(users)
    )
    return users


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _queries(path: str, session: str, place: Node, resident: Resident) -> Mapping[str, int]:
    """Counted in this process: while nothing has changed, and once something has."""
    client = Client(SERVER_NAME="localhost", headers={"Cookie": session})
    found = {}
    # The demo city's clock is a row of its own, which other cities do not have.
    with clock.fixed(clock.now()):
        news = {"HX-Request": "true", "If-None-Match": client.get(path)["ETag"]}
        for status in (304, 200):
            counter = Counter()
            with connection.execute_wrapper(counter):
                response = client.get(path, headers=news)
            if response.status_code != status:
                raise RuntimeError(f"{path} answered {response.status_code}")
            found[str(status)] = counter.count
            _say(place, resident)
    return found


def _polled(
    server: Server,
    path: str,
    sessions: Sequence[str],
    seconds: float,
    place: Node,
    resident: Resident,
) -> Any:
    asked = {
        "host": server.host,
        "port": server.port,
        "path": path,
        "cookies": sessions,
        "every_s": min(EVERY_S, seconds / 4),
        "seconds": seconds,
    }
    with subprocess.Popen(
        [sys.executable, pollers.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        json.dump(asked, process.stdin)
        process.stdin.close()
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(WRITTEN_EVERY_S)
                break
            _say(place, resident)
        return json.load(process.stdout)
