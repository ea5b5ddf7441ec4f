from django.db import migrations, models

from lianhu.kernel.key_indexes import WithoutIndex

FEW = ("about", "follow_up_by", "need", "need_taken_up_by", "summary")


class Migration(migrations.Migration):
    """Of columns with which other indexes begin, and of those that most cases lack."""

    dependencies = [("cases", "0015_drop_stage_newest")]

    operations = [
        *(WithoutIndex("case", name) for name in ("asker", "merged_into", *FEW)),
        WithoutIndex("casedesk", "case"),
        WithoutIndex("casedesk", "desk"),
        WithoutIndex("consultation", "case"),
        WithoutIndex("event", "case"),
        WithoutIndex("stage", "case"),
        *(
            migrations.AddIndex(
                "case",
                models.Index(
                    fields=[name],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"case_{name}_key",
                ),
            )
            for name in FEW
        ),
    ]
