from django.apps import AppConfig


class StewardConfig(AppConfig):
    name = "lianhu.steward"
    label = "steward"
