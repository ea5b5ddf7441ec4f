"""Who may see and change a notice, and whom it reaches.

| | reads the draft | writes, sends, withdraws | approves | reads what was sent |
| --- | --- | --- | --- | --- |
| serves at the desk that sends | yes | yes | no | yes |
| enters what an officer says | yes | to own households | no | yes |
| clerk at a place above, supervisor | once it waits | no | not one's own, or entered by one | yes |
| whom it reaches | no | no | no | yes, while it lasts |

What an officer offers to households that let a fact be known is read at that beat and by those
alone: above, how many they are would say who lives there. Nor is it read by whoever enters what the
officer says.

Above a department is the place that it serves. At the top, where nobody supervises, a colleague
approves. A question about one is read by whoever asked, and answered at the desk that answers.

An officer writes to the own households, a clerk to everybody below the own place, a department's
to everybody below the place that it serves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.grid.models import Desk, Resident
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk, resident_of
from lianhu.grid.rules import ANSWERING, DeskKind, Role
from lianhu.grid.serving import own_beats, served_desks
from lianhu.inbox.broadcasts.audience import above, aim_of
from lianhu.inbox.broadcasts.models import Broadcast, Target
from lianhu.inbox.broadcasts.reading import Reached, Reader, at_home, at_work, reached
from lianhu.inbox.rules.broadcasts import Spot, Who, reaches
from lianhu.inbox.speaking import Speaker, speaker_of
from lianhu.kernel import clock
from lianhu.notices import services, standing
from lianhu.notices.models import Notice, Question, Version
from lianhu.notices.queries import Above
from lianhu.notices.rules.sending import Stage, choices


class Act(StrEnum):
    READ = "read"
    WRITE = "write"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class Access:
    notice: Notice
    version: Version  # the newest that the person may read
    acts: frozenset[Act]


def may_write_to(my: MyDesk) -> tuple[Who, ...]:
    kind, role = DeskKind(my.desk.kind), my.role
    return choices(kind, role, is_beat=is_beat(my.desk))


def writing_desks(serves: Sequence[MyDesk]) -> list[MyDesk]:
    return [my for my in serves if may_write_to(my)]


def _approves(my: MyDesk) -> bool:
    """Whether it is a post in which one approves what is sent below."""
    is_place = my.desk.kind == DeskKind.NODE and not is_beat(my.desk)
    return my.role is Role.SUPERVISOR or (my.role is Role.CLERK and is_place)


def approving(serves: Sequence[MyDesk]) -> list[Above]:
    """Where one approves. Two queries at most, of whoever serves at the top."""
    return [
        Above(my.desk.node.path, my.desk.pk if _has_above(my.desk) else None)
        for my in serves
        if _approves(my)
    ]


def _has_above(desk: Desk) -> bool:
    return desk.node.depth > 1 or standing.approving_desk(desk) != desk


def may_open(serves: Sequence[MyDesk]) -> bool:
    return bool(writing_desks(serves)) or any(map(_approves, serves))


def spoken_at(speaker: Speaker) -> list[MyDesk]:
    """Where one may write; what another enters for somebody goes to own households alone."""
    found = writing_desks(speaker.serves)
    return found if speaker.entered_by is None else [my for my in found if is_beat(my.desk)]


def writers_desks(request: HttpRequest) -> list[MyDesk]:
    """Where the person may write. Raises PermissionDenied for whoever may nowhere."""
    return _somewhere(writing_desks(served_desks(request)))


def spoken_desks(request: PersonRequest) -> list[MyDesk]:
    """The same of whom the person speaks for."""
    return _somewhere(spoken_at(speaker_of(request)))


def _somewhere(desks: list[MyDesk]) -> list[MyDesk]:
    if not desks:
        raise PermissionDenied
    return desks


def sending_on(serves: Sequence[MyDesk]) -> list[MyDesk]:
    """The beats to whose households one may send something on who serves so."""
    return [my for my in own_beats(serves) if may_write_to(my)]


def senders_on(request: PersonRequest) -> list[MyDesk]:
    """The same of whom the person speaks for. Raises PermissionDenied for whoever has no
    households.
    """
    if not (found := sending_on(speaker_of(request).serves)):
        raise PermissionDenied
    return found


def notice_for(request: PersonRequest, key: int, act: Act = Act.READ) -> Access:
    """404 for what the person may not read, 403 for what they may not do. Two queries, and those
    of `approving`.
    """
    notice = (
        Notice.objects.select_related("desk__department", "desk__node__level", "item")
        .filter(pk=key)
        .first()
    )
    if notice is None:
        raise Http404
    texts = notice.versions.select_related(
        "by", "approved_by", "contact__department", "topic", "request"
    )
    speaker = speaker_of(request)
    is_entered = speaker.entered_by is not None
    if any(my.desk.pk == notice.desk_id for my in spoken_at(speaker)):
        acts = {Act.READ, Act.WRITE}
    else:
        # A correction that is being written hides nothing of what was sent.
        texts, acts = texts.exclude(stage=Stage.DRAFT), {Act.READ}
    version = texts.order_by("-number").first()
    posts = [] if notice.is_offer or is_entered else approving(speaker.serves)
    above = any(post.includes(notice.desk) for post in posts)
    if version is None or (notice.is_offer and is_entered) or not (Act.WRITE in acts or above):
        raise Http404
    if above and version.stage != Stage.DRAFT and request.user.pk not in version.writers:
        acts.add(Act.APPROVE)
    if act not in acts:
        raise PermissionDenied
    return Access(notice, version, frozenset(acts))


@dataclass(frozen=True, slots=True)
class Asked:
    """`answers`: `speaker` may; who asked, without that, reads."""

    question: Question
    answers: bool
    speaker: Speaker


def question_for(request: PersonRequest, key: int) -> Asked:
    """For whoever serves at the desk that answers it, and whoever asked. Raises Http404, and
    PermissionDenied where the latter sends something. One query. Of whoever asked on the telephone
    it is sent that the answer has been told, by the roster above the desks that the notice reached.
    """
    found = Question.objects.select_related("notice", "person", "answered_by")
    found = found.select_related("entered_by", "answer_entered_by").filter(pk=key)
    question, speaker = found.first(), speaker_of(request)
    if question is None:
        raise Http404
    desks = {my.desk.pk for my in speaker.serves if my.role in ANSWERING}
    answers = question.notice.contact_id in desks
    if not answers and not _asked(question, speaker):
        raise Http404
    if not answers and request.method == "POST" and speaker.entered_by is None:
        raise PermissionDenied
    return Asked(question, answers, speaker)


def _asked(question: Question, speaker: Speaker) -> bool:
    if question.person_id != speaker.person.pk:
        return False
    if speaker.entered_by is None:
        return True
    [came] = had_come([(question, at_work(speaker.person, speaker.serves).spots)])
    return came


def had_come(asked: Sequence[tuple[Question, Sequence[Spot]]]) -> list[bool]:
    """Of each question whether its notice, in any version, had come to one of these spots when it
    was asked. One query, however many it is for.
    """
    there = {spot for _question, spots in asked for spot in spots}
    meant = Target.objects.filter(
        above(there),
        broadcast__kind=services.KIND,
        broadcast__thread__in={question.notice_id for question, _spots in asked},
    )
    targets = list(meant.select_related("node", "broadcast"))
    return [
        any(
            target.broadcast.thread == question.notice_id
            and target.broadcast.starts_at <= question.asked_at
            and reaches(aim_of(target), spot, sender=target.broadcast.desk_id)
            for target in targets
            for spot in spots
        )
        for question, spots in asked
    ]


@dataclass(frozen=True, slots=True)
class Mine:
    """What reaches `speaker`, and as whom: at work, or as this resident."""

    found: Reached
    reader: Reader
    resident: Resident | None
    speaker: Speaker

    @property
    def is_entered(self) -> bool:
        """Another writes down what an officer without a smart phone says."""
        return self.speaker.entered_by is not None


def reached_by(request: PersonRequest, key: int) -> Mine:
    """The card of a notice, as it reaches the person of a request, or whom that person speaks for.
    Raises Http404.
    """
    wanted = Broadcast.objects.filter(kind=services.KIND, thread=key).order_by("-version").first()
    if wanted is None:
        raise Http404
    now = clock.now()
    speaker = speaker_of(request)
    if speaker.entered_by is not None:
        reader = at_work(speaker.person, speaker.serves)
        for found in reached(reader, now, wording=wanted.wording_id):
            return Mine(found, reader, None, speaker)
        raise Http404
    resident = resident_of(request.user)
    hats: list[tuple[Reader, Resident | None]] = []
    if serves := served_desks(request):
        hats.append((at_work(request.user, serves), None))
    if resident is not None:
        hats.append((at_home(resident, card_only=is_card_only(request)), resident))
    for reader, who in hats:
        for found in reached(reader, now, wording=wanted.wording_id):
            return Mine(found, reader, who, speaker)
    raise Http404
