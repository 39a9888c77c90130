"""What can be done with accounts, and who speaks for whom."""

from datetime import date, datetime

from django.contrib.auth.models import Group as Permissions
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members.models import Organisation, Representative, User

# The group of each role that has one; migrations make them, with their rights.
GROUPS = {"coordinator": "Coordinator", "auditor": "Auditor"}


ROLES = ("representative", "coordinator", "auditor", "operator")


def create_account(
    *,
    email: str,
    role: str,
    by: User | None,
    at: datetime,
    name: str = "",
    language: str = "pl",
    password: str | None = None,
) -> User:
    """Make an account with one of ROLES; without a password it can be entered only after a reset by e-mail.

    Refuses an address that has an account, an unknown role and a weak password (ValidationError).
    """
    if role not in ROLES:
        raise ValidationError(_("There is no such role."))
    rights = {"is_staff": role != "representative", "is_superuser": role == "operator"}
    user = User(email=email, name=name, language=language, **rights)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    with journal.writing():
        journal.keep(thing=user, by=by, at=at)
        if role in GROUPS:
            user.groups.add(Permissions.objects.get(name=GROUPS[role]))
    return user


def choose_language(*, user: User, language: str, at: datetime) -> None:
    """Have mails to a person written in a language of the portal; refuses any other (ValidationError)."""
    with journal.writing():
        stored = User.objects.get(pk=user.pk)
        stored.language = language
        journal.keep(thing=stored, by=user, at=at)


def account_of(*, email: str, name: str, by: User | None, at: datetime) -> User:
    """Return the account of the person with this address, made without a password if there is none."""
    with journal.writing():
        account = User.objects.filter(email__iexact=email.strip()).first()
        return account or create_account(email=email, name=name, role="representative", by=by, at=at)


def appoint_representative(
    *,
    email: str,
    organisation: Organisation,
    since: date,
    by: User | None,
    at: datetime,
    until: date | None = None,
    name: str = "",
    role: str = Representative.Role.OWNER,
) -> Representative:
    """Record that the person with this address speaks for an organisation from a day on, making an account if needed.

    Refuses an appointment that overlaps another of the same person and organisation (ValidationError).
    """
    with journal.writing():
        user = account_of(email=email, name=name, by=by, at=at)
        representative = Representative(user=user, organisation=organisation, since=since, until=until, role=role)
        journal.keep(thing=representative, by=by, at=at)
    return representative
