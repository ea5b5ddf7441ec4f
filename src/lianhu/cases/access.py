"""Who may see a case, and who may act on it. The one gate for pages, API, exports and files.

| relation   | sees                                    | may act                        |
| holder     | words, the asker, the timeline          | yes                            |
| answerer   | the same                                | do it on behalf, follow up     |
| roster     | words and topic, never the household    | take it (from minute 8)        |
| passed     | words and timeline, never the household | no                             |
| supervisor | where it is, since when, until when     | no                             |
| asker      | own case (`asked_case`)                 | all that is the asker's        |
| consulted  | the brief (`consultation_for`)          | reply                          |
| neighbour  | a public summary (`neighbourhood`)      | follow                         |
| token      | how far it has come (`views.stage`)     | no                             |
| near       | the words of a need (`needs.board`)     | take it up                     |
| helper     | these, name, address (`needs.visit_for`)| note the visit                 |
| entering   | words of who has no phone, no name      | as that person, and said so |
| filer      | what a token asked, no name (`filed`)   | say what the asker says        |

Anybody else: 404, as if it did not exist. Photos go with the words.

Three things take away from this. Whom a case complains about sees nothing of it through any duty,
stand-in, list or count: `not_about` stands in every query, and as plain SQL in `store.listing`. And
what is to be kept in confidence is read where it is handled, not where it has passed. And a session
that a card alone has begun reads neither complaints nor what is kept in confidence (`open_to`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest, is_card_only, vouched_since
from lianhu.cases import store
from lianhu.cases.models import Attachment, Case, CaseDesk, Consultation, Stage
from lianhu.cases.rules import CaseClass
from lianhu.cases.takers import forget_if_lapsed
from lianhu.files.models import Blob
from lianhu.grid.models import Desk
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.grid.rules import DeskKind, Role
from lianhu.grid.serving import served_desks
from lianhu.inbox.speaking import Speaker, speaker_of
from lianhu.kernel import clock
from lianhu.kernel.ids import normalise
from lianhu.signin.models import Token


class Relation(StrEnum):
    HOLDER = "holder"
    ANSWERER = "answerer"
    ROSTER = "roster"
    PASSED = "passed"
    SUPERVISOR = "supervisor"


ACTING = frozenset({Relation.HOLDER, Relation.ANSWERER, Relation.ROSTER})
SEES_ASKER = frozenset({Relation.HOLDER, Relation.ANSWERER})
SEES_WORDS = ACTING | {Relation.PASSED}


class Viewer:
    """A member of staff at an instant, with the desks that person serves at then.

    `entered_by`: whoever of the roster above writes down what that person says on the telephone.
    """

    def __init__(self, person: User, now: datetime, entered_by: User | None = None) -> None:
        self.person = person
        self.now = now
        self.entered_by = entered_by

    @cached_property
    def serves(self) -> list[MyDesk]:
        return my_desks(self.person, self.now)

    @property
    def desks(self) -> dict[int, Desk]:
        """The desks whose work is this person's, by key; not those only supervised."""
        return {
            my.desk.pk: my.desk
            for my in self.serves
            if my.role is not Role.SUPERVISOR and my.desk.kind != DeskKind.SUPERVISION
        }

    @property
    def is_at(self) -> list[tuple[int, int]]:
        """This person with each of these desks, as `takers` wants it."""
        return [(self.person.pk, desk) for desk in self.desks]

    @property
    def supervision(self) -> list[Desk]:
        return [my.desk for my in self.serves if my.role is Role.SUPERVISOR]

    @property
    def is_staff(self) -> bool:
        return bool(self.serves)


def not_about(person: User | None, case: str = "") -> Q:
    """Rows whose case does not complain about `person`. `case`: the way to it, as `case__`."""
    if person is None:
        return Q()
    return Q(**{f"{case}about": None}) | ~Q(**{f"{case}about": person.pk})


def told_to(viewer: Viewer, case: str = "") -> Q:
    """Rows whose case is not about the person; nor, where another enters it, in confidence."""
    if viewer.entered_by is not None:
        return Q(**{f"{case}confidential": False, f"{case}about": None})
    return not_about(viewer.person, case)


def open_to(request: HttpRequest, case: str = "") -> Q:
    """Rows whose case the session may read as its asker's own. `case`: the way to it, as `case__`.

    Whoever has shown a card and no more may be another: a card's officer knows it too. So what is
    kept in confidence and any complaint is closed to such a session, wherever the asker's own
    matters are read, listed, counted, compared or handed out. Where an officer stands for the
    number (`signin.services.cards`), what was asked before it was on record is closed likewise.
    """
    since = vouched_since(request)
    if not is_card_only(request) and since is None:
        return Q()
    found = Q(**{f"{case}confidential": False, f"{case}about": None})
    found &= ~Q(**{f"{case}case_class": CaseClass.COMPLAINT})
    if since is not None:
        found |= Q(**{f"{case}asked_at__gte": since})
    return found


def is_open_to(request: HttpRequest, case: Case) -> bool:
    """The same of a case in hand."""
    since = vouched_since(request)
    if not is_card_only(request) and since is None:
        return True
    closed = case.in_confidence or case.case_class == CaseClass.COMPLAINT
    return not closed or (since is not None and case.asked_at >= since)


def viewer_of(request: PersonRequest) -> Viewer:
    """The request's person now. Its desks are asked once, for the page and its navigation."""
    viewer = Viewer(request.user, clock.now())
    viewer.serves = served_desks(request)
    return viewer


def officers_viewer(request: PersonRequest) -> Viewer:
    """The request's person, or whom that person speaks for. Raises Http404."""
    return viewer_for(speaker_of(request), clock.now())


def viewer_for(speaker: Speaker, now: datetime) -> Viewer:
    viewer = Viewer(speaker.person, now, speaker.entered_by)
    viewer.serves = list(speaker.serves)
    return viewer


@dataclass(frozen=True, slots=True)
class Access:
    """A case as one viewer may have it, and the desk through which.

    `entered`: by somebody of the roster above, who learns from it no name, address or number.
    """

    case: Case
    stage: Stage | None
    relation: Relation
    desk: Desk
    entered: bool = False

    @property
    def may_act(self) -> bool:
        return self.relation in ACTING

    @property
    def sees_asker(self) -> bool:
        return self.relation in SEES_ASKER and not self.entered

    @property
    def sees_words(self) -> bool:
        return self.relation in SEES_WORDS

    @property
    def sees_number(self) -> bool:
        """Whether a desk above the beats, which elsewhere needs a name only, has to call: it has
        promised to, or who asked has no page of the case.
        """
        must_call = self.case.follow_up_by_id == self.desk.pk or self.case.asker.user_id is None
        return self.sees_asker and must_call and bool(self.case.asker.phone)


def case_for(viewer: Viewer, number: str) -> Access:
    """The case, if `viewer` may see it as staff. Raises Http404 if not.

    Whether it may be acted on, the caller asks before it does: what was written for a
    case that has gone on meanwhile is shown again, not thrown away.
    """
    case = (
        Case.objects.annotate(
            open_stage=FilteredRelation("stages", condition=Q(stages__closed_at=None))
        )
        .select_related("beat__level", "topic", "asker__household", "answered_by")
        .select_related(  # type: ignore[misc]  # the plugin knows fields only
            "open_stage__desk__node__level", "open_stage__taken_by"
        )
        .filter(told_to(viewer), number=normalise(number) or "")
        .first()
    )
    # Django leaves the attribute out where the filtered relation leads nowhere.
    stage = getattr(case, "open_stage", None)
    access = _relate(viewer, case, stage) if case else None
    if access is None:
        raise Http404
    forget_if_lapsed(access.case, access.stage, viewer.now, there=viewer.is_at)
    return replace(access, entered=True) if viewer.entered_by else access


def case_to_act_on(viewer: Viewer, number: str) -> Access:
    """As `case_for`, with nothing joined that only reading it wants. One query as a rule."""
    found = store.with_stage(normalise(number) or "")
    if found is None:
        raise Http404
    return _related(viewer, *found)


def locked_to_act_on(viewer: Viewer, number: str) -> tuple[store.Loaded, Access]:
    """The same with the case locked, in the transaction that acts: what it is seen by is what is
    acted on. Whoever may not see it holds the lock until the 404.
    """
    try:
        loaded = store.lock_numbered(normalise(number) or "", viewer.now)
    except Case.DoesNotExist:
        raise Http404 from None
    return loaded, _related(viewer, loaded.case, loaded.stage)


def _related(viewer: Viewer, case: Case, stage: Stage | None) -> Access:
    """Raises Http404."""
    access = None if case.about_id == viewer.person.pk else _relate(viewer, case, stage)
    if access is None:
        raise Http404
    return access


def _relate(viewer: Viewer, case: Case, stage: Stage | None) -> Access | None:
    """The strongest relation that `viewer` has to `case` through any desk, or None."""
    desks = viewer.desks
    if stage is not None and stage.desk_id in desks:
        return Access(case, stage, Relation.HOLDER, desks[stage.desk_id])
    if stage is None and case.answered_by_id in desks:
        return Access(case, stage, Relation.ANSWERER, desks[case.answered_by_id])
    if case.follow_up_by_id in desks:
        # Whoever promised to ask how it went needs the name, wherever the case is by then.
        return Access(case, stage, Relation.ANSWERER, desks[case.follow_up_by_id])
    if stage is not None and is_shared(stage, viewer.now):
        above = next((desk for desk in desks.values() if is_directly_above(desk, stage)), None)
        if above is not None:
            return Access(case, stage, Relation.ROSTER, above)
    passed = CaseDesk.objects.filter(case=case, desk__in=desks).values_list("desk", flat=True)
    for pk in passed if not case.confidential else ():
        return Access(case, stage, Relation.PASSED, desks[pk])
    desk = _supervises(viewer, case)
    return Access(case, stage, Relation.SUPERVISOR, desk) if desk else None


def watched_case(viewer: Viewer, number: str) -> Case:
    """A case from the places that `viewer` supervises, to be told without words or names.

    Raises Http404.
    """
    case = (
        Case.objects.select_related("beat__level", "topic")
        .filter(not_about(viewer.person), number=normalise(number) or "")
        .first()
    )
    if case is None or not _supervises(viewer, case):
        raise Http404
    return case


def _supervises(viewer: Viewer, case: Case) -> Desk | None:
    places = viewer.supervision
    return next((desk for desk in places if case.beat.path.startswith(desk.node.path)), None)


def is_shared(stage: Stage, now: datetime) -> bool:
    return stage.shared_at is not None and stage.shared_at <= now and stage.taken_by_id is None


def is_directly_above(desk: Desk, stage: Stage) -> bool:
    node, below = desk.node, stage.desk.node
    return (
        desk.kind == DeskKind.NODE
        and below.depth == node.depth + 1
        and below.path.startswith(node.path)
    )


def shared_with(
    desks: Iterable[Desk], now: datetime, person: User | None = None
) -> QuerySet[Stage]:
    """What desks directly below these have not got to or have handed over, as `person` may see it;
    without one, all of it.
    """
    below = Q(pk__in=[])
    for desk in desks:
        if desk.kind == DeskKind.NODE:
            below |= Q(
                desk__node__path__gt=desk.node.path,
                desk__node__path__lt=desk.node.path + "~",
                desk__node__depth=desk.node.depth + 1,
            )
    return Stage.objects.filter(
        below, not_about(person, "case__"), closed_at=None, taken_by=None, shared_at__lte=now
    )


def asked_case(request: PersonRequest, number: str) -> Case:
    """The person's own case, if the session may read it. Raises Http404: other members of the
    household see nothing.

    `has_files_waiting` says whether some of its photos and voice notes are not prepared yet.
    """
    waiting = Attachment.objects.filter(words__case=OuterRef("pk"), blob__state=Blob.State.WAITING)
    case = (
        Case.objects.annotate(has_files_waiting=Exists(waiting))
        .select_related("beat__level", "topic", "answered_by", "asker")
        .filter(open_to(request), number=normalise(number) or "", asker__user=request.user)
        .first()
    )
    if case is None:
        raise Http404
    return case


def filed(token: Token) -> QuerySet[Case]:
    """What was asked with a token, for whoever bears it."""
    return Case.objects.filter(not_about(token.duty.person), filing__token=token)


def filed_case(token: Token, number: str) -> Case:
    """Raises Http404."""
    found = filed(token).select_related("beat", "topic", "asker")
    return get_object_or_404(found, number=normalise(number) or "")


def locked_filed(token: Token, number: str, now: datetime) -> store.Loaded:
    """Such a case, locked for its asker to act on. Raises Http404."""
    try:
        loaded = store.lock_filed(normalise(number) or "", token.pk, now)
    except Case.DoesNotExist:
        raise Http404 from None
    if loaded.case.about_id == token.duty.person_id:
        raise Http404
    return loaded


def attachment_of(case: Case, token: str) -> Attachment | None:
    """What is called so among all that came along with words of a case, for who sees these."""
    found = Attachment.objects.filter(words__case=case, blob__token=token)
    return found.select_related("blob").first()


def attachment_for(request: PersonRequest, token: str) -> Attachment:
    """A photo or voice note of one's own case, or of words that one's desk sees. Raises Http404."""
    found = (
        Attachment.objects.select_related("blob", "words__case__asker")
        .filter(blob__token=token)
        .first()
    )
    if found is None:
        raise Http404
    case = found.words.case
    if case.asker.user_id == request.user.pk and is_open_to(request, case):
        return found
    if not case_for(viewer_of(request), case.number).sees_words:
        raise Http404
    return found


def consultation_for(viewer: Viewer, pk: int) -> Consultation:
    """A consultation of a department that `viewer` serves at. Raises Http404.

    It comes without the case's asker and words: use `brief` and `reply` only.
    """
    found = (
        Consultation.objects.select_related("desk__department", "asked_by", "brief", "reply")
        .select_related("case__topic")
        .filter(told_to(viewer, "case__"), pk=pk, desk__in=viewer.desks)
        .first()
    )
    if found is None:
        raise Http404
    return found
