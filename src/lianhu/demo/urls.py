from django.urls import path

from lianhu.demo import views

urlpatterns = [
    path("", views.door, name="demo"),
    path("become/", views.become, name="demo_become"),
    path("clock/", views.move_clock, name="demo_clock"),
]
