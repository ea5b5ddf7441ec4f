"""Administration of the grid: what has no page of its own yet."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianhu.grid.models import (
    CalendarDay,
    CalendarYear,
    Department,
    Desk,
    Duty,
    Leave,
    Level,
    Node,
    OpeningHours,
)
from lianhu.kernel import clock


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
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
class LevelAdmin(admin.ModelAdmin):
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
class OpeningHoursAdmin(admin.ModelAdmin):
    list_display = ["name", "name_en"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "name_en", "code"]


@admin.register(Desk)
class DeskAdmin(admin.ModelAdmin):
    list_display = ["name", "name_en", "kind", "hours"]
    list_filter = ["kind"]
    search_fields = ["name", "name_en", "code"]
    autocomplete_fields = ["node", "manned_by"]


@admin.register(Duty)
class DutyAdmin(admin.ModelAdmin):
    list_display = ["person", "desk", "role", "starts_at", "ends_at"]
    list_filter = ["role"]
    raw_id_fields = ["desk", "person"]


@admin.register(Leave)
class LeaveAdmin(admin.ModelAdmin):
    list_display = ["duty", "starts_at", "ends_at", "stand_in"]
    raw_id_fields = ["duty", "stand_in"]
