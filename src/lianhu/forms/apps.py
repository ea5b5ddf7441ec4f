from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "lianhu.forms"
    label = "forms"
