"""The lists of qualified trust services that the countries of the Union publish (ETSI TS 119 612), read offline."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified.eutl_parse import trust_list_to_registry, trust_list_to_registry_unsafe
from pyhanko.sign.validation.qualified.tsp import TSPRegistry

from declarations.sandbox.child import obey

_TSL = "{http://uri.etsi.org/02231/v2#}"
_ROOT = f"{_TSL}TrustServiceStatusList"
_SCHEME = f"{_TSL}SchemeInformation"


def registry_of(lists: list[dict[str, Any]]) -> TSPRegistry:
    """Return all services that the stored lists name; ValueError for a file whose bytes are not those once loaded."""
    registry = TSPRegistry()
    for each in lists:
        content = Path(each["path"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != each["sha256"]:
            raise ValueError(f"the list {each['sha256']} has changed in the store")
        trust_list_to_registry_unsafe(content.decode(), registry)
    return registry


def facts_of(content: bytes, signed_by: str) -> dict[str, Any]:
    """Return what a list says of itself, or the code of what is wrong with it."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        # A list inside a list: the signature of the inner one would seem to vouch for the outer one.
        if root.tag != _ROOT or next(root.iterdescendants(_ROOT), None) is not None:
            return {"fault": "not_a_list"}
        if signed_by:
            registry, _errors = trust_list_to_registry(content.decode(), _certificates(signed_by))
        else:
            registry, _errors = trust_list_to_registry_unsafe(content.decode())
    except SignatureValidationError:
        return {"fault": "not_signed"}
    except Exception:  # noqa: BLE001 - a parser may raise anything; whatever it is, this is no list to judge by
        return {"fault": "not_a_list"}
    told = {
        "territory": root.findtext(f"{_SCHEME}/{_TSL}SchemeTerritory", ""),
        "sequence": root.findtext(f"{_SCHEME}/{_TSL}TSLSequenceNumber", ""),
        "issued_at": root.findtext(f"{_SCHEME}/{_TSL}ListIssueDateTime", ""),
        "next_update": root.findtext(f"{_SCHEME}/{_TSL}NextUpdate/{_TSL}dateTime", ""),
    }
    services = len({*registry.known_certificate_authorities, *registry.known_timestamp_authorities})
    return {**{name: text.strip() for name, text in told.items()}, "services": services}


def _certificates(pem: str) -> list[Any]:
    return list(load_certs_from_pemder_data(pem.encode()))


def work(file: BytesIO, *, signed_by: str) -> bytes:
    return json.dumps(facts_of(file.getvalue(), signed_by)).encode()


if __name__ == "__main__":
    obey(work)
