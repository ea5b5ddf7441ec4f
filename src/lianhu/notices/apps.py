from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lianhu.notices"
    label = "notices"
