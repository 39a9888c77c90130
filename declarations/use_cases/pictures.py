"""What can be done with the pictures of events and of news."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations.models import Picture
from members.models import User
from members.pictures import PHOTOGRAPHS, THUMBNAILS


def add_picture(*, picture: Picture, large: bytes, small: bytes, by: User | None, at: datetime) -> None:
    """Store a picture in both sizes, as `Shelf.redrawn` returns them, and keep what is told of it.

    Refuses a picture that the event or post has already, and one without a description (ValidationError).
    """
    with journal.writing():
        picture.sha256, picture.small_sha256 = PHOTOGRAPHS.keep(large), THUMBNAILS.keep(small)
        stored = THUMBNAILS.stored(picture.small_sha256)
        if stored is None:
            raise ValidationError(_("The picture could not be stored."))
        picture.width, picture.height = stored.width, stored.height
        journal.keep(thing=picture, by=by, at=at)
