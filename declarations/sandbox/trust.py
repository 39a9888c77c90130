"""Whether a signer or a time-stamp authority can be trusted: by which root or list, at which moment, revoked or not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from asn1crypto import core, crl, ocsp, x509
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature, SignatureStatus
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.qualified.assess import EIDAS_START_DATE, QualificationAssessor
from pyhanko.sign.validation.qualified.tsp import QTST_URI, QcCertType, TSPRegistry
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import Authority, TrustAnchor, TrustedServiceType, TrustQualifiers
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustManager
from pyhanko_certvalidator.revinfo.archival import process_legacy_crl_input, process_legacy_ocsp_input

from declarations.sandbox.certificates import plain

# How many moments at which a file's own revocation lists were issued are looked at, the newest first.
_MOMENTS = 20
_UNCHECKED = CertRevTrustPolicy(NO_REVOCATION)
# Of the authorities above, few put a revocation list into the file: theirs is heeded where it is there.
_CHECKED = CertRevTrustPolicy(
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
    )
)

Look = Callable[[ValidationContext], SignatureStatus]


@dataclass(frozen=True)
class Known:
    """What a file brings along: certificates, and what issuers said about revocation."""

    certificates: list[x509.Certificate] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)

    def issued(self) -> list[datetime]:
        """Return when what is said about revocation was said, the newest first."""
        told = [*process_legacy_crl_input(self.crls), *process_legacy_ocsp_input(self.ocsps)]
        moments = {each.issuance_date for each in told if each.issuance_date}
        return sorted(moments, reverse=True)[:_MOMENTS]


@dataclass(frozen=True)
class Trusted:
    """Who is trusted: the operator's roots at any time, the services of the lists while they were granted."""

    roots: list[x509.Certificate]
    registry: TSPRegistry
    has_lists: bool

    @cached_property
    def listed(self) -> dict[str, list[Authority]]:
        """Return the authorities of the lists by their names: there are thousands, and they are asked for often."""
        found: dict[str, list[Authority]] = defaultdict(list)
        for authority in self.registry.known_certificate_authorities:
            found[authority.name.hashable].append(authority)
        return found

    def look(self, look: Look, known: Known, at: datetime) -> SignatureStatus:
        """Return how the signature stands at the moment, whatever was revoked."""
        return look(self.context(known, at))

    def context(self, known: Known, at: datetime) -> ValidationContext:
        """Return who is trusted at the moment, with what the file brings along; nothing is ever fetched."""
        return self._context(known, _At(self, at), at, _UNCHECKED)

    def revocation(self, look: Look, known: Known, at: datetime, until: datetime) -> dict[str, Any]:
        """Return what issuers, in the file itself, say about the signer trusted `at` some moment.

        Asked at the moments they said it, for what they said is stale later: the newest that answers counts.
        """
        for issued in known.issued():
            # A revocation of the very moment is in the list, and counts only after it.
            moment = issued + timedelta(seconds=1)
            if moment > until:
                continue
            status = look(self._context(known, _At(self, at), moment, _CHECKED))
            if status.revocation_details:
                return {"status": "revoked", "at": status.revocation_details.revocation_date.isoformat()}
            if status.trusted:
                return {"status": "not_revoked", "at": issued.isoformat()}
        return {"status": "unknown", "at": ""}

    def anchor_of(self, path: ValidationPath, at: datetime) -> dict[str, str]:
        """Return by what the path is trusted: a root of the operator or a service of a list."""
        authority = path.trust_anchor.authority
        fingerprint = authority.certificate.sha256.hex()  # type: ignore[attr-defined]
        if SimpleTrustManager.build(self.roots).as_trust_anchor(authority):
            name = authority.name.native.get("common_name") or authority.name.human_friendly
            return {"kind": "root", "name": plain(name), "sha256": fingerprint}
        service = next(iter(self.registry.applicable_service_definitions(authority, at)))
        return {"kind": "list", "name": plain(service.base_info.service_name), "sha256": fingerprint}

    def qualified(self, path: ValidationPath, at: datetime) -> str:
        """Return the code of what the lists say of the signer: trusted by another root is not qualified."""
        if not self.has_lists or at < EIDAS_START_DATE:
            return "unknown"
        try:
            found = QualificationAssessor(self.registry).check_entity_cert_qualified(path, at).status
        except NotImplementedError:  # A certificate that says it is for several kinds of use at once.
            return "unknown"
        if not found.qualified or found.qc_type == QcCertType.QC_WEB:
            return "no"
        if not found.qc_key_security.is_qscd:
            return "certificate"
        return "seal" if found.qc_type == QcCertType.QC_ESEAL else "signature"

    def qualified_stamp(self, path: ValidationPath, at: datetime) -> str:
        """Return the code of whether a service granted as a qualified time-stamp authority stands on the path."""
        if not self.has_lists or at < EIDAS_START_DATE:
            return "unknown"
        services = self.registry.applicable_tsps_on_path(path, at)
        return "stamp" if any(each.base_info.service_type == QTST_URI for each in services) else "no"

    def _context(
        self, known: Known, manager: TrustManager, moment: datetime, policy: CertRevTrustPolicy
    ) -> ValidationContext:
        return ValidationContext(
            trust_manager=manager,
            other_certs=known.certificates,
            crls=known.crls,
            ocsps=known.ocsps,
            moment=moment,
            revinfo_policy=policy,
            allow_fetching=False,
        )


class _At(TrustManager):
    """Who is trusted at one moment: a service withdrawn by then, or granted later, is not."""

    def __init__(self, trusted: Trusted, moment: datetime) -> None:
        self.trusted, self.moment = trusted, moment
        self.roots = SimpleTrustManager.build(trusted.roots)

    def as_trust_anchor(self, authority: Authority) -> TrustAnchor | None:
        return self.roots.as_trust_anchor(authority) or self._listed(authority)

    def find_potential_issuers(self, cert: x509.Certificate) -> Iterator[TrustAnchor]:
        yield from self.roots.find_potential_issuers(cert)
        for authority in self.trusted.listed.get(cert.issuer.hashable, ()):
            anchor = self._listed(authority) if authority.is_potential_issuer_of(cert) else None
            if anchor:
                yield anchor

    def _listed(self, authority: Authority) -> TrustAnchor | None:
        services = list(self.trusted.registry.applicable_service_definitions(authority, self.moment))
        if not services:
            return None
        is_stamping = all(each.base_info.service_type == QTST_URI for each in services)
        kind = TrustedServiceType.TIME_STAMPING_AUTHORITY if is_stamping else TrustedServiceType.CERTIFICATE_AUTHORITY
        return TrustAnchor(authority, TrustQualifiers(trusted_service_type=kind))


def known_of(embedded: EmbeddedPdfSignature) -> Known:
    """Return what the file brings along to judge a signature by, wherever in it that is kept."""
    known = Known()
    try:
        store = DocumentSecurityStore.read_dss(embedded.reader).as_validation_context({"trust_roots": []})
        known.certificates.extend(store.certificate_registry)
        known.crls.extend(store.crls)
        known.ocsps.extend(store.ocsps)
    except NoDSSFoundError:
        pass
    try:
        archived = find_unique_cms_attribute(embedded.signer_info["signed_attrs"], "adobe_revocation_info_archival")
        known.crls.extend(_values(archived["crl"]))
        known.ocsps.extend(_values(archived["ocsp"]))
    except (NonexistentAttributeError, MultivaluedAttributeError):
        pass
    known.crls.extend(each.chosen for each in _values(embedded.signed_data["crls"]) if each.name == "certificate_list")
    return known


def _values(sequence: Any) -> Iterable[Any]:
    # What is left out of an ASN.1 structure cannot be walked through.
    return () if isinstance(sequence, core.Void) else sequence
