"""How a person is reached as a person types it, what the office may hide of it, and a message to a contact person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journal.forms import JournalledForm
from members.models import Contact
from members.text import check_visible

LONGEST_MESSAGE = 4000


class ContactForm(JournalledForm):
    """Each field of a contact beside who sees it."""

    class Meta:
        model = Contact
        fields = [name for field in Contact.FIELDS for name in (field, f"{field}_seen")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nothing is stored yet: a contact that another window has saved meanwhile is newer.
        self.initial["drawn_from"] = self.instance.version if self.instance.pk else 0
        tokens = {"name": "name", "function": "organization-title", "email": "email", "phone": "tel"}
        for name, token in tokens.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    @property
    def pairs(self) -> list[tuple[Any, Any, Any]]:
        """Return, of each field of a contact, its field here, the field of who sees it, and the day of that choice."""
        return [
            (self[name], self[f"{name}_seen"], getattr(self.instance, f"{name}_chosen_on")) for name in Contact.FIELDS
        ]


class NarrowForm(forms.Form):
    """Who is to see each field of a contact from now on, among those who see it anyway, and why."""

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Contact.FIELDS:
            column: Any = Contact._meta.get_field(f"{name}_seen")
            level = getattr(contact, column.name)
            self.fields[name] = forms.ChoiceField(
                label=column.verbose_name.capitalize(),
                choices=[(seen, seen.label) for seen in Contact.Seen.up_to(level)],
                initial=level,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=1000,
            help_text=_("The person will read it."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def facts(self) -> dict[str, Any]:
        """Return what the use-case is told besides the contact."""
        told = dict(self.cleaned_data)
        return {"reason": told.pop("reason"), "seen": told}


class MessageForm(forms.Form):
    """A message to a contact person, whose address it does not show."""

    to = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=150, validators=[check_visible])
    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        help_text=_("At most 4,000 characters."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    copy = forms.BooleanField(label=_("Send me a copy"), required=False)
    # Sent twice by two clicks, the form is one message.
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = ways  # type: ignore[attr-defined]
        self.fields["to"].initial = ways[0][0]
