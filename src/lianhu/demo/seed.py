"""Put an invented city into an empty database: all of it, or nothing."""

from datetime import datetime

from django.db import connection, transaction

from lianhu.accounts.models import User
from lianhu.demo.city import DEFAULT_SCALE, DEFAULT_SEED, plan
from lianhu.demo.levels import FIVE_LEVELS, LevelSpec
from lianhu.demo.loader import Loader, Progress
from lianhu.demo.sizes import Sizes, measure
from lianhu.grid.models import CalendarDay, Household, Level, OpeningHours
from lianhu.knowledge.models import Topic


class NotEmpty(Exception):
    """The database holds something already; the message says how to start afresh."""


def seed(
    scale: float = DEFAULT_SCALE,
    seed: int = DEFAULT_SEED,
    levels: tuple[LevelSpec, ...] = FIVE_LEVELS,
    *,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Sizes:
    """Write the city of that scale, seed and depth in one transaction.

    Whoever dies on the way leaves the database as empty as it was. Raises NotEmpty,
    or ValueError from `plan`.
    """
    city = plan(scale, seed, levels)
    with transaction.atomic():
        _refuse_unless_empty()
        Loader(city, progress).load(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the first pages would be planned for empty tables
    return measure()


def _refuse_unless_empty() -> None:
    for model in (Level, User, Household, Topic, OpeningHours, CalendarDay):
        if model._default_manager.exists():
            place = connection.settings_dict["NAME"]
            raise NotEmpty(
                f"{place} holds data already ({model._meta.verbose_name_plural}); a city is "
                "seeded into an empty database only. To start afresh, remove that database "
                "(on PostgreSQL create it again, empty) and seed once more."
            )
