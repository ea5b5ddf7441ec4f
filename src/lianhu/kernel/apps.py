from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "lianhu.kernel"
    label = "kernel"
