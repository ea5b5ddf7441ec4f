from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "lianhu.ui"
    label = "ui"
