"""Starting, going on with, pausing and ending what is sent again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.grid.queries import schedules
from lianhu.inbox import services as inbox
from lianhu.inbox.rules import Address, Need
from lianhu.kernel.ids import new_token
from lianhu.notices.attachments import services as attachments
from lianhu.notices.audience import listing
from lianhu.notices.models import Notice, Version
from lianhu.notices.recurring.models import Series
from lianhu.notices.recurring.rules import LONGEST, Every, next_day, wants_review
from lianhu.notices.rules.attention import REVIEW
from lianhu.notices.rules.sending import Code, Refused, Stage
from lianhu.notices.standing import settle, standing, throw_away

UNSENT = (Stage.DRAFT, Stage.WAITING, Stage.PLANNED)


@dataclass(frozen=True, slots=True)
class Repeat:
    every: Every
    until: date


def works_at(desk: Desk, now: datetime) -> Callable[[date], bool]:
    """Whether a desk works on a day, by the calendar as it is known."""
    schedule = schedules([desk], now)[desk.pk]
    return lambda day: bool(schedule.intervals(day))


def check(repeat: Repeat, at: datetime, desk: Desk, now: datetime) -> None:
    """Raises Refused."""
    day = timezone.localtime(at).date()
    if not works_at(desk, now)(day):
        raise Refused(Code.SEND_REST)
    if not day <= repeat.until <= day + LONGEST:
        raise Refused(Code.UNTIL)


def put(notice: Notice, at: datetime | None, repeat: Repeat | None, by: User | None) -> None:
    """How often a first draft is to go out. Inside the transaction that says when."""
    if notice.is_later_turn:
        return
    series = notice.series
    if at is None or repeat is None or by is None:
        notice.series, notice.turn = None, None
        notice.save(update_fields=["series", "turn"])
        if series is not None:
            series.delete()
        return
    local = timezone.localtime(at)
    facts = {
        "every": repeat.every.value,
        "starts_on": local.date(),
        "goes_at": local.time(),
        "until": repeat.until,
        "last_on": local.date(),
        "by": by,
    }
    if series is None:
        notice.series, notice.turn = Series.objects.create(**facts), 1
        notice.save(update_fields=["series", "turn"])
    else:
        Series.objects.filter(pk=series.pk).update(**facts)


def running() -> QuerySet[Series]:
    """Those whose next turn is to be planned: nothing of them waits to be sent."""
    unsent = Version.objects.filter(
        notice__series=OuterRef("pk"), number=1, stage__in=[stage.value for stage in UNSENT]
    )
    return Series.objects.filter(~Exists(unsent), ended_at=None, paused_at=None)


@transaction.atomic
def go_on(key: int, now: datetime) -> bool:
    """Plan the next turn, or end it where there is none; whether there was something to do.

    Any number of workers may ask at once: a turn is planned once.
    """
    skips = connection.features.has_select_for_update_skip_locked
    locked = Series.objects.select_for_update(no_key=True, skip_locked=skips)
    series = locked.filter(pk=key).first()
    # Asked again under the lock: another worker may have planned it just now.
    if series is None or not running().filter(pk=key).exists():
        return False
    last = _last_sent(series)
    if last is None:
        # Thrown away before it began, or all of it withdrawn.
        if series.notices.exists():
            _end(series, now)
        else:
            series.delete()
        return True
    after = max(series.last_on, _over(series, now))
    day = next_day(series.rhythm, after, works_at(last.notice.desk, now))
    if day is None:
        _end(series, now)
        return True
    _plan(series, last, day, now)
    return True


def _over(series: Series, now: datetime) -> date:
    """The last day on which its time has passed."""
    local = timezone.localtime(now)
    return local.date() - timedelta(days=local.time() < series.goes_at)


def _last_sent(series: Series, withdrawn: Notice | None = None) -> Version | None:
    """What the newest turn says that was sent and not withdrawn, corrections included; with
    `withdrawn` as if that still held.
    """
    holds = Q(notice__withdrawn_at=None) | Q(notice=withdrawn)
    sent = Version.objects.filter(holds, notice__series=series, stage=Stage.SENT)
    return sent.select_related("notice__desk").order_by("-notice__turn", "-number").first()


def _plan(series: Series, last: Version, day: date, now: datetime) -> None:
    at = timezone.make_aware(datetime.combine(day, series.goes_at))
    notice, turn = last.notice, series.turn + 1
    following = Notice.objects.create(
        desk=notice.desk,
        contact_id=last.contact_id,
        topic_id=last.topic_id,
        series=series,
        turn=turn,
        started_at=now,
    )
    first = Version.objects.get(notice=notice, number=1)
    # Where who had planned it has left, a colleague has sent it since.
    by = first.planned_by or series.by
    version = Version.objects.create(
        notice=following,
        number=1,
        stage=Stage.PLANNED,
        title=last.title,
        body=last.body,
        document=last.document,
        asks=last.asks,
        due_at=_due(first, last, at),
        minutes=last.minutes,
        contact_id=last.contact_id,
        topic_id=last.topic_id,
        audience=last.audience,
        # The same words are to be read again: no card that was answered before.
        joined=new_token(),
        attached=last.attached,
        by_id=last.by_id,
        entered_by_id=last.entered_by_id,
        written_at=now,
        send_at=at,
        planned_by=by,
        # What a second person has let through holds for all turns of it.
        approved_by_id=last.approved_by_id,
        approved_for=last.approved_for,
    )
    attachments.copy(last.pk, version.pk)
    listing.copy(last, version)
    # Of a turn that was thrown away.
    asked = frozenset({_review(series)})
    series.turn, series.last_on, series.by = turn, day, by
    series.save(update_fields=["turn", "last_on", "by"])
    asks = {_review(series, at)} if wants_review(turn, series.reviewed) else set()
    inbox.settle([inbox.Transition(asked, frozenset(asks))], now=now)


def _due(first: Version, last: Version, at: datetime) -> datetime | None:
    """As long after it goes out as it was the time before."""
    if last.due_at is None:
        return None
    return at + max(last.due_at - (first.send_at or first.sent_at or at), timedelta(hours=1))


def put_off(series: Series, version: Version, now: datetime) -> bool:
    """Whether the day for which a turn was planned has become a day off: then it is planned for the
    next one on which it may go out, if there is one. Both are locked.
    """
    at = version.send_at
    if at is None or version.number > 1 or timezone.localtime(at).date() != series.last_on:
        return False
    works = works_at(version.notice.desk, now)
    if works(series.last_on):
        return False
    day = next_day(series.rhythm, series.last_on, works)
    if day is None:
        return False
    version.send_at = timezone.make_aware(datetime.combine(day, series.goes_at))
    if version.due_at is not None:
        version.due_at += version.send_at - at
    # By then everybody has other interruptions left.
    version.cost, version.cost_at = None, None
    version.save(update_fields=["send_at", "due_at", "cost", "cost_at"])
    series.last_on = day
    series.save(update_fields=["last_on"])
    return True


def _review(series: Series, at: datetime | None = None) -> Need:
    key = f"{REVIEW}:{series.pk}:{series.turn}"
    return Need(Address.PERSON, series.by_id, REVIEW, key, series.pk, at)


def _locked(key: int) -> Series:
    series: Series = Series.objects.select_for_update(no_key=True).get(pk=key)
    if series.ended_at is not None:
        raise Refused(Code.OTHER_STAGE)
    return series


def _check_begun(series: Series) -> None:
    """Raises Refused: before it has gone out for the first time it is called off."""
    if not Version.objects.filter(notice__series=series, stage=Stage.SENT).exists():
        raise Refused(Code.OTHER_STAGE)


@transaction.atomic
def keep(key: int, *, by: User, now: datetime) -> None:
    """It is still needed: it goes out so often again before anybody is asked. Raises Refused."""
    series = _locked(key)
    _settle_review(series, now)
    series.reviewed, series.by = series.turn - 1, by
    series.save(update_fields=["reviewed", "by"])


@transaction.atomic
def pause(key: int, *, now: datetime) -> None:
    """Its next turn is not sent, until it goes on. Raises Refused."""
    series = _locked(key)
    if series.paused_at is not None:
        raise Refused(Code.OTHER_STAGE)
    _check_begun(series)
    _pause(series, now)


def _pause(series: Series, now: datetime) -> None:
    _drop_next(series, now)
    series.paused_at = now
    series.save(update_fields=["paused_at", "turn", "last_on"])


@transaction.atomic
def resume(key: int, *, now: datetime) -> None:
    """The worker plans its next turn. Raises Refused."""
    series = _locked(key)
    if series.paused_at is None:
        raise Refused(Code.OTHER_STAGE)
    if _last_sent(series) is None:  # nothing is left to say
        raise Refused(Code.WITHDRAWN)
    series.paused_at = None
    series.save(update_fields=["paused_at"])


@transaction.atomic
def end(key: int, *, now: datetime) -> None:
    """It is not sent again. Raises Refused."""
    series = _locked(key)
    _check_begun(series)
    _drop_next(series, now)
    _end(series, now)


def end_unreviewed(series: Series, now: datetime) -> None:
    """Nobody has said in time that it is still needed. Inside the caller's transaction."""
    series.unreviewed = True
    _end(series, now)


def _end(series: Series, now: datetime) -> None:
    _settle_review(series, now)
    series.ended_at = now
    series.save(update_fields=["ended_at", "unreviewed", "turn", "last_on"])


def lock(notice: int) -> None:
    """The series of a notice, if it is of one: before the notice, whatever is done with it."""
    own = Notice.objects.filter(pk=notice).values("series")
    list(Series.objects.select_for_update(no_key=True).filter(pk__in=own).values_list("pk"))


def corrected(notice: Notice, now: datetime) -> None:
    """What was planned with the words before is planned anew. The series is locked."""
    series = notice.series
    if series is None or series.ended_at is not None:
        return
    last = _last_sent(series)
    if last is None or last.notice_id != notice.pk:
        return
    if (planned := _next(series)) and _is_copy(*planned):
        _throw_away(series, *planned, now)
        series.save(update_fields=["turn", "last_on"])


def withdrawn(notice: Notice, now: datetime) -> bool:
    """Nothing goes out with the words that were withdrawn: it is paused, or over where no earlier
    turn has others. Whether it is paused by this. The series is locked.
    """
    series = notice.series
    if series is None or series.ended_at is not None or series.paused_at is not None:
        return False
    last = _last_sent(series, notice)
    if last is None or last.notice_id != notice.pk:
        return False
    _pause(series, now)
    return True


def _settle_review(series: Series, now: datetime) -> None:
    inbox.settle([inbox.Transition(frozenset({_review(series)}), frozenset())], now=now)


def _next(series: Series) -> tuple[Notice, Version] | None:
    """The newest turn, locked, and what it says, if it has not gone out."""
    rows = Notice.objects.select_for_update(no_key=True).filter(series=series, turn=series.turn)
    row = rows.first()
    if row is None:
        return None
    version = row.versions.order_by("-number")[0]
    is_out = version.number > 1 or version.stage == Stage.SENT
    return None if is_out else (row, version)


def _is_copy(row: Notice, version: Version) -> bool:
    """Whether nobody has changed what the worker planned."""
    return version.stage == Stage.PLANNED and version.written_at == row.started_at


def _drop_next(series: Series, now: datetime) -> None:
    """What was planned is thrown away: nobody has seen it, and its words are in the turn before.
    What somebody has changed is a draft again.
    """
    _settle_review(series, now)
    if (planned := _next(series)) is None:
        return
    row, version = planned
    if _is_copy(row, version):
        _throw_away(series, row, version, now)
        return
    before = standing(row, version)
    version.stage, version.approved_by, version.approved_for = Stage.DRAFT, None, None
    version.save(update_fields=["stage", "approved_by", "approved_for"])
    settle(row, version, before, now)


def _throw_away(series: Series, row: Notice, version: Version, now: datetime) -> None:
    _settle_review(series, now)
    throw_away(row, version, now)
    series.turn -= 1
    turns = Version.objects.filter(notice__series=series, number=1, stage=Stage.SENT)
    sent = turns.order_by("-notice__turn")[0].sent_at
    series.last_on = timezone.localtime(sent).date()
