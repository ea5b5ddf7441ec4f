from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "lianhu.knowledge"
    label = "knowledge"
