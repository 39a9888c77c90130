"""The coordinator's group and what it may do: everything in the register, nothing about accounts' rights."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

FACTS = {
    "members": ("organisation", "cluster", "membership", "group", "groupmembership", "representative", "keyfigure"),
    "declarations": ("signingevent", "declaration", "signature", "document"),
}


def add_group(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    alias = schema_editor.connection.alias
    # Django makes permissions after all migrations; the group needs them now.
    for label in ("journal", *FACTS):
        config = installed.get_app_config(label)
        create_permissions(config, verbosity=0, using=alias, apps=apps)
    group, _ = Group.objects.using(alias).get_or_create(name="Coordinator")
    for label, models in FACTS.items():
        group.permissions.add(
            *Permission.objects.using(alias).filter(content_type__app_label=label, content_type__model__in=models)
        )
    group.permissions.add(*Permission.objects.using(alias).filter(codename="view_entry"))


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0001_initial"),
        ("members", "0001_initial"),
        ("journal", "0002_head"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_group, migrations.RunPython.noop)]
