"""The routes as they are in demo mode."""

from django.urls import include, path

from lianhu.web.urls import urlpatterns as always

urlpatterns = [*always, path("demo/", include("lianhu.demo.urls"))]
