"""All routes. Each has a row in tests/web/access_table.py."""

from django.conf import settings
from django.urls import include, path

from lianhu.web import api, views

handler403 = "lianhu.ui.views.refused"
handler500 = "lianhu.ui.views.broken"

urlpatterns = [
    path("", views.home, name="home"),
    # Early: a pattern after the other is tried until one fits, and programs ask often.
    path("api/v1/docs", api.docs, name="api_docs"),
    path("api/v1/openapi.json", api.schema, name="api_schema"),
    path("api/v1/", api.api.urls),
    path("healthz", views.healthz, name="healthz"),
    path("", include("lianhu.signin.urls")),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("preferences/", include("lianhu.ui.urls")),
    path("", include("lianhu.accounts.urls")),
    path("", include("lianhu.inbox.urls")),
    path("", include("lianhu.forms.urls")),
    path("", include("lianhu.grid.urls")),
    path("", include("lianhu.knowledge.urls")),
    path("", include("lianhu.cases.urls")),
    path("", include("lianhu.notices.urls")),
    path("", include("lianhu.groups.urls")),
    path("", include("lianhu.steward.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("lianhu.demo.urls")))
