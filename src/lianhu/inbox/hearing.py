"""What people have heard already when items are called, and what they hear now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce

from django.conf import settings
from django.db.models import Count
from django.utils import translation
from django.utils.translation import pgettext

from lianhu.channels.models import Delivery
from lianhu.channels.services import Sending, queue_all
from lianhu.grid.models import Desk
from lianhu.grid.queries import desks_above
from lianhu.inbox import people, registry
from lianhu.inbox.calls import Call, put_calls
from lianhu.inbox.models import Digest, DigestLine, Interruption, Item
from lianhu.inbox.people import Listener, Wish
from lianhu.inbox.rules.attention import Ear, Matter, Sort, way
from lianhu.inbox.rules.reach import BY_DESK, Reach
from lianhu.kernel import clock
from lianhu.kernel.phones import shown
from lianhu.kernel.store import insert
from lianhu.ui import timewords

# No duty day is longer, wherever it is.
_A_DAY = timedelta(days=2)


class Hearing:
    """Reads with four queries, then is told item by item, and writes all of it at the end."""

    def __init__(self, items: Sequence[Item], listeners: Sequence[Listener], now: datetime) -> None:
        self._now = now
        persons = {listener.person.pk for listener in listeners}
        days = {listener.schedule.local_day(now) for listener in listeners}
        self._wishes = people.wishes(persons)
        self._above = self._desks_above(listeners)
        self._used = _used(persons, days)
        self._interrupted = _interrupted(persons, items)
        self._digested = _digested(persons, items, since=now - _A_DAY)
        self._interruptions: list[Interruption] = []
        self._sendings: list[Sending] = []
        self._calls: list[Call] = []
        self._digest_at: dict[int, datetime] = {}
        self._lines: dict[int, set[int]] = defaultdict(set)

    def _desks_above(self, listeners: Sequence[Listener]) -> dict[int, Desk]:
        """Of those only whose messages or calls want it. None or one query."""
        wanted = [
            listener.desk
            for listener in listeners
            if self._wishes.get(listener.person.pk, Wish()).reach is not Reach.PAGE
        ]
        return desks_above(wanted) if wanted else {}

    def tell(self, item: Item, matter: Matter, listener: Listener) -> None:
        """Decide how the listener hears of it, if at all."""
        person, schedule = listener.person, listener.schedule
        if matter.sort is Sort.CASE and listener.own:
            matter = replace(matter, sort=Sort.OWN_CASE)
        today = schedule.local_day(self._now)
        wish = self._wishes.get(person.pk, Wish())
        interrupted = self._interrupted.get((person.pk, item.pk))
        digested = self._digested.get((person.pk, item.pk))
        if digested is not None and digested < item.put_at:
            digested = None
        roster = self._above.get(listener.desk.pk) if wish.reach in BY_DESK else None
        ear = Ear(
            budget=people.budget(listener.roles, wish),
            used=self._used[person.pk, today],
            times=wish.times,
            reachable=roster is not None or bool(person.phone),
            interrupted=interrupted is not None,
            told=interrupted == today
            or (digested is not None and schedule.local_day(digested) == today),
        )
        heard = way(matter, ear, self._now, schedule)
        if heard.interrupts:
            self._used[person.pk, today] += heard.counts
            self._interrupted[person.pk, item.pk] = today
            self._interruptions.append(
                Interruption(
                    person=person,
                    day=today,
                    source=source_of(item),
                    at=self._now,
                    counts=heard.counts,
                    bypasses=heard.bypasses,
                )
            )
            if roster is not None:
                self._calls.append(Call(person, roster, item, is_emergency=heard.bypasses))
            else:
                line = _line(item, listener, wish, self._above)
                self._sendings.append(Sending(person.phone, line, source_of(item)))
        elif heard.digest_at is not None:
            before = self._digest_at.get(person.pk, heard.digest_at)
            self._digest_at[person.pk] = min(before, heard.digest_at)
            self._lines[person.pk].add(item.pk)

    def write(self) -> None:
        insert(self._interruptions)
        if self._sendings:
            queue_all(Delivery.Class.ATTENTION, channel="console", sendings=self._sendings)
        put_calls(self._calls, self._now)
        if self._digest_at:
            self._gather()

    def _gather(self) -> None:
        """Into the digest that is being gathered for each; it comes earlier where it has to."""
        gathering = {
            digest.person_id: digest
            for digest in Digest.objects.filter(person__in=self._digest_at, sent_at=None)
        }
        wall = clock.wall()
        new = [
            Digest(person_id=person, due_at=due_at, next_at=wall)
            for person, due_at in self._digest_at.items()
            if person not in gathering
        ]
        insert(new)
        earlier = []
        for person, digest in gathering.items():
            if self._digest_at[person] < digest.due_at:
                digest.due_at = self._digest_at[person]
                earlier.append(digest)
        Digest.objects.bulk_update(earlier, ["due_at"])
        gathering |= {digest.person_id: digest for digest in new}
        lines = [
            DigestLine(digest=gathering[person], item_id=item)
            for person, items in self._lines.items()
            for item in sorted(items)
        ]
        insert(lines, once=True)


def source_of(item: Item) -> str:
    """One for each time that it was put: what is back is another reason."""
    return f"item:{item.pk}:{item.put_at.timestamp():.0f}"


def _used(persons: Iterable[int], days: Iterable[date]) -> Counter[tuple[int, date]]:
    counted = Interruption.objects.filter(person__in=persons, day__in=days, counts=True)
    rows = counted.values_list("person", "day").annotate(Count("pk")).order_by()
    return Counter({(person, day): count for person, day, count in rows})


def _interrupted(persons: Iterable[int], items: Iterable[Item]) -> dict[tuple[int, int], date]:
    by_source = {source_of(item): item.pk for item in items}
    found = Interruption.objects.filter(person__in=persons, source__in=by_source)
    return {
        (person, by_source[source]): day
        for person, source, day in found.values_list("person", "source", "day")
    }


def _digested(
    persons: Iterable[int], items: Iterable[Item], since: datetime
) -> dict[tuple[int, int], datetime]:
    """When somebody last had an item in a digest."""
    lines = DigestLine.objects.filter(
        item__in=items, digest__person__in=persons, digest__sent_at__gt=since
    ).order_by("digest__sent_at")
    return {
        (person, item): sent_at
        for person, item, sent_at in lines.values_list("digest__person", "item", "digest__sent_at")
        if sent_at is not None
    }


def _line(item: Item, listener: Listener, wish: Wish, above: Mapping[int, Desk]) -> str:
    """What is new and until when; whose it is stands in the inbox, or is told by telephone."""
    with translation.override(listener.person.language or settings.LANGUAGE_CODE):
        said = [what_for(item)]
        roster = above.get(listener.desk.pk)
        if wish.reach is Reach.SMS:
            if roster is not None and roster.phone:
                call = pgettext("message", "Please call %(number)s.")
                said.append(call % {"number": shown(roster.phone)})
        else:
            said.append(pgettext("message", "Please see your inbox."))
        return in_a_row(said)


def in_a_row(sentences: Iterable[str]) -> str:
    both = pgettext("two sentences", "%(first)s %(second)s")
    return reduce(lambda first, second: both % {"first": first, "second": second}, sentences)


def what_for(item: Item) -> str:
    """A sentence: what waits, where, until when. Names nobody."""
    said = {
        "what": registry.kind_of(item).name,
        "desk": item.desk.shown_name if item.desk else "",
        "time": timewords.by_time(item.due_at) if item.due_at else "",
    }
    if item.due_at and item.desk:
        return pgettext("message", "%(what)s for %(desk)s, %(time)s.") % said
    if item.desk:
        return pgettext("message", "%(what)s for %(desk)s.") % said
    return pgettext("message", "%(what)s for you.") % said
