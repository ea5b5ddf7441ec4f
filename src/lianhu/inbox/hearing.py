"""What people have heard already when items are called, and what they hear now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import pgettext

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.channels.services import Sending, queue_all
from lianhu.inbox import people, registry
from lianhu.inbox.broadcasts import registry as broadcast_registry
from lianhu.inbox.broadcasts.models import Broadcast, BroadcastLine
from lianhu.inbox.models import Digest, DigestLine, Interruption, Item
from lianhu.inbox.people import Listener, Wish
from lianhu.inbox.rules.attention import Ear, Matter, Sort, way
from lianhu.kernel import clock
from lianhu.kernel.store import insert
from lianhu.ui import timewords

# No duty day is longer, wherever it is.
_A_DAY = timedelta(days=2)

# What somebody hears of: all of one kind at a time.
Heard = Item | Broadcast


class Hearing:
    """Reads with four queries, then is told item by item, and writes all of it at the end.

    Broadcasts are told as items are. Of these it knows all that was ever in a digest, so that
    nobody reads in one every day what can wait.
    """

    def __init__(
        self, items: Sequence[Heard], listeners: Sequence[Listener], now: datetime
    ) -> None:
        self._now = now
        persons = {listener.person.pk for listener in listeners}
        days = {listener.schedule.local_day(now) for listener in listeners}
        self._wishes = people.wishes(persons)
        self._used = _used(persons, days)
        self._interrupted = _interrupted(persons, items)
        self._digested = _digested(persons, items, now)
        self._interruptions: list[Interruption] = []
        self._sendings: list[Sending] = []
        self._digest_at: dict[int, datetime] = {}
        self._row = BroadcastLine if _are_broadcasts(items) else DigestLine
        self._lines: dict[int, set[int]] = defaultdict(set)

    def has_told(self, item: Heard, person: User) -> bool:
        """Whether somebody has been interrupted by it, or has had it in a digest."""
        key = (person.pk, item.pk)
        return key in self._interrupted or key in self._digested

    def ear(self, item: Heard, listener: Listener) -> Ear:
        """What the listener has had of this day's attention, and of the item."""
        person, today = listener.person, listener.schedule.local_day(self._now)
        wish = self._wishes.get(person.pk, Wish())
        interrupted = self._interrupted.get((person.pk, item.pk))
        digested = self._digested.get((person.pk, item.pk))
        if isinstance(item, Item) and digested is not None and digested < item.put_at:
            digested = None
        return Ear(
            budget=people.budget(listener.roles, wish),
            used=self._used[person.pk, today],
            times=wish.times,
            reachable=bool(person.phone),
            interrupted=interrupted is not None,
            told=interrupted == today
            or (digested is not None and listener.schedule.local_day(digested) == today),
        )

    def tell(self, item: Heard, matter: Matter, listener: Listener) -> None:
        """Decide how the listener hears of it, if at all."""
        person, today = listener.person, listener.schedule.local_day(self._now)
        if matter.sort is Sort.CASE and listener.own:
            matter = replace(matter, sort=Sort.OWN_CASE)
        heard = way(matter, self.ear(item, listener), self._now, listener.schedule)
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
            self._sendings.append(Sending(person.phone, _line(item, listener), source_of(item)))
        elif heard.digest_at is not None:
            before = self._digest_at.get(person.pk, heard.digest_at)
            self._digest_at[person.pk] = min(before, heard.digest_at)
            self._lines[person.pk].add(item.pk)

    def write(self) -> None:
        insert(self._interruptions)
        if self._sendings:
            queue_all(Delivery.Class.ATTENTION, channel="console", sendings=self._sendings)
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
        about = "broadcast_id" if self._row is BroadcastLine else "item_id"
        lines = [
            self._row(digest=gathering[person], **{about: item})
            for person, items in self._lines.items()
            for item in sorted(items)
        ]
        insert(lines, once=True)


def source_of(item: Heard) -> str:
    """One for each time that it was put: what is back is another reason."""
    if isinstance(item, Broadcast):
        # What says the same is one reason, however many send it; a correction is another.
        if item.version == 1:
            return f"wording:{item.wording_id}"
        return f"broadcast:{item.pk}"
    return f"item:{item.pk}:{item.put_at.timestamp():.0f}"


def _used(persons: Iterable[int], days: Iterable[date]) -> Counter[tuple[int, date]]:
    counted = Interruption.objects.filter(person__in=persons, day__in=days, counts=True)
    rows = counted.values_list("person", "day").annotate(Count("pk")).order_by()
    return Counter({(person, day): count for person, day, count in rows})


def _interrupted(persons: Iterable[int], items: Iterable[Heard]) -> dict[tuple[int, int], date]:
    by_source = {source_of(item): item.pk for item in items}
    found = Interruption.objects.filter(person__in=persons, source__in=by_source)
    return {
        (person, by_source[source]): day
        for person, source, day in found.values_list("person", "source", "day")
    }


def _digested(
    persons: Iterable[int], items: Sequence[Heard], now: datetime
) -> dict[tuple[int, int], datetime]:
    """When somebody last had an item in a digest."""
    rows: list[tuple[int, int, datetime | None]] = []
    if _are_broadcasts(items):
        for item in items:
            same = Q(broadcast=item.pk)
            if isinstance(item, Broadcast) and item.version == 1:
                others = Q(broadcast__wording=item.wording_id, broadcast__version=1)
                # A stricter time has not been told with a later one.
                if item.due_at is not None:
                    others &= Q(broadcast__due_at__lte=item.due_at)
                same |= others
            told = BroadcastLine.objects.filter(same, digest__person__in=persons)
            told = told.filter(digest__sent_at__isnull=False)
            at = told.values_list("digest__person", "digest__sent_at")
            rows += [(person, item.pk, sent_at) for person, sent_at in at]
    else:
        lines = DigestLine.objects.filter(item__in=[item.pk for item in items])
        lines = lines.filter(digest__person__in=persons, digest__sent_at__gt=now - _A_DAY)
        rows += lines.values_list("digest__person", "item", "digest__sent_at")
    found: dict[tuple[int, int], datetime] = {}
    for person, key, sent_at in rows:
        if sent_at is not None:
            found[person, key] = max(sent_at, found.get((person, key), sent_at))
    return found


def _are_broadcasts(items: Sequence[Heard]) -> bool:
    return bool(items) and isinstance(items[0], Broadcast)


def _line(item: Heard, listener: Listener) -> str:
    """What is new and until when; whose it is stands in the inbox."""
    with translation.override(listener.person.language or settings.LANGUAGE_CODE):
        if isinstance(item, Broadcast):
            said = {
                "what": broadcast_registry.name_of(item),
                "time": timewords.by_time(item.due_at) if item.due_at else "",
            }
            if item.due_at:
                return pgettext("message", "%(what)s for you, %(time)s. Please see your inbox.") % (
                    said
                )
            return pgettext("message", "%(what)s for you. Please see your inbox.") % said
        said = {
            "what": registry.kind_of(item).name,
            "desk": item.desk.shown_name if item.desk else "",
            "time": timewords.by_time(item.due_at) if item.due_at else "",
        }
        if item.due_at and item.desk:
            return (
                pgettext("message", "%(what)s for %(desk)s, %(time)s. Please see your inbox.")
                % said
            )
        if item.desk:
            return pgettext("message", "%(what)s for %(desk)s. Please see your inbox.") % said
        return pgettext("message", "%(what)s for you. Please see your inbox.") % said
