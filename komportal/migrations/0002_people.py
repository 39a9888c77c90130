"""What the office may do with invitations, applications, profiles and mails; an auditor sees them."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

KEPT = ("application", "certificate", "contact", "invitation", "proposal")
SEEN = ("outgoingmail",)


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    alias = schema_editor.connection.alias
    # Django makes permissions after all migrations; the groups need them now.
    create_permissions(installed.get_app_config("members"), verbosity=0, using=alias, apps=apps)
    rights = Permission.objects.using(alias).filter(content_type__app_label="members")
    seen = rights.filter(codename__startswith="view_", content_type__model__in=(*KEPT, *SEEN))
    coordinators = Group.objects.using(alias).get(name="Coordinator")
    coordinators.permissions.add(*seen, *rights.filter(content_type__model__in=KEPT))
    Group.objects.using(alias).get(name="Auditor").permissions.add(*seen)


class Migration(migrations.Migration):
    dependencies = [
        ("komportal", "0001_cache_table"),
        ("declarations", "0003_auditors"),
        ("members", "0004_profile_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
