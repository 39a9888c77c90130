"""The chain has a head from the start, so that the first writer finds a row to lock."""

from django.db import migrations


def add_head(apps, schema_editor):
    apps.get_model("journal", "Head").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(add_head, migrations.RunPython.noop)]
