"""Who may read a paper: the levels, from the widest to the narrowest."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Visibility(models.TextChoices):
    """Who may read a declaration or a document; listed from the widest to the narrowest."""

    PUBLIC = "public", pgettext_lazy("visibility", "public")
    MEMBERS = "members", pgettext_lazy("visibility", "members and parties")
    PARTIES = "parties", pgettext_lazy("visibility", "parties only")
    COORDINATOR = "coordinator", pgettext_lazy("visibility", "coordinator only")
