"""What the coordinator's group may do with news, pictures and statements, and the auditor's group see of them."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

THINGS = ("post", "postlink", "picture", "statement")


def let_the_office(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    alias = schema_editor.connection.alias
    # Django makes permissions after all migrations; the groups need them now.
    create_permissions(installed.get_app_config("declarations"), verbosity=0, using=alias, apps=apps)
    allowed = Permission.objects.using(alias).filter(
        content_type__app_label="declarations", content_type__model__in=THINGS
    )
    Group.objects.using(alias).get(name="Coordinator").permissions.add(*allowed)
    Group.objects.using(alias).get(name="Auditor").permissions.add(*allowed.filter(codename__startswith="view_"))


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0006_news"),
        ("declarations", "0003_auditors"),
    ]

    operations = [migrations.RunPython(let_the_office, migrations.RunPython.noop)]
