from django.urls import path

from lianhu.steward.views import loading, start

urlpatterns = [
    path("steward/", start.start, name="steward"),
    path("steward/loads/", loading.loads, name="loads"),
    path("steward/loads/template/<str:kind>/", loading.template, name="load_template"),
    path("steward/loads/<str:token>/", loading.load, name="load"),
    path("steward/loads/<str:token>/marked/", loading.marked, name="load_marked"),
    path("steward/loads/<str:token>/apply/", loading.apply, name="load_apply"),
    path("steward/loads/<str:token>/discard/", loading.discard, name="load_discard"),
    path("steward/changes/", start.changes, name="changes"),
]
