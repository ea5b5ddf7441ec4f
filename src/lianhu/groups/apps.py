from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "lianhu.groups"
    label = "groups"
