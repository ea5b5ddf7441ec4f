from django.contrib import admin

from lianhu.cases.models import PromiseTime


@admin.register(PromiseTime)
class PromiseTimeAdmin(admin.ModelAdmin):
    list_display = ["case_class", "minutes", "days", "department_minutes", "pace"]
