from django.urls import path

from lianhu.inbox import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/digest/", views.digest, name="digest"),
    path("account/attention/", views.attention, name="attention"),
]
