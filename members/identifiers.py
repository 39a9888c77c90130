"""Polish identifiers of organisations: what a well-formed NIP, REGON and KRS number is."""

import re
from decimal import Decimal
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.pl import nip, regon

# The columns that tell one legal body from another.
NUMBERS = ("nip", "regon", "krs")

# Domains whose addresses say nothing about the employer of whoever has one.
PUBLIC_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com proton.me protonmail.com"
    " wp.pl o2.pl onet.pl onet.eu op.pl vp.pl interia.pl interia.eu poczta.fm gazeta.pl tlen.pl go2.pl int.pl".split()
)


def key_sha256(key: str) -> str:
    """Return what is kept of the key in a private link: enough to know the key again, too little to use it."""
    return sha256(key.encode()).hexdigest()


def check_sha256(value: str) -> None:
    """Refuse (ValidationError) what is no hash, before it is taken for the name of a file."""
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValidationError(_("This is not a SHA-256 sum in lower-case hex."))


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


def check_pkd(value: str) -> None:
    """Refuse (ValidationError) a list of activity codes that are not all of the form 25.62.Z, divided by commas."""
    if not all(re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[A-Z]", code) for code in re.split(r",\s*", value)):
        raise ValidationError(_("Give PKD codes such as 25.62.Z, divided by commas."))


def check_mail_domain(value: str) -> None:
    """Refuse (ValidationError) what is no domain of an organisation's own, such as that of a public mail service."""
    if not re.fullmatch(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", value):
        raise ValidationError(_("Give the part after the @ sign, in small letters, e.g. example.pl."))
    if value in PUBLIC_MAIL:
        raise ValidationError(_("Everybody can have an address there; give a domain of the organisation's own."))


def size_class(*, staff: int, turnover: Decimal, balance: Decimal) -> str:
    """Return the size class of an enterprise by head count and yearly turnover and balance sheet total in EUR million.

    Commission Recommendation 2003/361/EC, annex, article 2: the head count must be met, and one of the two amounts.
    """
    for name, most_staff, most_turnover, most_balance in (
        ("micro", 10, 2, 2),
        ("small", 50, 10, 10),
        ("medium", 250, 50, 43),
    ):
        if staff < most_staff and (turnover <= most_turnover or balance <= most_balance):
            return name
    return "large"
