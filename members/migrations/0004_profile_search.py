"""What the directory searches, for the organisations that were there before it."""

from django.db import migrations

from members.text import fold


def fill(apps, schema_editor):
    organisations = apps.get_model("members", "Organisation").objects.using(schema_editor.connection.alias)
    described = organisations.exclude(description_pl="", description_en="")
    for organisation in described.iterator(chunk_size=500):
        said = f"{organisation.description_pl}\n{organisation.description_en}"
        organisations.filter(pk=organisation.pk).update(profile_search=fold(said))


class Migration(migrations.Migration):
    dependencies = [("members", "0003_accounts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
