"""What stands beside the list on the desk page: one case and what can be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianhu.accounts.drafts import Drafts
from lianhu.cases.access import Access, Relation, Viewer
from lianhu.cases.forms import (
    AnswerForm,
    CaseForm,
    ConsultForm,
    OnBehalfForm,
    PassUpForm,
    ReturnForm,
    WordsForm,
)
from lianhu.cases.journey import staff as journey
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.titles import title_of
from lianhu.cases.views.workbench import Place, list_keys
from lianhu.grid.models import Desk
from lianhu.grid.queries import ladder_and_departments
from lianhu.kernel.text import mask
from lianhu.ui import timewords
from lianhu.ui.parts import Fact, Key, Notice, Tone

FORMS: Mapping[str, type[CaseForm]] = {
    "desk_take": CaseForm,
    "desk_answer": AnswerForm,
    "desk_consult": ConsultForm,
    "desk_return": ReturnForm,
    "desk_pass_up": PassUpForm,
    "desk_on_behalf": OnBehalfForm,
    "desk_follow_up": WordsForm,
    "desk_note": WordsForm,
}
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


class Pane:
    """A case as `access` shows it to `viewer`. Five queries."""

    def __init__(
        self,
        viewer: Viewer,
        access: Access,
        place: Place,
        drafts: Drafts,
        *,
        opened: str = "",
        failed: Failed | None = None,
    ) -> None:
        self.viewer, self.access, self.place = viewer, access, place
        self.drafts = drafts
        self.opened, self.failed = failed.route if failed else opened, failed
        ladder, self.departments = ladder_and_departments(access.case.beat)
        self.way: Way = way_of(access.case, ladder)

    def context(self) -> dict[str, Any]:
        access, case, way = self.access, self.access.case, self.way
        take, acts, composer = self._take(), self._acts(), self._composer()
        offered = [act for act in (take, *acts, composer) if act is not None]
        return {
            "case": case,
            "title": title_of(way.asked),
            "chip": journey.chip(way, self.viewer.now, mine=self._holds),
            "asker": case.asker.shown_name if access.sees_asker else "",
            "from": way.ladder[0].shown_name,
            "take": take,
            "acts": acts,
            "composer": composer,
            "passed": len({stop.desk.pk for stop in way.stops} - {access.desk.pk}),
            "climb": journey.climb(way, sees_asker=access.sees_asker),
            "timeline": journey.timeline(way, sees_asker=access.sees_asker),
            "answer": journey.answer(way),
            "notices": self._notices(),
            "kept": self._kept(offered),
            "left": self.drafts.left(["desk_case"], [act.route for act in offered]),
            "facts": self._facts(),
            "suggested": self._suggested() if self._holds else None,
            "ask_url": self.place.url(act="desk_consult"),
            "keys": [*list_keys(), *(Key(act.key, act.label) for act in offered)],
        }

    @property
    def _holds(self) -> bool:
        return self.access.relation is Relation.HOLDER

    def _act(self, route: str, label: str, send: str, *, key: str, **more: Any) -> Act:
        initial = {"seq": self.access.case.seq} | more.pop("initial", {})
        form = form_for(route, initial=initial)
        if self.failed is not None and self.failed.route == route:
            form = self.failed.form
        self.drafts.offer(form, route)
        # Of several that are open a browser shows the first.
        is_open = self.opened == route if self.opened else form.has_draft
        if route == "desk_consult":
            form.fields["department"].choices = self._choices()  # type: ignore[attr-defined]
        url = reverse(route, args=[self.access.case.number]) + self.place.query()
        return Act(route, label, send, form, url, key, is_open=is_open, **more)

    def _take(self) -> Act | None:
        stage, relation = self.access.stage, self.access.relation
        untaken = stage is not None and stage.taken_by_id is None
        if untaken and relation in (Relation.HOLDER, Relation.ROSTER):
            label = pgettext("desk", "Take it")
            return self._act("desk_take", label, label, key="t")
        return None

    def _composer(self) -> Act | None:
        """The form at the foot, always open: the answer, or after it the promised follow-up."""
        if self._holds:
            label = pgettext("desk", "Answer to %(name)s") % {
                "name": self.access.case.asker.shown_name
            }
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

    @property
    def _follows_up(self) -> bool:
        case = self.access.case
        return self.access.may_act and case.follow_up_by_id == self.access.desk.pk

    def _follow_up(self) -> Act:
        act = self._act(
            "desk_follow_up",
            pgettext("desk", "Follow-up"),
            pgettext("desk", "Note the follow-up"),
            key="f",
        )
        act.form["words"].label = _("Ask how it went. What did you hear?")
        return act

    def _acts(self) -> list[Act]:
        if not self._holds:
            answered = self.access.relation is Relation.ANSWERER and self.access.stage is None
            return [self._on_behalf()] if answered else []
        found = [self._consult()]
        back, up = self._neighbours()
        if back is not None:
            label = pgettext("desk", "Return to %(desk)s") % {"desk": back.shown_name}
            found.append(self._act("desk_return", label, pgettext("desk", "Return it"), key="r"))
        if up is not None:
            label = pgettext("desk", "Pass up to %(desk)s") % {"desk": up.shown_name}
            found.append(self._act("desk_pass_up", label, pgettext("desk", "Pass it up"), key="u"))
        found.append(self._on_behalf())
        if self._follows_up:
            found.append(self._follow_up())
        found.append(
            self._act("desk_note", pgettext("desk", "Note"), pgettext("desk", "Note it"), key="n")
        )
        return found

    def _consult(self) -> Act:
        suggested = self._suggested()
        return self._act(
            "desk_consult",
            pgettext("desk", "Ask a department"),
            pgettext("desk", "Send it to the department"),
            key="c",
            initial={
                "words": mask(self.way.words),
                "department": suggested.code if suggested else None,
            },
        )

    def _on_behalf(self) -> Act:
        return self._act(
            "desk_on_behalf",
            pgettext("desk", "Do it for the resident"),
            pgettext("desk", "Note it as done"),
            key="b",
        )

    def _neighbours(self) -> tuple[Desk | None, Desk | None]:
        """Where a return and passing up take it, if nobody is skipped."""
        stage, ladder = self.access.stage, self.way.ladder
        assert stage is not None
        by_key = {desk.pk: desk for desk in ladder}
        above = iter(ladder)
        any(desk.pk == stage.desk_id for desk in above)
        back = by_key.get(stage.path[-1]) if stage.path else None
        return back, next(above, None)

    def _suggested(self) -> Desk | None:
        """The department that answers for the topic, unless any desk of it has been asked."""
        topic = self.access.case.topic
        wanted = topic.department_id if topic else None
        if wanted in {asked.desk.department_id for asked in self.way.consultations}:
            return None
        return next((desk for desk in self.departments if desk.department_id == wanted), None)

    def _choices(self) -> list[Any]:
        """Sections below their departments, as they stand in the city's list."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for desk in self.departments:
            assert desk.department is not None
            group = groups.setdefault(desk.department.shown_name, [])
            group.append((desk.code, desk.shown_name))
        return [("", _("Choose a department")), *groups.items()]

    def _notices(self) -> list[Notice]:
        found = []
        if self.failed is not None and self.failed.conflict:
            last = journey.timeline(self.way, sees_asker=self.access.sees_asker)[-1]
            found.append(
                Notice(
                    last.title,
                    _("That was before you sent yours. What you wrote is still here."),
                    Tone.SOON,
                )
            )
        stage = self.access.stage
        match self.access.relation:
            case Relation.ROSTER if stage is not None:
                text = _(
                    "%(desk)s has not got to it yet. Whoever is free takes it;"
                    " who asked is shown to who takes it."
                )
                found.append(
                    Notice(text=text % {"desk": stage.desk.shown_name}, tone=Tone.ASK, icon="users")
                )
            case Relation.PASSED:
                found.append(
                    Notice(
                        text=_(
                            "It has gone on from your desk: you can read it, not act on it."
                            " Who asked is shown only where it is handled."
                        ),
                        icon="eye",
                    )
                )
        return found

    def _kept(self, offered: Sequence[Act]) -> str:
        """What was typed into a form that the case has no place for any more."""
        if self.failed is None or self.failed.route in {act.route for act in offered}:
            return ""
        return str(self.failed.form.data.get("words", ""))

    def _facts(self) -> list[Fact]:
        case = self.access.case
        found = [Fact(_("Kind"), capfirst(case.get_case_class_display()))]
        if case.topic:
            found.append(Fact(_("About"), case.topic.shown_name))
        found += [
            Fact(_("Asked"), timewords.day_time(case.asked_at)),
            Fact(_("State"), journey.status(case)),
        ]
        stage = self.access.stage
        if stage is not None:
            found.append(Fact(_("Promised"), timewords.by_time(case.promise_due_at), strong=True))
        if stage is not None and stage.taken_by is not None:
            found.append(Fact(_("In whose hands"), stage.taken_by.shown_name))
        if case.follow_up_due_at is not None:
            found.append(Fact(_("Follow-up"), timewords.date_words(case.follow_up_due_at)))
        if case.reopened:
            times = ngettext("%(count)d time", "%(count)d times", case.reopened)
            found.append(Fact(_("Reopened"), times % {"count": case.reopened}))
        return found
