"""Pages about partners, events, declarations and news, and the one view that hands out papers."""

from declarations.views.cards import event_card, home_card, organisation_card, post_card
from declarations.views.checking import document_check
from declarations.views.declarations import declaration_detail, declaration_list
from declarations.views.directory import contact_write, directory
from declarations.views.documents import document_detail, document_download, document_preview
from declarations.views.events import event_detail, event_list
from declarations.views.evidence import declaration_evidence
from declarations.views.own import own, own_documents
from declarations.views.own_data import own_data, own_data_file
from declarations.views.partners import organisation_detail, partner_list
from declarations.views.pictures import logo, picture
from declarations.views.posts import post_detail, post_list

__all__ = [
    "logo",
    "contact_write",
    "declaration_detail",
    "declaration_evidence",
    "declaration_list",
    "document_check",
    "document_detail",
    "directory",
    "document_download",
    "document_preview",
    "event_card",
    "event_detail",
    "event_list",
    "home_card",
    "organisation_card",
    "organisation_detail",
    "own",
    "own_data",
    "own_data_file",
    "own_documents",
    "partner_list",
    "picture",
    "post_card",
    "post_detail",
    "post_list",
]
