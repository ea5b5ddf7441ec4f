from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lianhu.cases"
    label = "cases"
