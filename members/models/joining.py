"""How people come to an organisation, and organisations to the cluster."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import Journalled
from members.fields import LineField
from members.identifiers import check_krs, check_nip, check_regon
from members.lifecycle import ApplicationState, acts_done
from members.models.accounts import User
from members.models.organisations import Certificate, Organisation
from members.models.representatives import Representative
from members.querysets import InvitationQuerySet


class Invitation(Journalled):
    """A person asked to speak for an organisation, or who asks to; the key in the mail is known only by its hash."""

    class Asked(models.TextChoices):
        BY_US = "by_us", pgettext_lazy("invitation", "invited")
        BY_THEM = "by_them", pgettext_lazy("invitation", "asks to join")

    class Condition(models.TextChoices):
        """What has become of it by a moment, see `with_condition`; never stored."""

        UNCONFIRMED = "unconfirmed", pgettext_lazy("invitation", "address not confirmed")
        ASKING = "asking", pgettext_lazy("invitation", "asks to join")
        INVITED = "invited", pgettext_lazy("invitation", "not accepted yet")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        CLOSED = "closed", pgettext_lazy("invitation", "withdrawn or refused")
        EXPIRED = "expired", pgettext_lazy("invitation", "expired")

    PERSONAL = frozenset({"email", "name"})
    # The hash of a key is no fact about anybody, and must not be where keys are not.
    DERIVED = frozenset({"key_sha256"})
    CALLED_BY = "organisation__name"
    ACTS = Journalled.ACTS | {
        "add": pgettext_lazy("act", "invitation made"),
        "ask": pgettext_lazy("act", "asked to join"),
        "confirm": pgettext_lazy("act", "address confirmed"),
        "allow": pgettext_lazy("act", "request granted"),
        "refuse": pgettext_lazy("act", "request refused"),
        "renew": pgettext_lazy("act", "invitation sent again"),
        "accept": pgettext_lazy("act", "invitation accepted"),
        "close": pgettext_lazy("act", "invitation withdrawn"),
    }

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail address"))
    name = LineField(_("full name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Representative.Role, default=Representative.Role.READER)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="pl")
    asked = models.CharField(_("how it began"), max_length=10, choices=Asked, default=Asked.BY_US, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    expires_at = models.DateTimeField(_("expires at"), editable=False)
    # A request counts once its address was confirmed, an invitation from the start.
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True, editable=False)
    allowed_at = models.DateTimeField(_("granted at"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    key_sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(role__in=["owner", "editor", "reader"]), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(closed_at=None), name="invitation_accepted_or_withdrawn"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.made_at:%Y-%m-%d})"

    @property
    def is_request(self) -> bool:
        """Tell a request that was not granted from an invitation."""
        return self.asked == self.Asked.BY_THEM and self.allowed_at is None

    @property
    def condition_in_words(self) -> str:
        """Return what has become of it, for a row that carries `condition`."""
        return str(self.Condition(self.condition).label)  # type: ignore[attr-defined]


class Application(Journalled):
    """An organisation's application to join the cluster, from the form to the decision."""

    PERSONAL = frozenset({"contact_name", "contact_email", "contact_phone", "reason"})
    DERIVED = frozenset({"key_sha256"})
    ACTS = Journalled.ACTS | acts_done("application")

    name = LineField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=30, choices=Organisation.Kind)
    # Not unique here: a firm may apply again, and its number may stand in the register already.
    nip = models.CharField("NIP", max_length=14, blank=True, validators=[check_nip])
    regon = models.CharField("REGON", max_length=14, blank=True, validators=[check_regon])
    krs = models.CharField("KRS", max_length=10, blank=True, validators=[check_krs])
    city = LineField(_("town"), max_length=100)
    address = LineField(_("street and postcode"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    staff = models.PositiveIntegerField(_("staff (annual work units)"), null=True, blank=True)
    turnover = models.DecimalField(
        _("yearly turnover in EUR million"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    balance = models.DecimalField(
        _("balance sheet total in EUR million"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    size_class = models.CharField(
        _("size class"), max_length=10, choices=Organisation.SizeClass, blank=True, editable=False
    )
    chain_role = models.CharField(
        _("role in the value chain"), max_length=20, choices=Organisation.ChainRole, blank=True
    )
    about = models.TextField(_("what the organisation does"), blank=True)
    # Addresses of member firms, as the applicant named them.
    recommended_by = models.JSONField(_("recommended by"), default=list, blank=True)
    # Both empty once the person was erased.
    contact_name = LineField(_("full name"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_phone = LineField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="pl")
    # The statements that were ticked, with the words that stood there.
    statements = models.JSONField(_("statements"), default=list, editable=False)
    made_at = models.DateTimeField(_("sent at"), editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=ApplicationState, default=ApplicationState.UNCONFIRMED, editable=False
    )
    resolution = LineField(_("number of the resolution"), max_length=100, blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        editable=False,
    )
    key_sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(state="accepted", organisation__isnull=False, decided_on__isnull=False)
                | ~Q(state="accepted") & Q(organisation=None),
                name="accepted_means_an_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.made_at:%Y-%m-%d})"


class Proposal(Journalled):
    """What an organisation proposes to change about itself; the public sees it once the office has approved it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "waiting for the coordinator")
        APPROVED = "approved", pgettext_lazy("proposal", "approved")
        PARTLY = "partly", pgettext_lazy("proposal", "approved in part")
        REJECTED = "rejected", pgettext_lazy("proposal", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")

    PERSONAL = frozenset({"reason"})
    CALLED_BY = "organisation__name"
    ACTS = Journalled.ACTS | {
        "add": pgettext_lazy("act", "proposed"),
        "approve": pgettext_lazy("act", "approved"),
        "reject": pgettext_lazy("act", "rejected"),
        "withdraw": pgettext_lazy("act", "proposal withdrawn"),
    }

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("organisation")
    )
    # Empty once the person was erased.
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"), null=True, blank=True
    )
    made_at = models.DateTimeField(_("proposed at"))
    # Field → [what stood there when it was proposed, what is proposed]; certificates as a list of their facts.
    changes = models.JSONField(_("changes"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    # The fields that were approved.
    taken = models.JSONField(_("approved fields"), default=list, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "partly", "rejected", "withdrawn"]),
                name="proposal_state_known",
            ),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="waiting"), name="one_waiting_proposal_per_organisation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.made_at:%Y-%m-%d})"

    def clean(self) -> None:
        if not all(_is_change(field, pair) for field, pair in self.changes.items()):
            raise ValidationError({"changes": _("These are no changes of a profile.")})
        if not all(field in list(self.changes) for field in self.taken):
            raise ValidationError({"taken": _("Only what was proposed can be approved.")})


def _is_change(field: str, pair: object) -> bool:
    """Tell whether this is what stood in a field of a profile, and what is to stand there: texts, or certificates."""
    if not isinstance(pair, list) or len(pair) != 2:
        return False
    if field == "certificates":
        return all(isinstance(facts, list) and all(map(_is_certificate, facts)) for facts in pair)
    return field in Organisation.PROFILE and all(isinstance(text, str) for text in pair)


def _is_certificate(facts: object) -> bool:
    if not isinstance(facts, dict) or set(facts) != set(Certificate.FACTS):
        return False
    days = [facts["since"], *([facts["until"]] if facts["until"] is not None else [])]
    texts = [facts["name"], facts["number"], facts["issuer"]]
    return all(isinstance(text, str) for text in (*texts, *days)) and all(map(_is_day, days))


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False
