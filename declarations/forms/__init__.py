"""The shape of what is asked of lists of declarations, and of what an act needs to be told."""

from declarations.forms.acts import ActForm, CorrectionForm, ReasonForm, SignForm, SignRow
from declarations.forms.checking import CheckForm
from declarations.forms.documents import DocumentForm, DocumentLines
from declarations.forms.lists import DeclarationListForm, PartnerForm, PostForm
from declarations.forms.pasting import PREVIEWED, PasteForm, PreviewForm, PreviewRow
from declarations.forms.pictures import PictureForm, drawn

__all__ = [
    "ActForm",
    "CheckForm",
    "CorrectionForm",
    "DeclarationListForm",
    "DocumentForm",
    "DocumentLines",
    "PREVIEWED",
    "PartnerForm",
    "PasteForm",
    "PictureForm",
    "PostForm",
    "PreviewForm",
    "PreviewRow",
    "ReasonForm",
    "SignForm",
    "SignRow",
    "drawn",
]
