from django.urls import path

from lianhu.steward.views import start

urlpatterns = [
    path("steward/", start.start, name="steward"),
    path("steward/changes/", start.changes, name="changes"),
]
