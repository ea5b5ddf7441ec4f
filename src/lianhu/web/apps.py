from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lianhu.web"
    label = "web"

    def ready(self) -> None:
        from lianhu.inbox.registry import install
        from lianhu.web.registries import ITEM_KINDS

        install(ITEM_KINDS)
