"""Pages about partners, events and declarations, and the one view that hands out papers."""

from declarations.views.declarations import declaration_detail, declaration_list
from declarations.views.documents import document_download
from declarations.views.events import event_detail, event_list
from declarations.views.partners import organisation_detail, partner_list

__all__ = [
    "declaration_detail",
    "declaration_list",
    "document_download",
    "event_detail",
    "event_list",
    "organisation_detail",
    "partner_list",
]
