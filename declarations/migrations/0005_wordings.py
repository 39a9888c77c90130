"""The wordings of the papers that were opened before wordings were kept."""

from django.db import migrations

from declarations.identifiers import wording_sha256


def add_wordings(apps, schema_editor):
    alias = schema_editor.connection.alias
    Declaration = apps.get_model("declarations", "Declaration")
    Wording = apps.get_model("declarations", "Wording")
    opened = Declaration.objects.using(alias).filter(opened_at__isnull=False)
    Wording.objects.using(alias).bulk_create(
        [
            Wording(
                declaration=paper,
                sha256=wording_sha256(title=paper.title, number=paper.number, dated_on=paper.dated_on, text=paper.text),
                since=paper.opened_at,
            )
            for paper in opened.iterator(chunk_size=500)
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("declarations", "0004_evidence")]

    operations = [migrations.RunPython(add_wordings, migrations.RunPython.noop)]
