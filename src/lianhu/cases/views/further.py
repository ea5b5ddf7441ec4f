"""Acts beyond the daily ones: what each is, and when a desk or an officer is offered it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lianhu.cases import destinations, rules, store, together
from lianhu.cases.access import Access, Relation, Viewer, is_shared
from lianhu.cases.act_forms import (
    AskResidentForm,
    ContestForm,
    ExtendForm,
    JointForm,
    MergeForm,
    PublishNeedForm,
    ReplyForm,
    SummariseForm,
    TransferForm,
)
from lianhu.cases.forms import CaseForm
from lianhu.cases.journey.way import Way
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import ladder_and_departments
from lianhu.kernel.text import mask
from lianhu.ui import timewords

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Further:
    """`hint` says in a menu what the act is for; `key` is its single key at a desk.

    `command` is made of who acts, at which desk, and what was filled in; merging has a view of its
    own. An act `at_once` has nothing to fill in or to be warned of.
    """

    label: Promise
    hint: Promise
    send: Promise
    done: Promise
    icon: str
    key: str
    form: type[CaseForm]
    command: Callable[[int, int, Facts], rules.Command] | None
    at_once: bool = False
    note: Promise | str = ""


FURTHER: Mapping[str, Further] = {
    "ask_resident": Further(
        pgettext_lazy("act", "Ask the resident"),
        pgettext_lazy("act", "For something that is missing; the time stands still"),
        pgettext_lazy("act", "Ask"),
        pgettext_lazy("act", "Asked. The time stands still until the reply."),
        "message-circle",
        "q",
        AskResidentForm,
        lambda who, desk, facts: rules.AskResident(who, desk, facts["words"]),
    ),
    "reply": Further(
        pgettext_lazy("act", "Write down the reply"),
        pgettext_lazy("act", "What the resident told you; then the time runs again"),
        pgettext_lazy("act", "Write it down"),
        pgettext_lazy("act", "Written down. The time runs again."),
        "phone",
        "w",
        ReplyForm,
        lambda who, desk, facts: rules.ResidentReply(who, facts["words"], desk=desk),
    ),
    "contest": Further(
        pgettext_lazy("act", "Contest it"),
        pgettext_lazy("act", "It was transferred here wrongly; the desk above decides"),
        pgettext_lazy("act", "Contest it"),
        pgettext_lazy("act", "Contested. The desk above decides."),
        "arrow-back-up",
        "r",
        ContestForm,
        lambda who, desk, facts: rules.Contest(who, desk, facts["words"]),
    ),
    "transfer": Further(
        pgettext_lazy("act", "Transfer"),
        pgettext_lazy("act", "Another department or place handles it"),
        pgettext_lazy("act", "Transfer it"),
        pgettext_lazy("act", "Transferred. You can follow it here."),
        "route",
        "x",
        TransferForm,
        lambda who, desk, facts: rules.Transfer(who, desk, facts["to"].pk, facts["words"]),
    ),
    "joint": Further(
        pgettext_lazy("act", "Handle it together"),
        pgettext_lazy("act", "Several departments do their part, one leads"),
        pgettext_lazy("act", "Send it to them"),
        pgettext_lazy("act", "Sent. Each has its part now."),
        "users",
        "d",
        JointForm,
        lambda who, desk, facts: rules.Joint(
            who,
            desk,
            facts["lead"].pk,
            tuple(department.pk for department in facts["others"]),
            facts["words"],
        ),
    ),
    "hand": Further(
        pgettext_lazy("act", "Hand to the roster"),
        pgettext_lazy("act", "You are busy: whoever is free takes it"),
        pgettext_lazy("act", "Hand to the roster"),
        pgettext_lazy("act", "Handed to the roster: whoever is free takes it."),
        "users",
        "h",
        CaseForm,
        lambda who, desk, facts: rules.HandToRoster(who, desk),
        at_once=True,
    ),
    "extend": Further(
        pgettext_lazy("act", "Extend"),
        pgettext_lazy("act", "The answer takes longer: until when, and why; once only"),
        pgettext_lazy("act", "Extend it"),
        pgettext_lazy("act", "Extended. The resident has been told until when."),
        "calendar",
        "e",
        ExtendForm,
        lambda who, desk, facts: rules.Extend(who, desk, facts["until"], facts["words"]),
    ),
    "merge": Further(
        pgettext_lazy("act", "Merge"),
        pgettext_lazy("act", "The same as another one here: both get one answer"),
        pgettext_lazy("act", "Handle them as one"),
        pgettext_lazy("act", "Merged. The answer to this one goes to all who asked."),
        "checks",
        "m",
        MergeForm,
        None,
        note=pgettext_lazy(
            "act",
            "This one gets the answer of the other. The answer goes to everybody who asked: write"
            " nothing about any one of them in it.",
        ),
    ),
    "summarise": Further(
        pgettext_lazy("act", "Write for neighbours"),
        pgettext_lazy("act", "What others may read of it, without names"),
        pgettext_lazy("act", "Show it to neighbours"),
        pgettext_lazy("act", "Neighbours can read it now."),
        "speakerphone",
        "s",
        SummariseForm,
        lambda who, desk, facts: rules.Summarise(who, desk, facts["words"]),
    ),
    "publish_need": Further(
        pgettext_lazy("act", "Ask around for help"),
        pgettext_lazy("act", "Without name and address; whoever takes it up visits"),
        pgettext_lazy("act", "Make it known"),
        pgettext_lazy("act", "Made known among those nearby who help."),
        "heart-handshake",
        "p",
        PublishNeedForm,
        lambda who, desk, facts: rules.PublishNeed(
            who, desk, facts["words"], agreed=facts["agreed"]
        ),
    ),
    "confidential": Further(
        pgettext_lazy("act", "Keep in confidence"),
        pgettext_lazy("act", "Only whoever handles it reads it from now on"),
        pgettext_lazy("act", "Keep it in confidence"),
        pgettext_lazy("act", "Kept in confidence from now on."),
        "lock",
        "l",
        CaseForm,
        lambda who, desk, facts: rules.MarkConfidential(who, desk),
        note=pgettext_lazy(
            "act",
            "From now on only the desk that handles it reads it, and neighbours hear nothing more"
            " of it. This cannot be taken back.",
        ),
    ),
}

# What an officer does on the phone; the rest is for desks.
ON_THE_PHONE = (
    "ask_resident",
    "reply",
    "contest",
    "transfer",
    "hand",
    "extend",
    "summarise",
    "publish_need",
    "confidential",
)


def offered(access: Access, viewer: Viewer) -> list[str]:
    """Which of these acts the case is in a state for, in the order of the table."""
    case, stage = access.case, access.stage
    if access.relation is not Relation.HOLDER or stage is None:
        return []
    is_open = not case.in_confidence
    shares = is_beat(access.desk) and not case.confidential and not is_shared(stage, viewer.now)
    wanted = {
        "ask_resident": stage.waiting_until is None,
        "reply": stage.waiting_until is not None,
        "contest": stage.transferred and access.desk.pk not in case.contested,
        "transfer": True,
        "joint": True,
        "hand": stage.taken_by_id is not None or shares,
        "extend": not case.extended,
        "merge": is_open,
        "summarise": is_open,
        "publish_need": (
            case.case_class == rules.CaseClass.MATTER
            and not case.confidential
            and case.need_visited_at is None
        ),
        "confidential": not case.confidential,
    }
    return [name for name in FURTHER if wanted[name]]


class Preparation:
    """Fills what a form offers to choose from: asked of the database for the form that is open."""

    def __init__(
        self,
        access: Access,
        viewer: Viewer,
        way: Way,
        departments: Sequence[Desk] | None = None,
    ) -> None:
        self._access, self._viewer, self._way = access, viewer, way
        self._departments = departments

    def initial(self, name: str, into: str = "") -> Facts:
        """`into`: the case that was pointed out to be merged with, or the desk to transfer to."""
        if name == "joint":
            return {"words": mask(self._way.words), "lead": self._access.desk.code}
        if name == "merge" and into:
            return {"into": into}
        if name == "transfer" and into:
            return {"to": into}
        return {}

    def fill(self, name: str, form: CaseForm) -> None:
        match name:
            case "transfer":
                self._fill_transfer(form)
            case "joint":
                self._fill_joint(form)
            case "extend":
                self._fill_extend(form)
            case "merge":
                self._fill_merge(form)

    @property
    def departments(self) -> Sequence[Desk]:
        if self._departments is None:
            _ladder, self._departments = ladder_and_departments(self._access.case.beat)
        return self._departments

    def _fill_transfer(self, form: CaseForm) -> None:
        assert isinstance(form, TransferForm)
        offered = destinations.transfers(
            self._access.desk, self._way.ladder, self.departments, form.found
        )
        form.fields["to"].choices = offered  # type: ignore[attr-defined]
        # One of the two is: the form says so itself, the page does not call the first left to one.
        form.fields["to"].required = True

    def _fill_joint(self, form: CaseForm) -> None:
        here = self._access.desk
        busy: Iterable[Desk] = [row.desk for row in self._way.consultations if not row.closed_at]
        lead, others = form.fields["lead"], form.fields["others"]
        own = (here.code, _("%(desk)s (your own desk)") % {"desk": here.shown_name})
        lead.choices = [  # type: ignore[attr-defined]
            own,
            *destinations.departments(self.departments, but=[here]),
        ]
        others.choices = destinations.departments(  # type: ignore[attr-defined]
            self.departments, but=[here, *busy]
        )

    def _fill_extend(self, form: CaseForm) -> None:
        # Of the bound field: a form that was sent back has bound it already.
        shown, days = form["until"], self._days()
        if days is None:
            shown.help_text = _("The desk does not open in time: there is no day to choose.")
            return
        first, last = days
        shown.field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        texts = {"first": _day(first), "last": _day(last)}
        shown.help_text = _("From %(first)s to %(last)s.") % texts

    def _days(self) -> tuple[date, date] | None:
        case, now = self._access.case, self._viewer.now
        [loaded] = store.load([case])
        assert loaded.state is not None
        named = {case.pk: store.named_in(loaded.state)}
        return rules.extendable(loaded.state, now, store.settings([case], named, now)[case.pk])

    def _fill_merge(self, form: CaseForm) -> None:
        access = self._access
        stage = access.stage
        found = together.alike(access.case, self._way.words, stage) if stage else []
        said = _("%(title)s – %(place)s, asked %(time)s")
        choices = [
            (
                other.number,
                said
                % {
                    "title": other.title,
                    "place": other.place,
                    "time": timewords.day_time(other.asked_at),
                },
            )
            for other in found
        ]
        if choices:
            form.fields["into"].widget.choices = choices
            form.fields["into"].required = True  # or the number
        else:
            del form.fields["into"]
            form["number"].label = _("Its number")


def _day(day: date) -> str:
    noon = datetime.combine(day, time(12), timezone.get_default_timezone())
    return timewords.date_words(noon)
