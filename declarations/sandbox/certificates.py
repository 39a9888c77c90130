"""What a certificate says of its owner and issuer, as short plain text: it may hold anything."""

from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509

_LONGEST = 200


def plain(text: Any) -> str:
    """Return a text without control and direction characters, no longer than a line of a report can be."""
    if isinstance(text, list):
        text = ", ".join(map(str, text[:5]))
    shown = "".join(char if char.isprintable() else " " for char in str(text or "")[: 10 * _LONGEST])
    return " ".join(shown.split())[:_LONGEST]


def aware(at: datetime) -> datetime:
    """Return the moment in UTC; a PDF may leave out the zone, and is then taken to mean UTC."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def moment(at: datetime | None) -> str:
    return aware(at).isoformat() if at else ""


def described(certificate: x509.Certificate) -> dict[str, Any]:
    """Return owner, issuer, number and validity. The owner's personal number (PESEL) is left out on purpose."""
    return {
        "signer": {
            "name": plain(_of(certificate.subject, "common_name")),
            "organisation": plain(_of(certificate.subject, "organization_name")),
            "email": plain(_email(certificate)),
        },
        "issuer": {
            "name": plain(_of(certificate.issuer, "common_name")),
            "organisation": plain(_of(certificate.issuer, "organization_name")),
        },
        "serial": format(certificate.serial_number, "x")[:_LONGEST],
        "sha256": certificate.sha256.hex(),
        "valid_from": moment(certificate.not_valid_before),
        "valid_until": moment(certificate.not_valid_after),
    }


def _of(name: x509.Name, part: str) -> Any:
    return name.native.get(part, "")


def _email(certificate: x509.Certificate) -> Any:
    for other in certificate.subject_alt_name_value or ():
        if other.name == "rfc822_name":
            return other.native
    return _of(certificate.subject, "email_address")
