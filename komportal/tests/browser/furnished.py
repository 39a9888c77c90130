"""Puts one of everything into the portal of the browser tests; run there by `manage.py shell`, prints it as JSON."""

import json
from datetime import date

from declarations.models import SigningEvent
from declarations.tests import make
from members.models import Organisation, User
from members.tests import make as of_members

FIRM = Organisation.objects.get(slug="chm")
PARTNER = Organisation.objects.get(slug="politechnika-bialostocka")


def furnish() -> dict[str, object]:
    """Return what the addresses of the walk are made of."""
    gala = SigningEvent.objects.get(slug="bialystok-2014")
    make.picture(event=gala, credit="Biuro")
    make.statement("Ewa Lis", event=gala, organisation=PARTNER, function="rektor")
    make.statement("Jan Nowak", event=gala, text_pl="", position=2)
    make.event("przyszle", title_pl="Przyszła gala", day=date(2200, 1, 1), announcement_pl="Zapraszamy [tu](/).")
    post = make.post("nowina", PARTNER, gala, tags_pl="targi", text_pl="Jest nas 95 podmiotów.")
    make.picture(post=post)
    paper = make.concluded("publiczna", FIRM, PARTNER, side="member", visibility="public")
    scan = make.document(paper, visibility="public", title="Skan")
    make.document(paper, pages=2, visibility="public", title="Skan poprawiony", supersedes=scan)
    opened = make.opened("otwarta", FIRM, PARTNER)
    draft = make.draft("projekt", FIRM)
    of_members.certificate(FIRM, number="1/24")
    of_members.proposal(FIRM, city="Gliwice")
    of_members.invitation(FIRM)
    of_members.application()
    member = User.objects.get(email="member@example.org")
    of_members.contact(member, FIRM, seen="members", name="Jan Żak", email="jan@example.org")
    colleague = of_members.representative("kolega@example.org", FIRM)
    return {
        "scan": scan.pk,
        "paper": paper.pk,
        "opened": opened.pk,
        "draft": draft.pk,
        "colleague": colleague.representations.get().pk,
        "firm": FIRM.pk,
        "partner": PARTNER.pk,
        "post": post.pk,
        "event": gala.pk,
    }


print(json.dumps(furnish()))
