from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "lianhu.demo"
    label = "demo"

    def ready(self) -> None:
        if settings.DEMO:
            from lianhu.demo import clock

            clock.install()
