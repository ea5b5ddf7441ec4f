"""The one tree of topics: areas with what one can do in each."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.models import CLASS_NAMES, Stage
from lianhu.cases.rules import CaseClass
from lianhu.grid.models import Desk
from lianhu.kernel import clock
from lianhu.knowledge.models import Topic
from lianhu.steward.access import administrators_only
from lianhu.steward.forms.hours import RemoveForm
from lianhu.steward.forms.topics import MoveTopicForm, NewTopicForm, TopicForm
from lianhu.steward.services import topics as services
from lianhu.steward.views.editing import FORM, Crumb, Page, Said, run, sent
from lianhu.steward.views.start import home


def _crumbs() -> list[Crumb]:
    return [home(), Crumb(_("Topics"), reverse("setup_topics"))]


def _row(topic: Topic, opened: dict[int | None, int]) -> dict[str, Any]:
    return {
        "topic": topic,
        "name": topic.shown_name,
        "class": capfirst(CLASS_NAMES[CaseClass(topic.case_class)]),
        "department": topic.department.shown_name if topic.department else "",
        "straight": topic.straight_to.shown_name if topic.straight_to else "",
        "cases": opened.get(topic.pk, 0),
    }


@require_safe
@administrators_only
def topic_list(request: PersonRequest) -> HttpResponse:
    """Two queries: topics, and how many open cases have each."""
    open_cases = Stage.objects.filter(closed_at=None, case__topic__isnull=False)
    opened = dict(open_cases.values_list("case__topic").annotate(Count("pk")))
    areas: list[dict[str, Any]] = []
    retired = []
    for topic in Topic.objects.select_related("department", "straight_to").order_by("path"):
        row = _row(topic, opened)
        if topic.retired_at is not None:
            retired.append(row)
        elif topic.depth == 1:
            areas.append(row | {"topics": []})
        else:
            areas[-1]["topics"].append(row)
    page = Page(
        _("Topics"),
        "",
        [home()],
        reverse("steward"),
        _("One tree for the book, for what people ask and for where it goes."),
    )
    context = {"page": page, "areas": areas, "retired": retired}
    return render(request, "steward/topics.html", context)


def _topic(code: str) -> Topic:
    row: Topic = get_object_or_404(Topic, code=code)
    return row


def _values(said: Said) -> dict[str, Any]:
    return {
        "name": said["name"],
        "name_en": said["name_en"],
        "department_id": said["department"].pk if said["department"] else None,
        "straight_to_id": said["straight_to"].pk if said["straight_to"] else None,
        "case_class": said["case_class"],
    }


@administrators_only
@require_http_methods(FORM)
def area_add(request: PersonRequest) -> HttpResponse:
    return _add(request, None)


@administrators_only
@require_http_methods(FORM)
def topic_add(request: PersonRequest, code: str) -> HttpResponse:
    area = _topic(code)
    if area.depth != 1 or area.retired_at is not None:
        raise Http404
    return _add(request, area)


def _add(request: PersonRequest, area: Topic | None) -> HttpResponse:
    def save(said: Said) -> str:
        services.add_topic(area, _values(said), by=request.user, now=clock.now())
        return _("Added.")

    title = _("Add an area")
    if area is not None:
        title = _("Add a topic to %(area)s") % {"area": area.shown_name}
    page = Page(title, _("Add"), _crumbs(), reverse("setup_topics"))
    return run(request, page, NewTopicForm(sent(request)), save=save)


@administrators_only
@require_http_methods(FORM)
def topic(request: PersonRequest, code: str) -> HttpResponse:
    row = _topic(code)

    def effect(said: Said) -> list[str]:
        desk: Desk | None = said["straight_to"]
        if (desk.pk if desk else None) == row.straight_to_id:
            return []
        if desk is None:
            return [_("What is asked about it from now on begins at the contact officer again.")]
        words = _(
            "What is asked about it from now on goes straight to %(desk)s, if somebody is on duty"
            " there: no contact officer sees it first."
        )
        return [words % {"desk": desk.shown_name}, *_kept(row)]

    def save(said: Said) -> str:
        services.change_topic(
            code, _values(said), seen=said["seen"], by=request.user, now=clock.now()
        )
        return _("Saved.")

    title = _("Change %(name)s") % {"name": row.shown_name}
    page = Page(title, _("Save"), _crumbs(), reverse("setup_topics"))
    form = TopicForm(sent(request), facts=services.facts_of(row))
    return run(request, page, form, save=save, effect=effect)


def _open_cases(row: Topic) -> int:
    return Stage.objects.filter(closed_at=None, case__topic__path__startswith=row.path).count()


def _kept(row: Topic) -> list[str]:
    count = _open_cases(row)
    return [
        ngettext(
            "%(count)d open case about it stays where it is.",
            "%(count)d open cases about it stay where they are.",
            count,
        )
        % {"count": count}
    ]


@administrators_only
@require_http_methods(FORM)
def topic_move(request: PersonRequest, code: str) -> HttpResponse:
    row = _topic(code)
    if row.depth == 1:
        raise Http404

    def effect(said: Said) -> list[str]:
        words = _("It is found under %(area)s from now on.") % {"area": said["area"].shown_name}
        return [words, *_kept(row)]

    def save(said: Said) -> str:
        services.move_topic(
            code, said["area"].code, seen=said["seen"], by=request.user, now=clock.now()
        )
        return _("Moved.")

    title = _("Move %(name)s to another area") % {"name": row.shown_name}
    page = Page(title, _("Move it"), _crumbs(), reverse("setup_topics"))
    form = MoveTopicForm(sent(request), facts=services.place_facts(row))
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def topic_retire(request: PersonRequest, code: str) -> HttpResponse:
    row = _topic(code)
    if row.retired_at is not None:
        raise Http404
    within = Topic.objects.filter(path__startswith=row.path, retired_at=None)

    def effect(said: Said) -> list[str]:
        count, cases = within.count(), _open_cases(row)
        return [
            ngettext(
                "%(count)d topic is not offered any more.",
                "%(count)d topics are not offered any more.",
                count,
            )
            % {"count": count},
            ngettext("%(count)d open case keeps it.", "%(count)d open cases keep it.", cases)
            % {"count": cases},
        ]

    def save(said: Said) -> str:
        services.retire_topic(code, seen=said["seen"], by=request.user, now=clock.now())
        return _("Retired. It can be brought back below the list.")

    title = _("Retire %(name)s") % {"name": row.shown_name}
    page = Page(title, _("Retire it"), _crumbs(), reverse("setup_topics"))
    form = RemoveForm(sent(request), facts=services.place_facts(row))
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def topic_restore(request: PersonRequest, code: str) -> HttpResponse:
    row = _topic(code)
    if row.retired_at is None:
        raise Http404

    def save(said: Said) -> str:
        services.restore_topic(code, seen=said["seen"], by=request.user, now=clock.now())
        return _("It is offered again.")

    title = _("Bring %(name)s back") % {"name": row.shown_name}
    page = Page(title, _("Bring it back"), _crumbs(), reverse("setup_topics"))
    form = RemoveForm(sent(request), facts=services.place_facts(row))
    return run(request, page, form, save=save)
