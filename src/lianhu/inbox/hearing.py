"""What people have heard already when items are called, and what they hear now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import translation
from django.utils.translation import pgettext

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.channels.services import Sending, queue_all
from lianhu.grid.models import Desk
from lianhu.grid.queries import desks_above
from lianhu.inbox import people, registry
from lianhu.inbox.broadcasts import registry as broadcast_registry
from lianhu.inbox.broadcasts.models import Broadcast, BroadcastLine
from lianhu.inbox.calls import Call, Heard, put_calls
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
    """Reads with five queries at most, then is told item by item, and writes it all at the end.
    What it is told of are items or broadcasts, never both.

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
        self._above = self._desks_above(listeners)
        self._used = _used(persons, days)
        self._interrupted = _interrupted(persons, items)
        self._digested = _digested(persons, items, now)
        self._interruptions: list[Interruption] = []
        self._sendings: list[Sending] = []
        self._calls: list[Call] = []
        self._digest_at: dict[int, datetime] = {}
        self._row = BroadcastLine if _are_broadcasts(items) else DigestLine
        self._lines: dict[int, set[int]] = defaultdict(set)

    def _desks_above(self, listeners: Sequence[Listener]) -> dict[int, Desk]:
        """Of those only whose messages or calls want it. None or one query."""
        wanted = [
            listener.desk
            for listener in listeners
            if self._wish(listener.person).reach is not Reach.PAGE
        ]
        return desks_above(wanted) if wanted else {}

    def _wish(self, person: User) -> Wish:
        return self._wishes.get(person.pk, Wish())

    def _roster(self, listener: Listener) -> Desk | None:
        """Which calls the listener; None: nobody needs to."""
        by_desk = self._wish(listener.person).reach in BY_DESK
        return self._above.get(listener.desk.pk) if by_desk else None

    def has_told(self, item: Heard, person: User) -> bool:
        """Whether somebody has been interrupted by it, or has had it in a digest."""
        key = (person.pk, item.pk)
        return key in self._interrupted or key in self._digested

    def ear(self, item: Heard, listener: Listener) -> Ear:
        """What the listener has had of this day's attention, and of the item."""
        person, today = listener.person, listener.schedule.local_day(self._now)
        wish = self._wish(person)
        interrupted = self._interrupted.get((person.pk, item.pk))
        digested = self._digested.get((person.pk, item.pk))
        if isinstance(item, Item) and digested is not None and digested < item.put_at:
            digested = None
        return Ear(
            budget=people.budget(listener.roles, wish),
            used=self._used[person.pk, today],
            times=wish.times,
            reachable=self._roster(listener) is not None or bool(person.phone),
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
            is_emergency = matter.sort is Sort.EMERGENCY
            if (roster := self._roster(listener)) is not None:
                self._calls.append(Call(person, roster, item, is_emergency))
            else:
                line = _line(item, matter, listener, self._wish(person), self._above)
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
            assert isinstance(item, Broadcast)
            told = lines_that_tell(item).filter(digest__person__in=persons)
            # What was withdrawn before its digest came was not in that.
            told = told.filter(digest__sent_at__isnull=False).exclude(
                broadcast__ended_at__lte=F("digest__sent_at")
            )
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


def lines_that_tell(item: Broadcast) -> QuerySet[BroadcastLine]:
    """Lines of digests in which somebody reads what it says."""
    same = Q(broadcast=item.pk)
    if item.version == 1:
        others = Q(broadcast__wording=item.wording_id, broadcast__version=1)
        # A stricter time has not been told with a later one.
        if item.due_at is not None:
            others &= Q(broadcast__due_at__lte=item.due_at)
        same |= others
    return BroadcastLine.objects.filter(same)


def _are_broadcasts(items: Sequence[Heard]) -> bool:
    return bool(items) and isinstance(items[0], Broadcast)


def _line(
    item: Heard, matter: Matter, listener: Listener, wish: Wish, above: Mapping[int, Desk]
) -> str:
    """What is new and until when; whose it is stands in the inbox, or is told by telephone."""
    with translation.override(listener.person.language or settings.LANGUAGE_CODE):
        said = [what_for(item)]
        if matter.sort is Sort.EMERGENCY:
            said.insert(0, pgettext("message", "An emergency!"))
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


def what_for(item: Heard) -> str:
    """A sentence: what waits, where, until when. Names nobody."""
    if isinstance(item, Broadcast):
        what, desk = broadcast_registry.name_of(item), None
    else:
        what, desk = registry.kind_of(item).name, item.desk
    said = {
        "what": what,
        "desk": desk.shown_name if desk else "",
        "time": timewords.by_time(item.due_at) if item.due_at else "",
    }
    if item.due_at and desk:
        return pgettext("message", "%(what)s for %(desk)s, %(time)s.") % said
    if desk:
        return pgettext("message", "%(what)s for %(desk)s.") % said
    if item.due_at:
        return pgettext("message", "%(what)s for you, %(time)s.") % said
    return pgettext("message", "%(what)s for you.") % said
