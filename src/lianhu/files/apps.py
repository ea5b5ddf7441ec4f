from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "lianhu.files"
    label = "files"
