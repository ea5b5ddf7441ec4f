"""Administration of the grid: people's duties, which have no page of their own yet."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest

from lianhu.grid.changes import setting_changed
from lianhu.grid.models import Desk, Duty, Leave


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


@admin.register(Duty)
class DutyAdmin(MovesDeadlines):
    list_display = ["person", "desk", "role", "starts_at", "ends_at"]
    list_filter = ["role"]
    raw_id_fields = ["desk", "person"]

    def desk_of(self, obj: Any) -> Desk | None:
        assert isinstance(obj, Duty)
        return obj.desk


@admin.register(Leave)
class LeaveAdmin(MovesDeadlines):
    list_display = ["duty", "starts_at", "ends_at", "stand_in"]
    raw_id_fields = ["duty", "stand_in"]

    def desk_of(self, obj: Any) -> Desk | None:
        assert isinstance(obj, Leave)
        return obj.duty.desk
