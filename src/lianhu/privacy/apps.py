from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "lianhu.privacy"
    label = "privacy"
