"""Load the first data of the register: what was signed in Białystok and Suwałki in November 2014.

Every row goes through the use-cases that a coordinator's buttons call. A register that has its cluster is left as it
is: what was corrected, renamed or removed in it since must not come back.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

import journal.use_cases as journal
import members.use_cases
from declarations import use_cases
from declarations.models import Declaration, Signature, SigningEvent
from declarations.use_cases import Signing
from members.models import Cluster, Group, KeyFigure, Membership, Organisation

DATA = Path(__file__).resolve().parents[2] / "data" / "kom_2014.json"


class Command(BaseCommand):
    help = "Loads the declarations of November 2014; running it again changes nothing."

    def handle(self, *args, **options) -> None:
        with journal.writing():
            if not Cluster.objects.exists():
                self._load(json.loads(DATA.read_text(encoding="utf-8")))
        self.stdout.write(
            f"In the register: {Organisation.objects.count()} organisations, {SigningEvent.objects.count()} signing"
            f" events, {Declaration.objects.count()} declarations, {Signature.objects.count()} parties"
        )

    def _load(self, data: dict[str, Any]) -> None:
        self.by: dict[str, Any] = {"by": None, "at": timezone.now()}
        self.organisations = {key: self._organisation(row) for key, row in data["organisations"].items()}
        self.groups = {slug: self._group(slug, row) for slug, row in data["groups"].items()}
        self._cluster(data["cluster"])
        for row in data["memberships"]:
            self._membership(row, data["membership_basis"])
        for position, row in enumerate(data["key_figures"], start=1):
            self._key_figure(row, position, data["key_figure_source"])
        for row in data["events"]:
            self._event(row, data["declaration_text"])

    def _organisation(self, row: dict[str, str]) -> Organisation:
        organisation = Organisation.objects.filter(name=row["name"]).first()
        if organisation is None:
            organisation = Organisation(**row)
            members.use_cases.keep_organisation(organisation=organisation, **self.by)
        return organisation

    def _group(self, slug: str, row: dict[str, Any]) -> Group:
        group = Group.objects.filter(slug=slug).first()
        if group is None:
            group = Group(slug=slug, **row)
            journal.keep(thing=group, **self.by)
        return group

    def _cluster(self, row: dict[str, Any]) -> None:
        whose = {name: self.organisations[row[name]] for name in ("organisation", "coordinator")}
        members.use_cases.keep_cluster(cluster=Cluster(**row | whose), **self.by)

    def _membership(self, row: dict[str, str], basis: str) -> None:
        organisation = self.organisations[row["organisation"]]
        if not Membership.objects.filter(organisation=organisation).exists():
            members.use_cases.add_membership(
                organisation=organisation,
                since=date.fromisoformat(row["since"]),
                since_is_attested=True,
                basis=basis,
                **self.by,
            )

    def _key_figure(self, row: dict[str, Any], position: int, source: str) -> None:
        if KeyFigure.objects.filter(label_pl=row["label_pl"], as_of=row["as_of"]).exists():
            return
        facts = row | {
            "as_of": date.fromisoformat(row["as_of"]),
            "precision": KeyFigure.Precision.MONTH,
            "group": self.groups.get(row.get("group", "")),
            "position": position,
            "source": source,
        }
        for name in ("value", "value_up_to"):
            if name in row:
                facts[name] = Decimal(row[name])
        journal.keep(thing=KeyFigure(**facts), **self.by)

    def _event(self, row: dict[str, Any], text: str) -> None:
        if SigningEvent.objects.filter(slug=row["slug"]).exists():
            return
        facts = {name: value for name, value in row.items() if name != "declaration"}
        facts |= {"host": self.organisations[row["host"]], "day": date.fromisoformat(row["day"])}
        event = SigningEvent(**facts, is_published=True)
        journal.keep(thing=event, **self.by)
        self._declaration(row["declaration"], event, text)

    def _declaration(self, row: dict[str, Any], event: SigningEvent, text: str) -> None:
        declaration = Declaration(
            title=row["title"],
            slug=row["slug"],
            kind=Declaration.Kind.COOPERATION,
            dated_on=event.day,
            event=event,
            text=text,
        )
        use_cases.keep_declaration(declaration=declaration, **self.by)
        signings = [self._party(declaration, position, party) for position, party in enumerate(row["parties"], start=1)]
        use_cases.open_declaration(declaration=declaration, **self.by)
        use_cases.record_signatures(signings=signings, signed_on=event.day, method=Signature.Method.UNKNOWN, **self.by)
        use_cases.conclude_declaration(declaration=declaration, **self.by)

    def _party(self, declaration: Declaration, position: int, row: dict[str, str]) -> Signing:
        party = Signature(
            declaration=declaration,
            position=position,
            organisation=self.organisations[row["organisation"]],
            side=row.get("side", Signature.Side.PARTNER),
            name_as_signed=row.get("name_as_signed", ""),
            second_name=row.get("second_name", ""),
            represented_by=self.organisations.get(row.get("represented_by", "")),
        )
        use_cases.keep_party(party=party, **self.by)
        return Signing(party=party, person=row.get("person", ""), function=row.get("function", ""))
