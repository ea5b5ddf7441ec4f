from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "lianhu.channels"
    label = "channels"
