"""Writing, correcting and answering requests. One transaction each.

A request is a notice to act by a time with something to fill in: what else is done with it is done
as with any notice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.files import services as files
from lianhu.files.models import Blob
from lianhu.forms import registry
from lianhu.grid.models import Desk
from lianhu.grid.queries import my_desks
from lianhu.inbox import people
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.broadcasts.audience import above, aim_of
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import Reader
from lianhu.inbox.rules.broadcasts import Asks, reaches
from lianhu.kernel.idempotency import once
from lianhu.kernel.ids import new_token
from lianhu.notices import services as notices
from lianhu.notices.models import Notice, Version
from lianhu.notices.requests.checking import check
from lianhu.notices.requests.models import Answer, Photo, Request
from lianhu.notices.requests.rules import Code, Refused, Sheet, to_answer
from lianhu.notices.rules.sending import Stage
from lianhu.notices.services import Written


@transaction.atomic
def write(desk: Desk, written: Written, sheet: Sheet, *, by: User, key: str, now: datetime) -> int:
    """A first draft; the key of its notice. The same form twice is one, and changes nothing in what
    became of the first. Raises OtherBody for the key of another one.
    """

    def make() -> str:
        version = notices.begin(desk, _with_minutes(written, sheet, now), by=by, now=now)
        _put(version, sheet, written.minutes)
        return str(version.notice_id)

    return int(once(f"requests:{by.pk}", key, repr((written, sheet)), make))


@transaction.atomic
def change(
    notice: int,
    written: Written,
    sheet: Sheet,
    *,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Another text for what has not been sent yet. Raises sending.Refused, changing nothing."""
    notices.change(notice, _with_minutes(written, sheet, now), by=by, now=now, seen=seen)
    _put(_draft(notice), sheet, written.minutes)


@transaction.atomic
def correct(
    notice: int,
    written: Written,
    sheet: Sheet,
    *,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> None:
    """A draft that puts right what was sent. Raises sending.Refused, changing nothing."""
    notices.correct(notice, _with_minutes(written, sheet, now), by=by, now=now, seen=seen)
    _put(_draft(notice), sheet, written.minutes)


def _draft(notice: int) -> Version:
    return Version.objects.filter(notice=notice).order_by("-number")[0]


def _with_minutes(written: Written, sheet: Sheet, now: datetime) -> Written:
    """The minutes that it takes: by the sender's word, or as reckoned if that is more."""
    reckoned = check(written.title, written.body, sheet, now).minutes
    return replace(written, minutes=max(written.minutes, reckoned))


def _put(version: Version, sheet: Sheet, minutes: int) -> None:
    facts = {
        "asked": [one.to_json() for one in sheet.asked],
        "targets": list(sheet.targets),
        "known": list(sheet.known),
        "minutes": minutes,
    }
    Request.objects.update_or_create(version=version, defaults=facts)
    # What two requests ask is never one card: answering one answers no other.
    version.joined = new_token()
    version.save(update_fields=["joined"])


@dataclass(frozen=True, slots=True)
class Given:
    """By the keys of fields; or `why_not`. `version` and `seen` are what the page showed: the text,
    and when the desk had answered.
    """

    version: int
    seen: str
    values: Mapping[str, str]
    why_not: str = ""
    # Pictures that are new.
    photos: Mapping[str, Blob] = field(default_factory=dict)


@transaction.atomic
def answer(
    notice: int, desk: Desk, given: Given, *, by: User, entered_by: User | None, now: datetime
) -> None:
    """A desk answers, or changes what it answered; its people are asked no more.

    Raises Refused, or files.Gone, changing nothing.
    """
    Notice.objects.select_for_update(no_key=True).get(pk=notice)
    version = newest_sent(notice)
    if version is None or version.pk != given.version:
        raise Refused(Code.CORRECTED)
    before = Answer.objects.filter(notice=notice, desk=desk).first()
    if given.seen != (before.answered_at.isoformat() if before else ""):
        raise Refused(Code.MEANWHILE)
    to_answer(version.due_at, now, answered=before is not None and before.version_id == version.pk)
    row = before or Answer(notice_id=notice, desk=desk)
    row.version, row.by, row.entered_by, row.answered_at = version, by, entered_by, now
    row.values = json.dumps(dict(given.values), ensure_ascii=False)
    row.why_not = given.why_not
    row.known = figures(version.request.sheet, desk)
    row.save()
    files.keep(given.photos.values())
    # Those that are asked for still, unless others take their place.
    stay = set() if given.why_not else version.request.sheet.pictures - given.photos.keys()
    going = row.photos.exclude(key__in=stay)
    blobs = list(going.values_list("blob", flat=True))
    going.delete()
    files.let_go(blobs)
    for key, blob in given.photos.items():
        Photo.objects.create(answer=row, key=key, blob=blob)
    _settle(version, desk, by, entered_by, now)


def newest_sent(notice: int) -> Version | None:
    """What a request asks now; None once it is withdrawn."""
    sent = Version.objects.filter(notice=notice, stage=Stage.SENT).select_related("request")
    version = sent.order_by("-number").first()
    return None if version is None or version.withdraws else version


def figures(sheet: Sheet, desk: Desk) -> dict[str, int]:
    """What the platform adds for the place of a desk; 0: too few to say."""
    found = {}
    for key in sheet.known:
        figure = registry.holding(key).figure
        if figure is not None:
            found[key] = figure(desk.node)
    return found


def meant(reader: Reader, sent: Broadcast) -> list[int]:
    """The desks of a reader that are asked, by key. One query."""
    there = sent.targets.filter(above(reader.spots)).select_related("node")
    aims = [aim_of(target) for target in there]
    return [
        spot.desk
        for spot in reader.spots
        if spot.desk is not None and any(reaches(aim, spot, sender=sent.desk_id) for aim in aims)
    ]


def _settle(version: Version, desk: Desk, by: User, entered_by: User | None, now: datetime) -> None:
    """Whoever serves at a desk that has answered has done it, once all of their desks have."""
    sent = Broadcast.objects.get(
        kind=notices.KIND, thread=version.notice_id, version=version.number
    )
    done = set(Answer.objects.filter(version=version).values_list("desk", flat=True))
    there = {one.person for one in people.at_desks([desk], now)[desk.pk]} | {by}
    for person in sorted(there, key=lambda person: person.pk):
        reader = reading.at_work(person, my_desks(person, now))
        if set(meant(reader, sent)) <= done:
            who = entered_by if person == by else None
            reading.answer(reader, sent.wording_id, Asks.ACT, now, entered_by=who)
