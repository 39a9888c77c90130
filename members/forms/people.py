"""Whom to invite and in which role, what a person asks for, and how an account begins."""

from typing import Any

from allauth.account.forms import SetPasswordForm
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.forms.applications import TrapForm
from members.models import Invitation, Representative, User
from members.text import check_visible

Role = Representative.Role

WHAT_ROLES_MAY = _(
    "A reader reads what members read; an editor also proposes changes to the profile; an owner also invites people "
    "and takes them off."
)


class FullNameField(forms.CharField):
    """The name of a person, on one line."""

    def __init__(self, **how: Any) -> None:
        super().__init__(label=_("Full name"), max_length=200, validators=[check_visible], **how)


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = FullNameField(required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.READER, help_text=WHAT_ROLES_MAY)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role, help_text=WHAT_ROLES_MAY)


class AnswerForm(forms.Form):
    """Which invitation or request is answered; in which role, where it is granted."""

    invitation = forms.ModelChoiceField(Invitation.objects.none())
    role = forms.ChoiceField(choices=Role, required=False)

    def __init__(self, *args: Any, of: QuerySet[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invitation"].queryset = of  # type: ignore[attr-defined]


class AccountForm(SetPasswordForm):
    """How a person who was invited is called, and the password of the account, typed twice."""

    name = FullNameField()

    field_order = ("name", "password1", "password2")

    def __init__(self, data: Any, *, invitation: Invitation) -> None:
        super().__init__(User(email=invitation.email), data, initial={"name": invitation.name})

    def clean_name(self) -> str:
        # A password like the name is refused, so the name must be known before it.
        self.user.name = self.cleaned_data["name"]
        return self.user.name


class JoinForm(TrapForm):
    """Who asks to join an organisation; which one follows from the address."""

    name = FullNameField(widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address at work"),
        max_length=254,
        help_text=_("The address that your organisation gave you, not a private one."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
