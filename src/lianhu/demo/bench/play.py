"""Anything that may be done to cases, by chance, in a full city; then whether all of it holds."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db.models import Count

from lianhu.cases.models import Event
from lianhu.cases.verify import verify
from lianhu.demo.clock import first_morning
from lianhu.demo.game import Game
from lianhu.demo.seed import seed as seed_city


def measure(
    *, scale: float, commands: int, seed: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Seed a city into the empty database, play until so many commands were accepted, verify."""
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    seed_city(scale, now=morning)
    progress(f"playing {commands:,} commands")
    game = Game(seed, morning)
    began = perf_counter()
    game.play(commands)
    playing = perf_counter() - began
    progress("verifying")
    report = verify()
    kinds = Event.objects.values_list("kind").annotate(Count("pk")).order_by("kind")
    return {
        "bench": "random",
        "scale": scale,
        "seed": seed,
        "commands": game.accepted.total(),
        "accepted": dict(sorted(game.accepted.items())),
        "refused": dict(sorted(game.refused.items())),
        "worked": dict(sorted(game.worked.items())),
        "simulated_days": (game.now - morning).days,
        "play_seconds": round(playing, 1),
        "cases": report.cases,
        "events": dict(kinds),
        "told": report.told,
        "findings": [str(finding) for finding in report.findings],
    }
