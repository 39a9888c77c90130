"""The auditor's group and what it may do: see everything in the register, change nothing."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

SEEN = {
    "journal": ("entry", "check"),
    "members": ("organisation", "cluster", "membership", "group", "groupmembership", "representative", "keyfigure"),
    "declarations": ("signingevent", "declaration", "signature", "document"),
}


def add_group(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    alias = schema_editor.connection.alias
    # Django makes permissions after all migrations; the group needs them now.
    for label in SEEN:
        create_permissions(installed.get_app_config(label), verbosity=0, using=alias, apps=apps)
    group, _ = Group.objects.using(alias).get_or_create(name="Auditor")
    for label, models in SEEN.items():
        seen = Permission.objects.using(alias).filter(content_type__app_label=label, content_type__model__in=models)
        group.permissions.add(*seen.filter(codename__startswith="view_"))


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0002_coordinators"),
        ("journal", "0003_check"),
    ]

    operations = [migrations.RunPython(add_group, migrations.RunPython.noop)]
