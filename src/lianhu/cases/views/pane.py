"""What stands beside the list on the desk page: one case and what can be done with it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianhu.accounts.drafts import Drafts
from lianhu.cases import together
from lianhu.cases.access import Access, Relation, Viewer
from lianhu.cases.act_forms import StraightForm
from lianhu.cases.book.flywheel import lesson
from lianhu.cases.book.suggesting import LookedUp, beside, looked_up
from lianhu.cases.forms import CaseForm
from lianhu.cases.journey import notices
from lianhu.cases.journey import staff as journey
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.routing.beside import Destination, likely
from lianhu.cases.routing.straight import straight_to
from lianhu.cases.titles import title_of
from lianhu.cases.views.offers import Act, Choice, Failed, Offers
from lianhu.cases.views.workbench import Place, list_keys
from lianhu.grid.calling import phone
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import ladder_and_departments
from lianhu.grid.rules import DeskKind
from lianhu.ui import timewords
from lianhu.ui.parts import Fact, Key, Notice, Tone

# Others that stand beside a case; the form that merges offers more.
MOST_ALIKE = 3


class Pane:
    """A case as `access` shows it to `viewer`. Six queries, and what `beside` and `lesson` ask of
    the book; more for whoever may merge it, for what is merged with it and for the form of an act
    that is opened from behind "More".
    """

    def __init__(
        self,
        viewer: Viewer,
        access: Access,
        place: Place,
        drafts: Drafts,
        *,
        opened: str = "",
        into: str = "",
        failed: Failed | None = None,
    ) -> None:
        self.viewer, self.access, self.place, self.failed = viewer, access, place, failed
        self.drafts = drafts
        ladder, departments = ladder_and_departments(access.case.beat)
        self.departments = departments
        self.way: Way = way_of(access.case, ladder)
        self.merged = together.merged_with(access.case) if self.way.may_lead else []
        self.offers = Offers(
            viewer,
            access,
            place,
            self.way,
            departments,
            drafts,
            askers=1 + len(self.merged),
            opened=opened,
            into=into,
            failed=failed,
        )

    def context(self) -> dict[str, Any]:
        access, case, way = self.access, self.access.case, self.way
        take, acts, composer = self.offers.take(), self.offers.at_hand(), self.offers.composer()
        more = self.offers.more()
        book = looked_up(way.words, self.viewer.now) if self._holds else None
        offered = [act for act in (take, *acts, composer) if act is not None]
        return {
            "case": case,
            "title": title_of(way.asked),
            "chip": journey.chip(way, self.viewer.now, mine=self._holds),
            "asker": case.asker.shown_name if access.sees_asker else "",
            "call": phone(case.asker.shown_name, case.asker.phone) if access.sees_number else None,
            "from": way.ladder[0].shown_name,
            "waits": self._waits,
            "take": take,
            "acts": acts,
            "more": more,
            "composer": composer,
            "askers": 1 + len(self.merged),
            "merged": self._merged_rows(),
            "passed": len({stop.desk.pk for stop in way.stops} - {access.desk.pk}),
            "climb": journey.climb(way, sees_asker=access.sees_asker),
            "timeline": journey.timeline(way, sees_asker=access.sees_asker),
            "answer": journey.answer(way),
            "notices": self._notices(),
            "kept": self._kept(offered),
            "left": self.drafts.left(
                ["desk_case"], [*(act.route for act in offered), *(one.route for one in more)]
            ),
            "facts": self._facts(),
            "suggested": self.offers.suggested(),
            "likely": self._likely(book) if book else None,
            "fitting": beside(case, book, self.viewer.now) if book else [],
            "lesson": lesson(access, way, self.viewer.now),
            "lesson_url": reverse("desk_lesson", args=[case.number]) + self.place.query(),
            "alike": self._alike(more),
            "ask_url": self.place.url(act="desk_consult"),
            "keys": [*list_keys(), *_keys(offered, more)],
        }

    @property
    def _waits(self) -> bool:
        """Whether the resident is waited for: what was promised stands still meanwhile."""
        return self.access.stage is not None and self.access.stage.waiting_until is not None

    @property
    def _holds(self) -> bool:
        return self.access.relation is Relation.HOLDER

    def _likely(self, book: LookedUp) -> dict[str, Any] | None:
        """Where the question may belong, and what takes that into a form."""
        found = likely(self.way.words, self.departments, book)
        if not found:
            return None
        to = found.desk.named if found.desk else None
        if not isinstance(to, Desk) or to.pk == self.access.desk.pk:
            return {"topic": found.topic, "desk": found.desk}
        return {
            "topic": found.topic,
            "desk": found.desk,
            "ask_url": self.place.url(act="desk_consult", into=to.code),
            "transfer_url": self.place.url(act="desk_transfer", into=to.code),
            "straight": self._straight(found),
            "setting_url": self._setting_url(),
        }

    def _setting_url(self) -> str:
        """Where the place says what goes straight from its desk."""
        desk = self.access.desk
        if desk.kind != DeskKind.NODE or is_beat(desk):
            return ""
        return reverse("setup_straight", args=[desk.node.code])

    def _straight(self, found: Destination) -> dict[str, Any] | None:
        """The one tap past the levels between, where the place has agreed."""
        case, to = self.access.case, straight_to(self.access.case, self.access.desk, found)
        if to is None or not isinstance(to.named, Desk):
            return None
        return {
            "url": reverse("desk_straight", args=[case.number]) + self.place.query(),
            "form": StraightForm(initial={"seq": case.seq, "to": to.named.code}, auto_id=False),
        }

    def _merged_rows(self) -> list[dict[str, Any]]:
        """What is handled with this case, as far as it was merged at one of the viewer's desks."""
        return [
            {
                "number": row.case.number,
                "title": row.title,
                "asked_at": row.case.asked_at,
                "url": self.place.case_url(row.case.number),
                "split_url": reverse("desk_split", args=[row.case.number]) + self.place.query(),
                "form": CaseForm(initial={"seq": row.case.seq}, auto_id=False),
            }
            for row in self.merged
            if row.desk in self.viewer.desks and not row.case.confidential
        ]

    def _alike(self, more: Sequence[Choice]) -> list[dict[str, Any]]:
        """Others at this desk that ask much the same, where they may be handled as one."""
        stage = self.access.stage
        if stage is None or not any(choice.route == "desk_merge" for choice in more):
            return []
        found = together.alike(self.access.case, self.way.words, stage)
        return [
            {
                "other": other,
                "url": self.place.case_url(other.number),
                "merge_url": self.place.url(act="desk_merge", into=other.number),
            }
            for other in found
            if other.is_likely
        ][:MOST_ALIKE]

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
            case Relation.HOLDER if stage is not None:
                found += notices.of_state(self.way, stage)
            case Relation.ROSTER if stage is not None:
                text = _(
                    "%(desk)s has not got to it yet. Whoever is free takes it;"
                    " who asked is shown to who takes it."
                )
                found.append(
                    Notice(text=text % {"desk": stage.desk.shown_name}, tone=Tone.ASK, icon="users")
                )
            case Relation.PASSED if self.access.case.merged_into_id is not None:
                found.append(notices.merged(self.access.case, self.viewer, "desk_case"))
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
        if stage is not None and not self._waits:
            found.append(Fact(_("Promised"), timewords.by_time(case.promise_due_at), strong=True))
        if stage is not None and stage.taken_by is not None:
            found.append(Fact(_("In whose hands"), stage.taken_by.shown_name))
        if case.follow_up_due_at is not None:
            found.append(Fact(_("Follow-up"), timewords.date_words(case.follow_up_due_at)))
        if case.reopened:
            times = ngettext("%(count)d time", "%(count)d times", case.reopened)
            found.append(Fact(_("Reopened"), times % {"count": case.reopened}))
        return found


def _keys(acts: Sequence[Act], more: Sequence[Choice]) -> list[Key]:
    """Each once: what is opened from behind "More" stands there too."""
    named = {act.key: act.label for act in acts} | {one.key: one.label for one in more}
    return [Key(key, label) for key, label in named.items()]
