from django.urls import path

from lianhu.forms import views

urlpatterns = [path("forms/check/", views.check, name="form_check")]
