"""By what a file or a wording is looked up in the register."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """A SHA-256 sum as people type and paste it: blanks, colons, hyphens and capital letters do not matter."""

    sha256 = forms.CharField(
        label=_("SHA-256 sum"),
        max_length=500,
        help_text=_("64 characters: digits and the letters a to f. Blanks, colons and capital letters do not matter."),
        error_messages={"required": _("Type or paste the sum.")},
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self) -> str:
        typed = re.sub(r"[\s:-]", "", self.cleaned_data["sha256"]).lower()
        if re.search(r"[^0-9a-f]", typed):
            raise forms.ValidationError(
                _("A SHA-256 sum holds only digits and the letters a to f. Paste the sum alone, without a file name.")
            )
        if len(typed) != 64:
            raise forms.ValidationError(
                _("A SHA-256 sum has 64 characters, and this one has %(count)s."), params={"count": len(typed)}
            )
        return typed
