from django.urls import path

from lianhu.steward.views import (
    calendar,
    departments,
    hours,
    levels,
    moving,
    places,
    start,
    topics,
)

urlpatterns = [
    path("steward/", start.start, name="steward"),
    path("steward/changes/", start.changes, name="changes"),
    # The tree
    path("steward/levels/", levels.levels, name="setup_levels"),
    path("steward/levels/<slug:code>/", levels.level, name="setup_level"),
    path("steward/places/", places.places, name="setup_places"),
    path("steward/places/<str:code>/", places.place, name="setup_place"),
    path("steward/places/<str:code>/add/", places.place_add, name="setup_place_add"),
    path("steward/places/<str:code>/rename/", places.place_rename, name="setup_place_rename"),
    path("steward/places/<str:code>/move/", places.place_move, name="setup_place_move"),
    path("steward/places/<str:code>/close/", moving.place_close, name="setup_place_close"),
    path("steward/places/<str:code>/households/", moving.households, name="setup_households"),
    # Desks
    path("steward/departments/", departments.department_list, name="setup_departments"),
    path("steward/departments/add/", departments.department_add, name="setup_department_add"),
    path("steward/departments/of/<slug:code>/", departments.department, name="setup_department"),
    path(
        "steward/departments/of/<slug:code>/rename/",
        departments.department_rename,
        name="setup_department_rename",
    ),
    path(
        "steward/departments/of/<slug:code>/add/",
        departments.section_add,
        name="setup_section_add",
    ),
    path("steward/desks/<str:code>/", departments.desk, name="setup_desk"),
    path("steward/desks/<str:code>/close/", departments.section_close, name="setup_section_close"),
    # Time
    path("steward/hours/", hours.hours_list, name="setup_hours"),
    path("steward/hours/add/", hours.hours_add, name="setup_hours_add"),
    path("steward/hours/<int:pk>/", hours.hours_of, name="setup_hours_of"),
    path("steward/hours/<int:pk>/change/", hours.hours_change, name="setup_hours_change"),
    path("steward/hours/<int:pk>/remove/", hours.hours_remove, name="setup_hours_remove"),
    path("steward/hours/<int:pk>/seasons/<int:n>/", hours.season, name="setup_season"),
    path(
        "steward/hours/<int:pk>/seasons/<int:n>/remove/",
        hours.season_remove,
        name="setup_season_remove",
    ),
    path("steward/calendar/", calendar.calendars, name="setup_calendars"),
    path("steward/calendar/<int:year>/", calendar.calendar, name="setup_calendar"),
    path("steward/calendar/<int:year>/day/", calendar.day_set, name="setup_day"),
    path("steward/calendar/<int:year>/proposal/", calendar.take_over, name="setup_proposal"),
    path("steward/calendar/<int:year>/confirm/", calendar.year_confirm, name="setup_year_confirm"),
    path("steward/calendar/day/<str:day>/remove/", calendar.day_remove, name="setup_day_remove"),
    path("steward/promises/", levels.promise_list, name="setup_promises"),
    path("steward/promises/<slug:case_class>/", levels.promise, name="setup_promise"),
    # Topics
    path("steward/topics/", topics.topic_list, name="setup_topics"),
    path("steward/topics/add/", topics.area_add, name="setup_area_add"),
    path("steward/topics/of/<str:code>/", topics.topic, name="setup_topic"),
    path("steward/topics/of/<str:code>/add/", topics.topic_add, name="setup_topic_add"),
    path("steward/topics/of/<str:code>/move/", topics.topic_move, name="setup_topic_move"),
    path("steward/topics/of/<str:code>/retire/", topics.topic_retire, name="setup_topic_retire"),
    path("steward/topics/of/<str:code>/restore/", topics.topic_restore, name="setup_topic_restore"),
]
