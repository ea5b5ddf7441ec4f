"""What may be damaged of cases, and what `verify` says of it. Run by `test_verify.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from lianhu.cases import rules
from lianhu.cases.models import (
    Attachment,
    Case,
    CaseDesk,
    CaseItem,
    Consultation,
    Event,
    Follower,
    Stage,
    Words,
)
from lianhu.channels.models import Delivery
from lianhu.files import disk
from lianhu.files.models import Blob
from lianhu.inbox.models import Item
from lianhu.knowledge.models import ItemVersion
from tests.cases import lives
from tests.cases.whole_cases import (
    alerted,
    answered,
    from_the_book,
    in_need,
    in_the_city_office,
    merged,
    moved,
    public,
    with_photos,
)
from tests.cast import City, ask, at

Kind = rules.Kind


@dataclass(frozen=True, slots=True)
class Damage:
    name: str
    case: Callable[[City], Case]
    do: Callable[[Case], object]
    found: str


def _another_text(case: Case) -> None:
    link = CaseItem.objects.get(case=case, how=CaseItem.How.ANSWERED)
    other = ItemVersion.objects.exclude(item=link.item).earliest("pk")
    CaseItem.objects.filter(pk=link.pk).update(version=other)


def _swap(case: Case) -> None:
    """The reply and what was done on behalf after it: no state differs."""
    last = Event.objects.filter(case=case).latest("seq").seq
    for old, new in ((last, 1000), (last - 1, last), (1000, last - 1)):
        Event.objects.filter(case=case, seq=old).update(seq=new)


def _run_out_of_time(case: Case) -> None:
    """Nothing ever falls due, and all tables agree on it."""
    asked = Event.objects.get(case=case, seq=1)
    asked.data["stage"]["due_at"] = None
    asked.save()
    Stage.objects.filter(case=case).update(due_at=None, running_since=None)
    Item.objects.filter(ref=case.pk).update(due_at=None)


def _data(kind: Kind, **data: object) -> Callable[[Case], object]:
    """Change what an event of this case says, or of the case that it was merged into."""

    def do(case: Case) -> None:
        event = Event.objects.filter(case__in=(case.pk, case.merged_into_id), kind=kind).latest(
            "pk"
        )
        event.data |= data
        event.save()

    return do


def _event(kind: Kind, /, **values: object) -> Callable[[Case], object]:
    return lambda case: Event.objects.filter(case=case, kind=kind).update(**values)


def _stage(number: int, **values: object) -> Callable[[Case], object]:
    return lambda case: Stage.objects.filter(case=case, number=number).update(**values)


def _consultation(number: int, **values: object) -> Callable[[Case], object]:
    return lambda case: Consultation.objects.filter(case=case, number=number).update(**values)


def _case(**values: object) -> Callable[[Case], object]:
    return lambda case: Case.objects.filter(pk=case.pk).update(**values)


def _item(kind: str, /, **values: object) -> Callable[[Case], object]:
    return lambda case: Item.objects.filter(ref=case.pk, kind=kind).update(**values)


def _words(kind: Kind, /, **values: object) -> Callable[[Case], object]:
    return lambda case: Words.objects.filter(event__case=case, event__kind=kind).update(**values)


def _scrambled(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_words SET body = 'no:1:AAAA' WHERE case_id = %s", [case.pk])


def _blob(case: Case) -> Blob:
    return Attachment.objects.filter(words__case=case).earliest("pk").blob


TABLE = (
    # What the issue names.
    Damage(
        "a missing event",
        in_the_city_office,
        lambda case: Event.objects.filter(case=case, seq=4).delete(),
        "event 4 is missing",
    ),
    Damage("two events swapped", in_the_city_office, _swap, "have changed places"),
    Damage("another holder", in_the_city_office, _stage(5, taken_by=None), "stage 5, taken_by"),
    Damage("another due time", moved, _stage(3, due_at=at(17)), "stage 3, due_at"),
    Damage("another status", in_the_city_office, _case(status="answered"), "status: the table"),
    Damage(
        "a lost inbox item",
        in_the_city_office,
        lambda case: Item.objects.filter(ref=case.pk, kind="case", done_at=None).delete(),
        "inbox: case item",
    ),
    Damage(
        "a lost file",
        with_photos,
        lambda case: disk.upload_path(_blob(case).token).unlink(),
        "photo 1 of event 1: its file is not there",
    ),
    Damage(
        "a lost stage",
        in_the_city_office,
        lambda case: Stage.objects.filter(case=case, number=3).delete(),
        "stages: the table says [1, 2, 4, 5]",
    ),
    # Timelines.
    Damage(
        "the last event",
        in_the_city_office,
        lambda case: Event.objects.filter(case=case).latest("seq").delete(),
        "seq: the table says",
    ),
    Damage(
        "all events",
        in_the_city_office,
        lambda case: Event.objects.filter(case=case).delete(),
        "it has no events",
    ),
    Damage(
        "an event that says nothing",
        in_the_city_office,
        _event(Kind.MOVED, data={}),
        "its events do not fold",
    ),
    Damage("an event of no kind", in_the_city_office, _event(Kind.NOTED, kind="?"), "do not fold"),
    # Rows.
    Damage("a status there is not", in_the_city_office, _case(status="lost"), "cannot be read"),
    Damage("another promise", in_the_city_office, _case(promise_due_at=at(17)), "promise_due_at"),
    Damage("kept in confidence", in_the_city_office, _case(confidential=True), "confidential"),
    Damage(
        "a clock that goes on",
        in_the_city_office,
        _stage(2, due_at=at(11), running_since=at(9)),
        "stage 2, due_at",
    ),
    Damage(
        "a desk more",
        in_the_city_office,
        lambda case: CaseDesk.objects.create(case=case, desk=case.consultations.all()[0].desk),
        "desks it has been at",
    ),
    Damage(
        "a desk less",
        in_the_city_office,
        lambda case: CaseDesk.objects.filter(case=case).earliest("pk").delete(),
        "desks it has been at",
    ),
    Damage("late", in_the_city_office, _consultation(2, late=True), "consultation 2, late"),
    Damage("due", in_the_city_office, _consultation(2, due_at=at(9)), "consultation 2, due_at"),
    Damage(
        "another brief",
        in_the_city_office,
        lambda case: case.consultations.filter(number=2).update(
            brief=case.consultations.get(number=1).brief
        ),
        "consultation 2, brief",
    ),
    Damage("no reply", in_the_city_office, _consultation(1, reply=None), "consultation 1, reply"),
    Damage(
        "nothing that moves it on",
        lambda city: ask(city.wu, at(9)),
        _run_out_of_time,
        "nothing will move it on",
    ),
    # Inbox.
    Damage("left behind", in_the_city_office, _item("case", done_at=None), "should be done"),
    Damage("due", in_the_city_office, _item("consultation", due_at=at(17)), "inbox: due time of"),
    Damage(
        "of another kind", in_the_city_office, _item("consultation", kind="alert"), "is missing at"
    ),
    Damage(
        "hidden",
        in_the_city_office,
        lambda case: Item.objects.filter(ref=case.pk).update(hidden_from=case.asker.user),
        "inbox: hidden from",
    ),
    Damage("an answer unseen", answered, _item("answer", done_at=at(10)), "inbox: answer item"),
    Damage("an alert unheard", alerted, _item("alert", done_at=at(10)), "inbox: alert item"),
    Damage(
        "a flood unheard",
        lives.waited_on,
        lambda case: Item.objects.filter(kind="flood").update(done_at=at(10)),
        "inbox: flood item is missing",
    ),
    Damage(
        "nothing sent",
        answered,
        lambda case: Delivery.objects.filter(source__startswith=f"case:{case.pk}:").delete(),
        "the asker was not sent word of event 3",
    ),
    # Words and files.
    Damage("no question", answered, _event(Kind.ASKED, words=None), "words of event 1 (asked)"),
    Damage("no answer", answered, _event(Kind.ANSWERED, words=None), "words of event 3 (answered)"),
    Damage("no reason", moved, _event(Kind.MOVED, words=None), "words of event 3 (moved)"),
    Damage(
        "an empty answer", answered, _words(Kind.ANSWERED, body=""), "words of event 3 are empty"
    ),
    Damage("words nobody can read", answered, _scrambled, "its way cannot be told"),
    Damage(
        "words of another case",
        merged,
        lambda case: Words.objects.filter(event__case=case, event__seq=1).update(
            case=case.merged_into
        ),
        "words of event 1 are not those of this case",
    ),
    Damage(
        "words too many",
        answered,
        lambda case: Words.objects.create(case=case, body="?"),
        "belong to no event",
    ),
    Damage(
        "a photo less",
        with_photos,
        lambda case: Attachment.objects.filter(words__case=case).latest("pk").delete(),
        "photos of event 1: the table says 1, the timeline 2",
    ),
    Damage(
        "photos in another order",
        with_photos,
        lambda case: Attachment.objects.filter(words__case=case).update(position=F("position") + 2),
        "one before it is missing",
    ),
    Damage(
        "a photo that may be swept",
        with_photos,
        lambda case: Blob.objects.update(kept=False),
        "photo 2 of event 1: its file is not there",
    ),
    Damage(
        "a photo cut short",
        with_photos,
        lambda case: disk.upload_path(_blob(case).token).write_bytes(b"?"),
        "photo 1 of event 1: its file is not there",
    ),
    Damage(
        "another photo",
        with_photos,
        lambda case: disk.upload_path(_blob(case).token).write_bytes(bytes(_blob(case).bytes)),
        "photo 1 of event 1: its file is not what was stored",
    ),
    # Neighbours.
    Damage(
        "a follower less",
        public,
        lambda case: Follower.objects.filter(case=case).earliest("pk").delete(),
        "followers",
    ),
    Damage("no summary", public, _case(summary=None), "summary: the table says None"),
    Damage("no need", in_need, _case(need=None), "need: the table says None"),
    Damage("not visited", in_need, _case(need_visited_at=None), "need: the table says Need("),
    Damage("nobody asked", in_need, _item("visited", done_at=at(12)), "inbox: visited item"),
    # The book.
    Damage(
        "no link to what an answer was made from",
        from_the_book,
        lambda case: CaseItem.objects.filter(case=case, how=CaseItem.How.ANSWERED).delete(),
        "is not linked",
    ),
    Damage(
        "an answer that was not made from it",
        from_the_book,
        _data(Kind.ANSWERED, version=None),
        "book: no answer was made from item",
    ),
    Damage("a text of another item", from_the_book, _another_text, "with a text of item"),
    Damage(
        "a text that there is not",
        from_the_book,
        _data(Kind.ANSWERED, version=999_999),
        "names text 999999, which there is not",
    ),
    # Together.
    Damage("merged alone", merged, _data(Kind.JOINED, other=0), "joined 0 times"),
    Damage(
        "merged into one that is merged itself",
        merged,
        lambda case: Case.objects.filter(merged=case).update(merged_into=case),
        "which is merged itself",
    ),
    Damage("not merged", merged, _case(merged_into=None, status="answered"), "merged_into"),
    # Journeys.
    Damage("an alert without a reason", alerted, _data(Kind.ALERTED, why="?"), "cannot be told"),
)
