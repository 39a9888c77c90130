"""Papers signed electronically, sound and broken, with authorities of our own; keys are made once per run."""

import asyncio
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

SIGNED = datetime(2024, 5, 10, 12, 0, tzinfo=UTC)
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
CURVE = ec.SECP256R1()
# Qualified certificate, key in a qualified device: ETSI EN 319 412-5.
QUALIFIED = bytes.fromhex("30143008060604008e4601013008060604008e460104")


class Party:
    """Somebody with a key and a certificate, issued by another or by themselves."""

    def __init__(
        self, name: str, issuer: "Party | None" = None, *, begin: datetime = BEGIN, end: datetime = END, **facts: Any
    ) -> None:
        self.name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, name),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, facts.get("organisation", "Huta Łabędy")),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, "PNOPL-80010112345"),
            ]
        )
        # The time-stamp authority that pyHanko brings for tests signs by RSA only.
        self.key: Any = rsa.generate_private_key(65537, 2048) if facts.get("stamps") else ec.generate_private_key(CURVE)
        above = issuer or self
        builder = x509.CertificateBuilder(above.name, self.name, self.key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(begin).not_valid_after(end)
        for extension, is_critical in _extensions(issuer is None, **facts):
            builder = builder.add_extension(extension, is_critical)
        self.issuer = issuer
        self.certificate = builder.sign(above.key, hashes.SHA256())

    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der())

    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        kind = serialization.PrivateFormat.PKCS8
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(serialization.Encoding.DER, kind, serialization.NoEncryption())
        )

    def fingerprint(self) -> str:
        return self.asn1().sha256.hex()


def _extensions(
    is_authority: bool, *, email: str = "", stamps: bool = False, qualified: bool = False, **_others: Any
) -> Iterable[tuple[x509.ExtensionType, bool]]:
    yield x509.BasicConstraints(ca=is_authority, path_length=None), True
    yield (
        x509.KeyUsage(
            digital_signature=not is_authority,
            content_commitment=not is_authority,
            key_cert_sign=is_authority,
            crl_sign=is_authority,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        ),
        True,
    )
    if not is_authority:
        # An address that nothing may ever be fetched from; without one pyHanko heeds no answer.
        place = x509.UniformResourceIdentifier("http://ocsp.example.org")
        yield (
            x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]),
            False,
        )
    if email:
        yield x509.SubjectAlternativeName([x509.RFC822Name(email)]), False
    if stamps:
        yield x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True
    if qualified:
        yield x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.5.5.7.1.3"), QUALIFIED), False


@cache
def authority(name: str = "Urząd Certyfikacji") -> Party:
    return Party(name, organisation="Urząd")


@cache
def signer(name: str = "Jan Żelazny", **facts: Any) -> Party:
    return Party(name, authority(), **{"email": "jan@example.org", "qualified": True} | facts)


@cache
def expired() -> Party:
    return Party("Dawna Osoba", authority(), begin=BEGIN, end=datetime(2025, 1, 1, tzinfo=UTC))


@cache
def stranger() -> Party:
    return Party("Obca Osoba", Party("Nieznany Urząd"))


@cache
def stamper() -> Party:
    return Party("Znacznik Czasu", authority(), stamps=True)


@cache
def unknown_stamper() -> Party:
    return Party("Obcy Znacznik", Party("Nieznany Urząd"), stamps=True)


# Papers


def blank() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    return file.getvalue()


def sloppy() -> bytes:
    """Return a paper that miscounts its own objects: readers open it, the rules of PDF do not."""
    return blank().replace(b"/Size 5", b"/Size 4")


class _Signer(signers.PdfSigner):
    """Claims to sign at a moment of our choice."""

    claimed: datetime = SIGNED

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.claimed
        return session


def signed(
    content: bytes,
    by: Party,
    *,
    at: datetime = SIGNED,
    stamped_by: Party | None = None,
    stamped_at: datetime | None = None,
    field: str = "Podpis1",
    **meta: Any,
) -> bytes:
    """Return the paper with one more signature, stamped by an authority if one is given."""
    simple = signers.SimpleSigner(signing_cert=by.asn1(), signing_key=by.asn1_key(), cert_registry=_above(by))
    told = {"subfilter": fields.SigSeedSubFilter.PADES} | meta
    pdf_signer = _Signer(
        signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", **told),
        signer=simple,
        timestamper=_stamping(stamped_by, stamped_at or at) if stamped_by else None,
    )
    pdf_signer.claimed = at
    return pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content), strict=False)).getvalue()


def stamped(content: bytes, by: Party, *, at: datetime = SIGNED) -> bytes:
    """Return the paper with a time stamp over all of it."""
    stamping = signers.PdfTimeStamper(_stamping(by, at), field_name=f"Znacznik{at:%Y}")
    return stamping.timestamp_pdf(IncrementalPdfFileWriter(BytesIO(content)), "sha256").getvalue()


def _stamping(by: Party, at: datetime) -> DummyTimeStamper:
    return DummyTimeStamper(by.asn1(), by.asn1_key(), certs_to_embed=_above(by), fixed_dt=at)


def revoking(*revoked: Party, by: Party, on: datetime, issued: datetime) -> bytes:
    """Return the list (CRL) by which an authority revokes certificates."""
    builder = x509.CertificateRevocationListBuilder(by.name, issued, issued + timedelta(days=7))
    for each in revoked:
        row = x509.RevokedCertificateBuilder(each.certificate.serial_number, on)
        builder = builder.add_revoked_certificate(row.build())
    return builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def answering(about: Party, *, revoked: datetime | None, issued: datetime) -> bytes:
    """Return an issuer's answer (OCSP) to the question whether a certificate of its own was revoked."""
    issuer = about.issuer
    assert issuer
    builder = ocsp.OCSPResponseBuilder().add_response(
        about.certificate,
        issuer.certificate,
        hashes.SHA256(),
        ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        issued,
        issued + timedelta(days=7),
        revoked,
        None,
    )
    answer = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate).sign(issuer.key, hashes.SHA256())
    return answer.public_bytes(serialization.Encoding.DER)


def with_revocation(content: bytes, *crls: bytes, answers: Iterable[bytes] = ()) -> bytes:
    """Return the paper with what issuers say about revocation put beside its signatures."""
    file = BytesIO(content)
    DocumentSecurityStore.add_dss(
        file,
        None,
        crls=[asn1_crl.CertificateList.load(each) for each in crls],
        ocsps=[asn1_ocsp.OCSPResponse.load(each) for each in answers],
    )
    return file.getvalue()


def with_form(content: bytes) -> bytes:
    """Return the paper with a text field to fill in."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    field = generic.DictionaryObject(
        {
            generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
            generic.pdf_name("/T"): generic.pdf_string("Uwagi"),
            generic.pdf_name("/V"): generic.pdf_string(""),
        }
    )
    form = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject([writer.add_object(field)])})
    writer.root["/AcroForm"] = writer.add_object(form)
    writer.update_root()
    return _written(writer)


def filled_in(content: bytes) -> bytes:
    """Return the paper with its text field filled in after signing."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = generic.pdf_string("Bez uwag")
    writer.update_container(field)
    return _written(writer)


def rotated(content: bytes) -> bytes:
    """Return the paper with its page turned after signing."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    return _written(writer)


def one_byte_changed(content: bytes) -> bytes:
    return content.replace(b"/MediaBox [ 0.0 0.0 200 200 ]", b"/MediaBox [ 0.0 0.0 200 201 ]", 1)


def with_bytes_behind(content: bytes) -> bytes:
    """Return a signed paper with bytes at its end that no signature covers and no rule explains."""
    return content + b"\n% dopisane\n"


def covered_in_part(content: bytes, by: Party) -> bytes:
    """Return the paper with a sound signature that leaves out the end of what it should cover."""
    whole = signed(content, by)
    told = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", whole)
    assert told
    _start, first, second, length = map(int, told.groups())
    shorter = b"/ByteRange [0 %d %d %d" % (first, second, length - 10)
    whole = whole.replace(told.group(), shorter.ljust(len(told.group())), 1)
    digest = hashlib.sha256(whole[:first] + whole[second : second + length - 10]).digest()
    simple = signers.SimpleSigner(signing_cert=by.asn1(), signing_key=by.asn1_key(), cert_registry=_above(by))
    seal = asyncio.run(simple.async_sign(digest, "sha256")).dump().hex().encode()
    return whole[: first + 1] + seal.ljust(second - first - 2, b"0") + whole[second - 1 :]


def _above(party: Party) -> SimpleCertificateStore:
    return SimpleCertificateStore.from_certs([party.issuer.asn1()] if party.issuer else [])


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
