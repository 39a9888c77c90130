"""Trusted lists as a country publishes them (ETSI TS 119 612), naming authorities of our own."""

import base64
from datetime import UTC, datetime

from cryptography.hazmat.primitives import serialization
from lxml import etree
from signxml.xades import XAdESSigner

from declarations.tests.signing import Party

_URI = "http://uri.etsi.org/TrstSvc"
GRANTED = datetime(2020, 1, 1, tzinfo=UTC)
CA, STAMPS = "CA/QC", "TSA/QTST"


def trust_list(
    *parties: Party,
    territory: str = "PL",
    sequence: int = 7,
    issued: datetime = datetime(2026, 10, 1, tzinfo=UTC),
    withdrawn: datetime | None = None,
    kind: str = CA,
) -> bytes:
    """Return a list on which the parties are qualified services, until they were withdrawn if they were."""
    services = "".join(_service(party, withdrawn, kind) for party in parties)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" TSLTag="http://uri.etsi.org/19612/TSLTag" Id="list">
  <SchemeInformation>
    <TSLVersionIdentifier>6</TSLVersionIdentifier>
    <TSLSequenceNumber>{sequence}</TSLSequenceNumber>
    <TSLType>{_URI}/TrustedList/TSLType/EUgeneric</TSLType>
    <SchemeTerritory>{territory}</SchemeTerritory>
    <ListIssueDateTime>{issued:%Y-%m-%dT%H:%M:%SZ}</ListIssueDateTime>
    <NextUpdate><dateTime>{issued.replace(year=issued.year + 1):%Y-%m-%dT%H:%M:%SZ}</dateTime></NextUpdate>
  </SchemeInformation>
  <TrustServiceProviderList><TrustServiceProvider>
    <TSPInformation><TSPName><Name xml:lang="pl">Dostawca</Name></TSPName></TSPInformation>
    <TSPServices>{services}</TSPServices>
  </TrustServiceProvider></TrustServiceProviderList>
</TrustServiceStatusList>""".encode()


def _service(party: Party, withdrawn: datetime | None, kind: str) -> str:
    granted = _status(party, "granted", GRANTED, kind)
    if not withdrawn:
        return f"<TSPService><ServiceInformation>{granted}</ServiceInformation></TSPService>"
    today = _status(party, "withdrawn", withdrawn, kind)
    history = f"<ServiceHistory><ServiceHistoryInstance>{granted}</ServiceHistoryInstance></ServiceHistory>"
    return f"<TSPService><ServiceInformation>{today}</ServiceInformation>{history}</TSPService>"


def _status(party: Party, status: str, since: datetime, kind: str) -> str:
    certificate = base64.b64encode(party.der()).decode()
    return f"""
      <ServiceTypeIdentifier>{_URI}/Svctype/{kind}</ServiceTypeIdentifier>
      <ServiceName><Name xml:lang="pl">Usługa kwalifikowana</Name></ServiceName>
      <ServiceDigitalIdentity><DigitalId>
        <X509Certificate>{certificate}</X509Certificate>
      </DigitalId></ServiceDigitalIdentity>
      <ServiceStatus>{_URI}/TrustedList/Svcstatus/{status}</ServiceStatus>
      <StatusStartingTime>{since:%Y-%m-%dT%H:%M:%SZ}</StatusStartingTime>"""


def signed_list(content: bytes, by: Party) -> bytes:
    """Return the list with the signature of its publisher inside."""
    key = by.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    root = etree.fromstring(content)
    made = XAdESSigner(signature_algorithm="ecdsa-sha256").sign(root, key=key, cert=by.pem())
    return etree.tostring(made)
