"""What `test_upgrades.py` runs in a process of its own, on the database of an older release.

Brings it up to date, reads it, acts on it, and prints what was found as JSON.
"""

import hashlib
import json
import sys
from itertools import chain
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Stage
from lianhu.cases.verify import verify
from lianhu.files import disk
from lianhu.files.models import Blob
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from lianhu.kernel.fields import EncryptedTextField
from lianhu.privacy.jobs import broken_seals, seal_looks
from tests.cast import act, at, sign_in
from tests.pages import text_of
from tests.upgrades.filling import NOW

# As in tests/settings.py: nobody has collected any.
UNCOLLECTED = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def main() -> None:
    call_command("migrate", verbosity=0)
    _put_files_back()
    with (
        clock.fixed(NOW),
        override_settings(
            ALLOWED_HOSTS=["testserver"],
            STORAGES=settings.STORAGES | {"staticfiles": UNCOLLECTED},
        ),
    ):
        found: dict[str, Any] = {
            "findings": _findings(),
            "decrypted": _decrypted(),
            "found by phone": _found_by_phone(),
            "pages": _pages(),
            "answered": _answered(),
            "moved": move_overdue(at(17)),
            "sealed": seal_looks(NOW),
            "findings afterwards": _findings(),
        }
    json.dump(found, sys.stdout)


def _put_files_back() -> None:
    """Files are no part of the database: others of the same size will do."""
    for blob in Blob.objects.exclude(state=Blob.State.FAILED):
        done = blob.state == Blob.State.DONE
        path = disk.picture_path(blob.token) if done else disk.upload_path(blob.token)
        with disk.writing(path) as file:
            file.write(bytes(blob.bytes))
        blob.digest = hashlib.sha256(bytes(blob.bytes)).hexdigest()
        blob.save(update_fields=["digest"])


def _findings() -> list[str]:
    return [*map(str, verify().findings), *broken_seals()]


def _decrypted() -> dict[str, int]:
    """How many values of each table could be read. One that cannot raises."""
    found = {}
    for model in apps.get_models():
        names = [f.name for f in model._meta.local_fields if isinstance(f, EncryptedTextField)]
        if names:
            values = chain.from_iterable(model._base_manager.values_list(*names))
            found[model._meta.label] = sum(bool(value) for value in values)
    return found


def _found_by_phone() -> list[str]:
    wu = Resident.objects.get(user__username="wu")
    return [resident.name for resident in Resident.objects.filter(phone_bi__of=wu.phone)]


def _waiting() -> Case:
    """The question that the clerk of the village has not got to: UNTAKEN."""
    at_the_village = Stage.objects.filter(desk__code="village", taken_by=None, closed_at=None)
    return at_the_village.latest("case").case


def _pages() -> dict[str, str]:
    """What is to be read on the first page of each kind of reader, and on that of one case."""
    number = _waiting().number
    pages = {
        "desk": ("he", "/desk/"),
        "case at the desk": ("he", f"/desk/{number}/"),
        "matters": ("wu", "/my/"),
        "matter": ("wu", f"/my/{number}/"),
    }
    return {page: _page(*where) for page, where in pages.items()}


def _page(username: str, path: str) -> str:
    response = sign_in(User.objects.get(username=username)).get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return text_of(response)


def _answered() -> str:
    case = _waiting()
    stage = case.stages.get(closed_at=None)
    he = User.objects.get(username="he")
    return act(case, rules.Answer(he.pk, stage.desk_id, "带医保卡。"), NOW).status
