"""Drafts: keeping what somebody writes, forgetting it, finding it again."""

import json
from datetime import datetime

from django.db import transaction

from lianhu.accounts.models import Draft
from lianhu.accounts.rules import MOST_A_PERSON, Values


@transaction.atomic
def save(user: int, form: str, ref: str, values: Values, *, now: datetime) -> None:
    """Keep this in place of an earlier draft. Whose drafts grow too many loses the oldest."""
    body = json.dumps(values, ensure_ascii=False)
    Draft.objects.bulk_create(
        [Draft(user_id=user, form=form, ref=ref, body=body, updated_at=now)],
        update_conflicts=True,
        unique_fields=["user", "ref", "form"],
        update_fields=["body", "updated_at"],
    )
    latest = Draft.objects.filter(user=user).order_by("-updated_at", "-id")
    surplus = list(latest.values_list("pk", flat=True)[MOST_A_PERSON:])
    if surplus:
        Draft.objects.filter(pk__in=surplus).delete()


def forget(user: int, form: str, ref: str) -> None:
    Draft.objects.filter(user=user, form=form, ref=ref).delete()


def find(user: int, ref: str) -> dict[str, Draft]:
    """What the person has begun to write about `ref`, by form."""
    return {draft.form: draft for draft in Draft.objects.filter(user=user, ref=ref)}
