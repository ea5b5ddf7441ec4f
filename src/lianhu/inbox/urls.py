from django.urls import path

from lianhu.inbox import views

urlpatterns = [path("inbox/", views.inbox, name="inbox")]
