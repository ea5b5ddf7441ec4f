from django.urls import path

from lianhu.inbox import call_views, views
from lianhu.inbox.undoing.views import undo

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/digest/", views.digest, name="digest"),
    path("inbox/undo/<int:pk>/", undo, name="inbox_undo"),
    path("account/attention/", views.attention, name="attention"),
    path("calls/", call_views.calls, name="calls"),
    path("calls/<int:pk>/sheet/", call_views.sheet, name="call_sheet"),
    path("calls/<int:pk>/told/", call_views.call_told, name="call_told"),
    path("calls/<int:pk>/reach/", call_views.call_reach, name="call_reach"),
]
