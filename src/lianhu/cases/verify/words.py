"""What people wrote and sent along with a case, and what was sent to its asker."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.cases.rules import Kind, Reason
from lianhu.cases.telling import source_of
from lianhu.cases.verify.checks import differs
from lianhu.cases.verify.rows import EventRow, Rows
from lianhu.cases.verify.timeline import Timeline
from lianhu.channels.models import Delivery
from lianhu.files.rules import Kind as FileKind
from lianhu.files.services import is_intact, is_whole

# What cannot happen without somebody saying something.
_SAID = frozenset(
    {
        Kind.ASKED,
        Kind.CONSULTED,
        Kind.CONSULT_REPLIED,
        Kind.ON_BEHALF,
        Kind.FOLLOWED_UP,
        Kind.NOTED,
        Kind.ANSWERED,
        Kind.RESIDENT_ASKED,
        Kind.RESIDENT_REPLIED,
        Kind.EXTENDED,
        Kind.JOINT,
        Kind.SUMMARISED,
        Kind.NEED_PUBLISHED,
        Kind.NEED_VISITED,
    }
)
_MOVED_WITH_WORDS = frozenset({Reason.RETURNED, Reason.TRANSFERRED, Reason.CONTESTED})
# Fewer values in a statement than SQLite can be built to take.
_AT_ONCE = 900


def wrong_words(case: Case, rows: Rows, *, read_files: bool) -> Iterator[str]:
    """`read_files`: to the last byte, not only that they are there."""
    for event in rows.events[case.pk]:
        if event.words is None:
            if _wants_words(event):
                yield f"words of event {event.seq} ({event.kind}) are missing"
        elif event.words_case != case.pk:
            yield f"words of event {event.seq} are not those of this case"
        elif event.words in rows.blank and not rules.attachments(event.data):
            yield f"words of event {event.seq} are empty, and nobody has erased them"
        if event.words in rows.attached or rules.attachments(event.data):
            yield from _wrong_files(event, rows, read_files)


def _wants_words(event: EventRow) -> bool:
    if event.kind == Kind.MOVED:
        return event.data["reason"] in _MOVED_WITH_WORDS
    return event.kind in _SAID


def _wrong_files(event: EventRow, rows: Rows, read_files: bool) -> Iterator[str]:
    found = rows.attached.get(event.words or 0, ())
    kinds = Counter(row.blob.kind for row in found)
    for kind, told in ((FileKind.PHOTO, "photos"), (FileKind.VOICE, "voice")):
        yield from differs(f"{told} of event {event.seq}", kinds[kind], event.data.get(told, 0))
    for place, row in enumerate(found):
        where = f"{row.blob.kind} {row.position + 1} of event {event.seq}"
        if row.position != place:
            yield f"{where}: one before it is missing"
        if not row.blob.kept or not is_whole(row.blob):
            yield f"{where}: its file is not there"
        elif read_files and not is_intact(row.blob):
            yield f"{where}: its file is not what was stored"


def wrong_deliveries(timelines: Mapping[int, Timeline]) -> Iterator[tuple[int, str]]:
    """What askers with a telephone number should have been told, by case."""
    with_phone = Case.objects.filter(pk__in=timelines.keys()).exclude(asker__phone="")
    owed = {
        source_of(pk, seq): (pk, seq)
        for pk in with_phone.values_list("pk", flat=True)
        for seq in timelines[pk].told
    }
    left, sent = iter(owed), set[str]()
    while sources := list(islice(left, _AT_ONCE)):
        sent.update(Delivery.objects.filter(source__in=sources).values_list("source", flat=True))
    for source in owed.keys() - sent:
        pk, seq = owed[source]
        yield pk, f"the asker was not sent word of event {seq}"
