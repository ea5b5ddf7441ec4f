from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lianhu.web"
    label = "web"

    def ready(self) -> None:
        from lianhu.accounts import registry as drafts
        from lianhu.forms import registry as forms
        from lianhu.inbox import registry as inbox
        from lianhu.inbox import sayings
        from lianhu.inbox.broadcasts import registry as broadcasts
        from lianhu.web.registries import BROADCAST_KINDS, DRAFT_FORMS, HELD, ITEM_KINDS, SAYINGS

        inbox.install(ITEM_KINDS)
        sayings.install(SAYINGS)
        broadcasts.install(BROADCAST_KINDS)
        drafts.install(DRAFT_FORMS)
        forms.install(HELD)
