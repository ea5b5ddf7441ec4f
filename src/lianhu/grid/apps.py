from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "lianhu.grid"
    label = "grid"
