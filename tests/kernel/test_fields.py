"""Personal fields are plain in Python, sealed in the table, and found by their index only."""

import copy
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.test.utils import isolate_apps

from lianhu.kernel.crypto import Tampered
from lianhu.kernel.fields import BlindIndexField, EncryptedTextField
from lianhu.kernel.phones import canonical

pytestmark = pytest.mark.django_db

PHONE = "+8613800138000"

with isolate_apps("tests.kernel"):

    class Neighbour(models.Model):
        """A household with nothing but what these tests ask of it."""

        contact = EncryptedTextField(null=True)
        phone = EncryptedTextField(blank=True)
        phone_bi = BlindIndexField(source="phone", normalise=canonical)

        objects: ClassVar[models.Manager["Neighbour"]] = models.Manager()

        class Meta:
            app_label = "kernel"
            constraints = [
                models.CheckConstraint(
                    condition=Q(phone="") | ~Q(phone_bi=""), name="neighbour_is_found"
                ),
            ]


@pytest.fixture(scope="module", autouse=True)
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Neighbour)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Neighbour)


@pytest.fixture
def li() -> Neighbour:
    return Neighbour.objects.create(contact="李秀英", phone=PHONE)


def stored(column: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kernel_neighbour ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def test_the_table_never_holds_the_text(li: Neighbour) -> None:
    for value, text in [(stored("contact")[0], "李秀英"), (stored("phone")[0], "138")]:
        assert value.startswith("test:1:")
        assert text not in value


def test_it_reads_back_in_every_way_of_asking(li: Neighbour) -> None:
    rows = Neighbour.objects.all()

    assert rows.get().contact == "李秀英"
    assert rows.only("phone").get().phone == PHONE
    assert rows.defer("contact").get().contact == "李秀英"
    assert rows.values_list("contact", "phone").get() == ("李秀英", PHONE)
    assert rows.values("contact").get() == {"contact": "李秀英"}
    assert rows.annotate(who=F("contact")).get().who == "李秀英"
    assert rows.raw("SELECT * FROM kernel_neighbour")[0].contact == "李秀英"
    assert [row.contact for row in rows.iterator()] == ["李秀英"]


def test_an_instance_stays_plain_after_saving(li: Neighbour) -> None:
    li.contact = "李英"
    li.save()

    assert li.contact == "李英"
    li.refresh_from_db()
    assert li.contact == "李英"


def test_every_way_of_writing_encrypts(li: Neighbour) -> None:
    wang = Neighbour(contact="王建国", phone="138 0013 8001")
    Neighbour.objects.bulk_create([wang])
    assert Neighbour.objects.get(contact__isnull=False, phone_bi=wang.phone_bi).contact == "王建国"

    Neighbour.objects.filter(pk=li.pk).update(contact="赵敏")
    li.refresh_from_db()
    assert li.contact == "赵敏"

    li.contact = "孙丽"
    wang.contact = "周强"
    Neighbour.objects.bulk_update([li, wang], ["contact"])
    found = Neighbour.objects.order_by("id").values_list("contact", flat=True)
    assert list(found) == ["孙丽", "周强"]

    Neighbour.objects.update_or_create(pk=li.pk, defaults={"contact": "吴芳"})
    li.refresh_from_db()
    assert li.contact == "吴芳"
    assert all(value.startswith("test:1:") for value in stored("contact"))


def test_nothing_and_empty_stay_as_they_are() -> None:
    empty = Neighbour.objects.create(contact=None, phone="")

    assert stored("contact") == [None]
    assert stored("phone") == [""]
    empty.refresh_from_db()
    assert (empty.contact, empty.phone, empty.phone_bi) == (None, "", "")


def test_only_null_and_empty_can_be_asked(li: Neighbour) -> None:
    blank = Neighbour.objects.create(contact=None, phone="")

    assert list(Neighbour.objects.filter(contact=None)) == [blank]
    assert list(Neighbour.objects.filter(phone="")) == [blank]
    assert list(Neighbour.objects.exclude(phone="")) == [li]


@pytest.mark.parametrize(
    "question",
    [
        {"contact": "李秀英"},
        {"contact__contains": "李"},
        {"contact__in": ["李秀英"]},
        {"contact__startswith": "李"},
        {"contact__gt": "A"},
        {"contact__regex": "."},
        {"contact": F("phone")},
    ],
)
def test_any_other_question_is_refused_rather_than_answered_wrongly(
    question: dict[str, Any],
) -> None:
    with pytest.raises(FieldError, match=r"kernel\.neighbour\.contact is encrypted"):
        list(Neighbour.objects.filter(**question))


@pytest.mark.parametrize(
    "expression", [Value("李秀英"), F("phone"), Concat(F("contact"), Value("女士"))]
)
def test_an_expression_would_bypass_encryption_and_is_refused(
    li: Neighbour, expression: Any
) -> None:
    with pytest.raises(FieldError, match="not an expression"):
        Neighbour.objects.update(contact=expression)
    with pytest.raises(FieldError, match="not an expression"):
        Neighbour.objects.update(
            contact=models.Case(models.When(pk=li.pk, then=expression), default=Value("无"))
        )


def test_a_value_copied_to_another_column_does_not_open(li: Neighbour) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_neighbour SET contact = phone")

    with pytest.raises(Tampered):
        li.refresh_from_db()


def test_the_index_finds_every_spelling(li: Neighbour) -> None:
    other = Neighbour.objects.create(contact="王建国", phone="13800138001")

    for spelling in [PHONE, "138 0013 8000", "138-0013-8000", "1380013８000"]:
        assert Neighbour.objects.get(phone_bi__of=spelling) == li
    assert list(Neighbour.objects.exclude(phone_bi__of=PHONE)) == [other]


def test_looking_for_nothing_finds_nobody() -> None:
    Neighbour.objects.create(phone="")

    assert not Neighbour.objects.filter(phone_bi__of="").exists()
    assert not Neighbour.objects.filter(phone_bi__of=" - ").exists()


def test_the_index_follows_its_source(li: Neighbour) -> None:
    li.phone = "138 0013 8001"
    li.save()

    assert Neighbour.objects.get(phone_bi__of="13800138001") == li
    assert not Neighbour.objects.filter(phone_bi__of=PHONE).exists()


def test_both_fields_can_be_copied_and_written_into_migrations() -> None:
    for name in ("contact", "phone_bi"):
        field = Neighbour._meta.get_field(name)
        assert isinstance(field, models.Field)
        assert copy.deepcopy(field) == field
        assert field.clone().deconstruct()[1:] == field.deconstruct()[1:]

    written = {
        name: MigrationWriter.serialize(Neighbour._meta.get_field(name))[0]
        for name in ("contact", "phone_bi")
    }
    assert written == {
        "contact": "lianhu.kernel.fields.EncryptedTextField(null=True)",
        "phone_bi": "lianhu.kernel.fields.BlindIndexField("
        "normalise=lianhu.kernel.phones.canonical, source='phone')",
    }


@isolate_apps("tests.kernel")
def test_options_that_mean_nothing_for_ciphertext_are_named_by_the_checks() -> None:
    class Sorted(models.Model):
        name = EncryptedTextField(unique=True)
        street = EncryptedTextField(db_index=True)
        contact = EncryptedTextField()
        note = EncryptedTextField()

        class Meta:
            app_label = "kernel"
            ordering = ["-contact"]

    complaints = {
        field.name: [error.id for error in field.check()]
        for field in Sorted._meta.local_fields
        if isinstance(field, EncryptedTextField)
    }
    refused = ["kernel.E001"]
    assert complaints == {"name": refused, "street": refused, "contact": refused, "note": []}


def test_forms_show_the_text(li: Neighbour) -> None:
    form = models_form()(instance=li)

    assert "李秀英" in form.as_p()
    assert "phone_bi" not in form.fields


def models_form() -> Any:
    from django.forms import modelform_factory

    return modelform_factory(Neighbour, fields=["contact", "phone"])
