from django.urls import path
from django.views.i18n import set_language

from lianhu.ui import views

app_name = "ui"
urlpatterns = [
    path("type", views.set_type, name="type"),
    path("language", set_language, name="language"),
]
