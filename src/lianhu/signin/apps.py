from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "lianhu.signin"
    label = "signin"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from lianhu.signin.sessions import note

        # Django's own word that somebody is signed in: a door that forgets to say so is not left
        # out of "where I am signed in".
        user_logged_in.connect(note, dispatch_uid="lianhu.signin")
