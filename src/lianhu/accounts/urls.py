from django.urls import path

from lianhu.accounts import views

urlpatterns = [
    path("drafts/", views.save, name="draft_save"),
    path("drafts/forget/", views.forget, name="draft_forget"),
]
