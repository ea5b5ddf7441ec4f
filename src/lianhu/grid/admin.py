"""Administration of the grid: what has no page of its own yet."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianhu.grid.changes import setting_changed
from lianhu.grid.models import (
    CalendarDay,
    CalendarYear,
    Department,
    Desk,
    Level,
    Node,
    OpeningHours,
)
from lianhu.kernel import clock


class MovesDeadlines(admin.ModelAdmin):
    """What is kept here decides when things fall due: a change reckons open cases anew."""

    def desk_of(self, obj: Any) -> Desk | None:
        """The desk that a change concerns; None for all."""
        return None

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        setting_changed(self.desk_of(obj))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        desk = self.desk_of(obj)
        super().delete_model(request, obj)
        setting_changed(desk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        setting_changed()


@admin.register(CalendarDay)
class CalendarDayAdmin(MovesDeadlines):
    list_display = ["day", "kind", "name"]
    list_editable = ["kind", "name"]
    date_hierarchy = "day"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        for year in unconfirmed_years():
            messages.warning(
                request,
                _(
                    "The days off and make-up working days of %(year)s are not confirmed yet. "
                    "Check them against the published list, then add the year."
                )
                % {"year": year},
            )
        return super().changelist_view(request, extra_context)


def unconfirmed_years() -> list[int]:
    """This year, and from October on the next: deadlines reach into them unconfirmed."""
    now = clock.now()
    wanted = [now.year] if now.month < 10 else [now.year, now.year + 1]
    known = set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    return [year for year in wanted if year not in known]


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    list_display = ["year", "confirmed_at"]


@admin.register(Level)
class LevelAdmin(MovesDeadlines):
    list_display = ["depth", "name", "name_en", "minutes", "is_beat"]


@admin.register(Node)
class NodeAdmin(admin.ModelAdmin):
    """Names only: moving and closing places has effects on cases, which this site cannot show."""

    list_display = ["name", "name_en", "code", "level"]
    list_filter = ["level"]
    search_fields = ["name", "name_en", "code"]
    fields = ["name", "name_en"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Node | None = None) -> bool:
        return False


@admin.register(OpeningHours)
class OpeningHoursAdmin(MovesDeadlines):
    list_display = ["name", "name_en"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "name_en", "code"]


@admin.register(Desk)
class DeskAdmin(MovesDeadlines):
    list_display = ["name", "name_en", "kind", "hours"]
    list_filter = ["kind"]
    search_fields = ["name", "name_en", "code"]
    autocomplete_fields = ["node", "manned_by"]

    def desk_of(self, obj: Any) -> Desk | None:
        assert isinstance(obj, Desk)
        return obj
