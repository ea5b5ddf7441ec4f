"""What a desk does with a case less often: move it elsewhere, together with others, in public."""

from http import HTTPStatus
from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from lianhu.cases import rules, services, together
from lianhu.cases.access import Access, case_for, case_to_act_on
from lianhu.cases.api.desks import departments, desk
from lianhu.cases.api.doing import (
    Done,
    Said,
    Seen,
    act,
    ask_about_numbers,
    may_act,
    once,
    say,
    stale,
    viewer_of,
)
from lianhu.cases.api.fields import Number
from lianhu.cases.models import Case
from lianhu.kernel.api.fields import Code, Day, Flag
from lianhu.kernel.api.problems import Problem, wrong
from lianhu.signin.api import ACTORS, ApiRequest

router = Router(auth=ACTORS, tags=["further acts"])


class TransferIn(Said):
    """`to`: the code of a department's section or of a place's desk."""

    to: Code


class JointIn(Said):
    """`lead` handles and answers it, `others` do their part: `words` is all that these see."""

    lead: Code
    others: Annotated[list[Code], Field(min_length=1, max_length=20)]


class ExtendIn(Said):
    until: Day


class MergeIn(Seen):
    """`into`: the number of the case whose answer both get."""

    into: Number


class PublicIn(Said):
    """`numbers_meant`: that others read a phone or other personal number in it is meant."""

    numbers_meant: Flag = False


class NeedIn(PublicIn):
    """`agreed`: the household agrees to these words."""

    agreed: Flag


@router.post("/cases/{number}/contest", response=Done)
def contest(request: ApiRequest, number: Number, sent: Said) -> Done:
    """It was transferred here wrongly; the desk above decides."""
    return say(request, number, sent, rules.Contest)


@router.post("/cases/{number}/transfer", response=Done)
def transfer(request: ApiRequest, number: Number, sent: TransferIn) -> Done:
    """Another department or place handles it."""

    def command(who: int, access: Access) -> rules.Command:
        return rules.Transfer(who, access.desk.pk, desk(sent.to, "to").pk, sent.words)

    return act(request, number, sent, command)


@router.post("/cases/{number}/joint", response=Done)
def joint(request: ApiRequest, number: Number, sent: JointIn) -> Done:
    """Several departments do their part, one leads."""

    def command(who: int, access: Access) -> rules.Command:
        lead, others = desk(sent.lead, "lead"), departments(sent.others, "others")
        if lead.pk in {other.pk for other in others}:
            raise wrong("others", "leads", _("Whoever leads is not among the others."))
        keys = tuple(other.pk for other in others)
        return rules.Joint(who, access.desk.pk, lead.pk, keys, sent.words)

    return act(request, number, sent, command)


@router.post("/cases/{number}/hand", response=Done)
def hand(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """Whoever has it is busy: whoever is free takes it."""
    return act(request, number, sent, lambda who, access: rules.HandToRoster(who, access.desk.pk))


@router.post("/cases/{number}/extend", response=Done)
def extend(request: ApiRequest, number: Number, sent: ExtendIn) -> Done:
    """The answer comes later: until when, and why. Once only."""
    return act(
        request,
        number,
        sent,
        lambda who, access: rules.Extend(who, access.desk.pk, sent.until, sent.words),
    )


@router.post("/cases/{number}/merge", response=Done)
def merge(request: ApiRequest, number: Number, sent: MergeIn) -> Done:
    """The same as another one at this desk: both get one answer."""
    caller = request.auth

    def work() -> Case:
        access = case_to_act_on(viewer_of(caller), number)
        may_act(access, sent.seq)
        try:
            other = case_for(viewer_of(caller), sent.into).case
        except Http404:
            raise rules.NotTogether from None
        if other.pk == access.case.pk:
            raise rules.NotTogether
        return services.merge(
            access.case.pk,
            other.pk,
            actor=caller.person.pk,
            desk=access.desk.pk,
            seq=sent.seq,
            into_seq=other.seq,
            now=caller.now,
        )

    return once(request, sent, work)


@router.post("/cases/{number}/split", response=Done)
def split(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """Let a merged case go its own way again, at the desk where it was merged."""
    caller = request.auth

    def work() -> Case:
        viewer = viewer_of(caller)
        access = case_for(viewer, number)
        at = together.splits_at(access.case, viewer)
        if at is None:
            if access.sees_words and sent.seq < access.case.seq:
                raise stale(access.case)
            raise Problem(HTTPStatus.FORBIDDEN, "read_only")
        command = rules.Split(caller.person.pk, at.pk)
        return services.act_within(access.case.pk, command, seq=sent.seq, now=caller.now)

    return once(request, sent, work)


@router.post("/cases/{number}/summarise", response=Done)
def summarise(request: ApiRequest, number: Number, sent: PublicIn) -> Done:
    """What neighbours may read of it, without names."""

    def command(who: int, access: Access) -> rules.Command:
        ask_about_numbers(sent.words, meant=sent.numbers_meant)
        return rules.Summarise(who, access.desk.pk, sent.words)

    return act(request, number, sent, command)


@router.post("/cases/{number}/publish-need", response=Done)
def publish_need(request: ApiRequest, number: Number, sent: NeedIn) -> Done:
    """Ask around for help, without name and address."""

    def command(who: int, access: Access) -> rules.Command:
        ask_about_numbers(sent.words, meant=sent.numbers_meant)
        return rules.PublishNeed(who, access.desk.pk, sent.words, agreed=sent.agreed)

    return act(request, number, sent, command)


@router.post("/cases/{number}/confidential", response=Done)
def confidential(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """Only whoever handles it reads it from now on. This cannot be taken back."""
    return act(
        request, number, sent, lambda who, access: rules.MarkConfidential(who, access.desk.pk)
    )
