from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "lianhu.inbox"
    label = "inbox"
