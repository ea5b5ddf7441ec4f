"""What a desk can do with a case: the acts at hand, those behind "More", and their forms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.accounts.drafts import Drafts
from lianhu.cases import destinations
from lianhu.cases.access import Access, Relation, Viewer
from lianhu.cases.act_forms import FollowUpForm
from lianhu.cases.forms import (
    AnswerForm,
    CaseForm,
    ConsultForm,
    OnBehalfForm,
    PassUpForm,
    ReturnForm,
    WordsForm,
)
from lianhu.cases.journey.way import Way
from lianhu.cases.rules import Status
from lianhu.cases.views.further import FURTHER, Preparation, offered
from lianhu.cases.views.workbench import Place
from lianhu.grid.models import Desk
from lianhu.kernel.text import mask

FORMS: Mapping[str, type[CaseForm]] = {
    "desk_take": CaseForm,
    "desk_answer": AnswerForm,
    "desk_consult": ConsultForm,
    "desk_return": ReturnForm,
    "desk_pass_up": PassUpForm,
    "desk_on_behalf": OnBehalfForm,
    "desk_follow_up": FollowUpForm,
    "desk_note": WordsForm,
    "desk_split": CaseForm,
    **{f"desk_{name}": further.form for name, further in FURTHER.items()},
}
# Of the further acts those that stand beside the daily ones; the others are behind "More".
AT_HAND = ("ask_resident", "reply", "contest")
# The answer is short, so that the timeline above it stays in view.
ROWS = 4


def form_for(route: str, data: Any = None, initial: Mapping[str, Any] | None = None) -> CaseForm:
    """The form of a route, with ids of its own: several stand on one page."""
    return FORMS[route](data, auto_id=f"{route}_%s", initial=dict(initial or {}))


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was not carried out, with its form as it was sent."""

    route: str
    form: CaseForm
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with the case: one form, one address."""

    route: str
    label: str
    send: str
    form: CaseForm
    url: str
    key: str
    is_open: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line behind "More": a link to the form of an act or, with `form`, the act itself."""

    route: str
    label: str
    hint: str
    icon: str
    key: str
    url: str
    form: CaseForm | None = None
    has_draft: bool = False


class Offers:
    """The acts that `access` allows `viewer`. `askers`: to how many people an answer goes; `into`:
    which case was pointed out to be merged with, or which desk to be asked.

    Asks the database only for the form of an act that is opened from behind "More".
    """

    def __init__(
        self,
        viewer: Viewer,
        access: Access,
        place: Place,
        way: Way,
        departments: Sequence[Desk],
        drafts: Drafts,
        *,
        askers: int = 1,
        opened: str = "",
        into: str = "",
        failed: Failed | None = None,
    ) -> None:
        self._into = into
        self._access, self._place, self._way = access, place, way
        self._departments, self._askers = departments, askers
        self._drafts, self._failed = drafts, failed
        self._opened = failed.route if failed else opened
        self._preparation = Preparation(access, viewer, way, departments)
        self._holds = access.relation is Relation.HOLDER
        # Two cases that both lead others are not handled as one.
        self._offered = [name for name in offered(access, viewer) if name != "merge" or askers == 1]

    def _act(self, route: str, label: str, send: str, *, key: str, **more: Any) -> Act:
        initial = {"seq": self._access.case.seq} | more.pop("initial", {})
        form = form_for(route, initial=initial)
        if self._failed is not None and self._failed.route == route:
            form = self._failed.form
        self._drafts.offer(form, route)
        # Of several that are open a browser shows the first.
        is_open = self._wants(route)
        if route == "desk_consult":
            form.fields["department"].choices = [  # type: ignore[attr-defined]
                ("", _("Choose a department")),
                *destinations.departments(self._departments, but=[self._access.desk]),
            ]
        return Act(route, label, send, form, self._url(route), key, is_open=is_open, **more)

    def _url(self, route: str) -> str:
        return reverse(route, args=[self._access.case.number]) + self._place.query()

    def take(self) -> Act | None:
        stage, relation = self._access.stage, self._access.relation
        untaken = stage is not None and stage.taken_by_id is None
        if untaken and relation in (Relation.HOLDER, Relation.ROSTER):
            label = pgettext("desk", "Take it")
            return self._act("desk_take", label, label, key="t")
        return None

    def composer(self) -> Act | None:
        """The form at the foot, always open: the answer, or after it the promised follow-up."""
        if self._holds:
            label = self._answer_label()
            act = self._act("desk_answer", label, pgettext("desk", "Send the answer"), key="a")
            # Of the bound fields: a form that was sent back has bound them already.
            words, papers = act.form["words"], act.form["papers"]
            papers.field.widget.attrs |= {"rows": ROWS, "placeholder": papers.help_text}
            words.field.widget.attrs |= {"rows": ROWS, "data-key": act.key}
            words.label, papers.help_text = label, ""
            return act
        if self._follows_up:
            return self._follow_up()
        return None

    def _answer_label(self) -> str:
        if self._askers > 1:
            return pgettext("desk", "Answer to all %(count)d who asked") % {"count": self._askers}
        return pgettext("desk", "Answer to %(name)s") % {"name": self._access.case.asker.shown_name}

    @property
    def _follows_up(self) -> bool:
        case = self._access.case
        return self._access.may_act and case.follow_up_by_id == self._access.desk.pk

    def _follow_up(self) -> Act:
        act = self._act(
            "desk_follow_up",
            pgettext("desk", "Follow-up"),
            pgettext("desk", "Note the follow-up"),
            key="f",
        )
        act.form["words"].label = _("Ask how it went. What did you hear?")
        if self._access.case.status not in (Status.ANSWERED, Status.SETTLED):
            del act.form.fields["solved"]  # no answer yet that could have helped
        return act

    def at_hand(self) -> list[Act]:
        """What stands beside the title."""
        if not self._holds:
            answered = self._access.relation is Relation.ANSWERER and self._access.stage is None
            return [self._on_behalf()] if answered else []
        found = [self._consult()]
        back, up = self._neighbours()
        if self._access.stage is not None and self._access.stage.transferred:
            # Instead of a return.
            found += [self._further("contest")] if "contest" in self._offered else []
        elif back is not None:
            label = pgettext("desk", "Return to %(desk)s") % {"desk": back.shown_name}
            found.append(self._act("desk_return", label, pgettext("desk", "Return it"), key="r"))
        if up is not None:
            label = pgettext("desk", "Pass up to %(desk)s") % {"desk": up.shown_name}
            found.append(self._act("desk_pass_up", label, pgettext("desk", "Pass it up"), key="u"))
        found += [self._further(n) for n in ("ask_resident", "reply") if n in self._offered]
        if self._follows_up:
            found.append(self._follow_up())
        opened = self._from_behind({act.route for act in found})
        return [*found, opened] if opened is not None else found

    def _consult(self) -> Act:
        suggested = self.suggested()
        return self._act(
            "desk_consult",
            pgettext("desk", "Ask a department"),
            pgettext("desk", "Send it to the department"),
            key="c",
            initial={
                "words": mask(self._way.words),
                "department": self._into or (suggested.code if suggested else None),
            },
        )

    def _on_behalf(self) -> Act:
        return self._act(
            "desk_on_behalf",
            pgettext("desk", "Do it for the resident"),
            pgettext("desk", "Note it as done"),
            key="b",
        )

    def _note(self) -> Act:
        return self._act(
            "desk_note", pgettext("desk", "Note"), pgettext("desk", "Note it"), key="n"
        )

    def _further(self, name: str) -> Act:
        further, initial = FURTHER[name], self._preparation.initial(name, self._into)
        act = self._act(
            f"desk_{name}",
            str(further.label),
            str(further.send),
            key=further.key,
            initial=initial,
            note=str(further.note),
        )
        self._preparation.fill(name, act.form)
        return act

    def _neighbours(self) -> tuple[Desk | None, Desk | None]:
        """Where a return and passing up take it, if nobody is skipped."""
        stage = self._access.stage
        assert stage is not None
        back = self._way.desk_named(stage.path[-1]) if stage.path else None
        return back, self._way.above(stage.desk)

    def suggested(self) -> Desk | None:
        """The department that answers for the topic, unless any desk of it has been asked."""
        topic = self._access.case.topic
        wanted = topic.department_id if topic else None
        asked = {row.desk.department_id for row in self._way.consultations}
        if not self._holds or wanted in asked | {self._access.desk.department_id}:
            return None
        return next((desk for desk in self._departments if desk.department_id == wanted), None)

    def _behind(self) -> list[str]:
        """The acts behind "More", by name."""
        if not self._holds:
            return []
        return [*(name for name in self._offered if name not in AT_HAND), "on_behalf", "note"]

    def _from_behind(self, at_hand: Collection[str]) -> Act | None:
        """The act chosen from behind "More", or one that was not carried out and is not at hand:
        what was filled in is shown, whether the case is in a state for it or not.
        """
        names = self._behind()
        if self._failed is not None:
            names = [*FURTHER, "on_behalf", "note"]
        name = next((name for name in names if self._wants(f"desk_{name}")), "")
        if not name or f"desk_{name}" in at_hand:
            return None
        if self._failed is None and name in FURTHER and FURTHER[name].at_once:
            return None
        match name:
            case "on_behalf":
                act = self._on_behalf()
            case "note":
                act = self._note()
            case _:
                act = self._further(name)
        if self._failed is None and self._opened and (visible := act.form.visible_fields()):
            visible[0].field.widget.attrs["autofocus"] = True
        return act

    def _wants(self, route: str) -> bool:
        """Whether its form is to be open: it was chosen, or somebody has begun it."""
        return self._opened == route if self._opened else self._drafts.has(route)

    def more(self) -> list[Choice]:
        found = []
        for name in self._behind():
            route = f"desk_{name}"
            match name:
                case "on_behalf":
                    label = pgettext("desk", "Do it for the resident")
                    hint = pgettext("act", "What was done, and when to ask how it went")
                    icon, key = "check", "b"
                case "note":
                    label, hint = pgettext("desk", "Note"), pgettext("act", "For other desks")
                    icon, key = "note", "n"
                case _:
                    further = FURTHER[name]
                    label, hint = str(further.label), str(further.hint)
                    icon, key = further.icon, further.key
            url, form = self._place.case_url(self._access.case.number, act=route), None
            if name in FURTHER and FURTHER[name].at_once:
                url, form = self._url(route), form_for(route, initial={"seq": self._seq})
            has_draft = self._drafts.has(route)
            found.append(Choice(route, label, hint, icon, key, url, form, has_draft))
        return found

    @property
    def _seq(self) -> int:
        return self._access.case.seq
