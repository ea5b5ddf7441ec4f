from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "lianhu.demo"
    label = "demo"
