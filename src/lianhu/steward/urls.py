from django.urls import path

from lianhu.steward.views import handing, leave, people, rosters, start

urlpatterns = [
    path("steward/", start.start, name="steward"),
    path("steward/changes/", start.changes, name="changes"),
    # People and their posts.
    path("steward/people/", people.people, name="people"),
    path("steward/people/add/", people.person_add, name="person_add"),
    path("steward/people/<int:pk>/", people.person, name="person"),
    path("steward/people/<int:pk>/off/", people.person_deactivate, name="person_deactivate"),
    path("steward/people/<int:pk>/on/", people.person_activate, name="person_activate"),
    path("steward/people/<int:pk>/password/", people.person_password, name="person_password"),
    path("steward/rosters/", rosters.rosters, name="rosters"),
    path("steward/rosters/add/", rosters.roster_add, name="roster_add"),
    path("steward/rosters/end/", rosters.roster_end, name="roster_end"),
    path("steward/rosters/share/", rosters.roster_share, name="roster_share"),
    # Beats, for supervisors too.
    path("watch/beats/<str:code>/", handing.hand_over, name="hand_over"),
    path("watch/beats/<str:code>/back/", handing.hand_back, name="hand_back"),
    path("posts/<int:pk>/", handing.handed_over, name="handed_over"),
    # Absences.
    path("leave/", leave.my_leave, name="my_leave"),
    path("leave/posts/<int:pk>/", leave.leave, name="leave"),
    path("leave/<int:pk>/end/", leave.leave_end, name="leave_end"),
    path("leave/<int:pk>/stand-in/", leave.stand_in, name="stand_in"),
]
