"""Polish identifiers of organisations: what a well-formed NIP, REGON and KRS number is."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.pl import nip, regon


def compact(text: str) -> str:
    """Return an identifier without the blanks, dashes and country prefix that people write into it."""
    return re.sub(r"[\s\-\u2010-\u2015.]", "", text).upper().removeprefix("PL")


def check_nip(value: str) -> None:
    """Refuse (ValidationError) a tax number whose length or check digit is wrong."""
    if not _plain_digits(value) or not nip.is_valid(value):
        raise ValidationError(_("This is not a valid NIP: ten digits, the last of which checks the others."))


def check_regon(value: str) -> None:
    """Refuse (ValidationError) a statistical number that is not 9 or 14 digits with right check digits."""
    if not _plain_digits(value) or not regon.is_valid(value):
        raise ValidationError(_("This is not a valid REGON: nine or fourteen digits with a check digit."))


def check_krs(value: str) -> None:
    """Refuse (ValidationError) a court register number that is not ten digits; KRS has no check digit."""
    if not _plain_digits(value) or len(value) != 10:
        raise ValidationError(_("This is not a valid KRS number: ten digits, with the leading zeros."))


def _plain_digits(value: str) -> bool:
    # Zeros alone pass the checksums of NIP and REGON, though no such number was ever issued.
    return re.fullmatch(r"[0-9]+", value) is not None and value.strip("0") != ""
