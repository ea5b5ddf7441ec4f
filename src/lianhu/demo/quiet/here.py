"""The same month here: every matter is a notice of its superior, sent by the services that people
use, and the worker is there at every moment at which something is to be decided or sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

from django.db.models import Min

from lianhu.accounts.models import User
from lianhu.demo.quiet.groups import Outcome, missed
from lianhu.demo.quiet.month import HABITS, Kind, Message
from lianhu.grid.models import Desk
from lianhu.grid.queries import my_desks
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.broadcasts.calling import call_broadcast
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.digests import send_one
from lianhu.inbox.models import Digest, Interruption, Item
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.rules.sending import Audience

ASKS = {
    Kind.NOTICE: Asks.KNOW,
    Kind.INSPECTION: Asks.ACKNOWLEDGE,
    Kind.MEETING: Asks.ACKNOWLEDGE,
    Kind.MATERIAL: Asks.ACT,
    Kind.URGENT: Asks.ACT,
}


@dataclass(frozen=True, slots=True)
class Superior:
    desk: Desk
    clerk: User


def live(
    messages: Sequence[Message],
    looks: Sequence[datetime],
    *,
    reader: User,
    at: Desk,
    superiors: Sequence[Superior],
    heeds: timedelta | None,
) -> Outcome:
    """At each look the person opens the inbox and does what every open card asks.

    What is said in a group stays there and interrupts nobody: only the inbox reaches anybody.
    """
    month = _Month(reader, at, superiors, looks, heeds)
    matters = [one for one in messages if one.matter is not None]
    for one in matters:
        month.go_on_until(one.at)
        month.send(one)
    month.go_on_until(max(one.due_at for one in matters if one.due_at is not None))
    month.outcome.missed = missed(messages, month.outcome.seen)
    return month.outcome


class _Month:
    def __init__(
        self,
        reader: User,
        at: Desk,
        superiors: Sequence[Superior],
        looks: Sequence[datetime],
        heeds: timedelta | None,
    ) -> None:
        self.outcome = Outcome()
        self._reader, self._at, self._superiors, self._heeds = reader, at, superiors, heeds
        self._looks = sorted(looks)
        self._matters: dict[int, Message] = {}
        self._heard = 0

    def send(self, one: Message) -> None:
        superior = self._superiors[one.superior]
        written = services.Written(
            title=f"第{one.matter}号事项",
            body=_body(one),
            document=f"云办发〔2026〕{one.matter}号",
            asks=ASKS[one.kind],
            due_at=one.due_at,
            minutes=HABITS[one.kind].minutes,
            audience=Audience((Who.CLERK,), (self._at.node_id,)),
            contact=superior.desk,
            topic=None,
        )
        with clock.fixed(one.at):
            key = f"{one.matter}:{one.superior}:{one.at.isoformat()}"
            notice = services.write(superior.desk, written, by=superior.clerk, key=key, now=one.at)
            services.send(notice, now=one.at)
        self._matters[notice] = one
        self._work(one.at)

    def go_on_until(self, until: datetime) -> None:
        """Let everything happen that falls before, in order: the worker first, then the person."""
        while True:
            work = _next_work(until)
            look = self._looks[0] if self._looks and self._looks[0] <= until else None
            if work is not None and (look is None or work <= look):
                self._work(work)
            elif look is not None:
                heappop(self._looks)
                self._look(look)
            else:
                return

    def _work(self, now: datetime) -> None:
        with clock.fixed(now):
            while call_waiting(now) or call_broadcast(now) or send_one(now):
                pass
        heard = Interruption.objects.filter(person=self._reader).count()
        if self._heeds is not None and heard > self._heard:
            heappush(self._looks, now + self._heeds)
        self.outcome.interruptions += heard - self._heard
        self._heard = heard

    def _look(self, now: datetime) -> None:
        self.outcome.looks.append(now)
        me = reading.at_work(self._reader, my_desks(self._reader, now))
        for found in reading.waiting(me, now):
            sent = [self._matters[row.thread] for row in found.broadcasts]
            self._seen(sent, now)
            reading.answer(me, found.card.wording, found.card.asks, now)

    def _seen(self, copies: Sequence[Message], now: datetime) -> None:
        for matter in {one.matter for one in copies if one.matter is not None}:
            self.outcome.again += matter in self.outcome.seen
            self.outcome.seen.setdefault(matter, now)
        self.outcome.minutes += max(HABITS[one.kind].minutes for one in copies)


def _next_work(until: datetime) -> datetime | None:
    """The first moment by then at which the worker has something to decide or to send."""
    moments = (
        Item.objects.filter(done_at=None, call_at__lte=until).aggregate(at=Min("call_at")),
        Broadcast.objects.filter(call_at__lte=until).aggregate(at=Min("call_at")),
        Digest.objects.filter(sent_at=None, due_at__lte=until).aggregate(at=Min("due_at")),
    )
    return min((each["at"] for each in moments if each["at"] is not None), default=None)


def _body(one: Message) -> str:
    return f"关于第{one.matter}号事项：请按时办理，{one.due_at:%m月%d日%H点%M分}前完成。"
