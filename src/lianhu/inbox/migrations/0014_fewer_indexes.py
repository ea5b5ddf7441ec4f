from django.db import migrations, models

from lianhu.kernel.key_indexes import WithoutIndex

FEW = ("desk", "person", "resident", "hidden_from")


class Migration(migrations.Migration):
    """Of whom an item is for it has one, and hardly ever somebody that it is hidden from."""

    dependencies = [("inbox", "0013_act_receipt")]

    operations = [
        *(WithoutIndex("item", name) for name in FEW),
        *(
            migrations.AddIndex(
                "item",
                models.Index(
                    fields=[name],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"item_{name}_key",
                ),
            )
            for name in FEW
        ),
    ]
