"""What the database holds on persons: every column of every table is personal or not, and why it is kept how long.

The grounds are those of Regulation (EU) 2016/679 (GDPR); a test fails while a column stands in no row.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kept:
    """The columns of one table, as names divided by blanks, and the ground on which the personal ones are kept."""

    personal: str
    rest: str
    ground: Promise
    # Personal as well, but shown to nobody: whoever reads one could act as the person.
    unshown: str = ""


_ACCOUNT = _("The account by which the person acts for an organisation (art. 6(1)(f)). Until it is erased.")
_SECURITY = _("Security of the account (art. 32). Until the session ends, or the account is erased.")
_SPEAKS = _("Who may act for an organisation, and since when (art. 6(1)(f)). Until it is erased.")
_CHOSEN = _("Shown by the person’s own choice, which can be changed at any time (art. 6(1)(a)).")
_ASKED = _("Steps taken before an organisation or its person joins (art. 6(1)(b)). Until the period for it is over.")
_MAILED = _("Proof of what was sent and when (art. 5(2)). Until the period for it is over.")
_SIGNED = _(
    "Proof of who signed a declaration (art. 6(1)(f)). It stays after an erasure as evidence of a legal act "
    "(art. 17(3)(e)), unless the office erases it as well; the name also stands on the signed paper."
)
_DONE = _("Accountability for what was done (art. 5(2)). The entry stays; the values beside it are erased.")
_NONE = _("Not about persons.")
_NAMED = _("Text of the office, in which a person may be named. It is put right by hand.")
_PAPER = _("The signed paper itself, and what it is called (art. 17(3)(e)).")


def _not_about_persons(rest: str) -> Kept:
    return Kept("", rest, _NONE)


_PERIOD = "id version since until"

# What the libraries' and the journal's tables and columns are called for readers.
TITLES = {
    "sessions.session": _("End of sessions"),
    "usersessions.usersession": _("Open sessions"),
    "mfa.authenticator": _("Second factors"),
    "account.emailaddress": _("Addresses of the account"),
    "account.emailconfirmation": _("Confirmations of an address"),
    "journal.entry": _("What the person did"),
    "journal.personalvalue": _("Values beside the journal"),
}
LABELS = {
    "ip": _("network address"),
    "user_agent": _("browser"),
    "created_at": _("begun"),
    "last_seen_at": _("last used"),
    "last_used_at": _("last used"),
    "expire_date": _("ends"),
    "type": _("kind"),
    "is_superuser": _("operator of the portal"),
    "value": _("what stood there"),
    "told": _("what was told in it"),
}

TABLES = {
    "admin.logentry": Kept(
        "user object_repr change_message", "id action_time content_type object_id action_flag", _DONE
    ),
    "auth.permission": _not_about_persons("id name content_type codename"),
    "auth.group": _not_about_persons("id name permissions"),
    "contenttypes.contenttype": _not_about_persons("id app_label model"),
    "sessions.session": Kept("expire_date", "", _SECURITY, unshown="session_key session_data"),
    "account.emailaddress": Kept("user email", "id verified primary", _ACCOUNT),
    "account.emailconfirmation": Kept("email_address created sent", "id", _ACCOUNT, unshown="key"),
    "mfa.authenticator": Kept("user type created_at last_used_at", "id", _SECURITY, unshown="data"),
    "usersessions.usersession": Kept(
        "user ip user_agent created_at last_seen_at", "id", _SECURITY, unshown="session_key data"
    ),
    "journal.entry": Kept("actor at act object_type", "number object_key facts previous hash", _DONE),
    "journal.personalvalue": Kept("value", "id entry field side", _DONE, unshown="salt"),
    "journal.head": _not_about_persons("id number hash"),
    "journal.publishedhead": _not_about_persons("day at number hash"),
    "journal.check": _not_about_persons("id at number hash fault"),
    "journal.receipt": _not_about_persons("id key object_type object_key at"),
    "members.user": Kept(
        "email name language last_login is_staff is_superuser is_active groups user_permissions",
        "id version key",
        _ACCOUNT,
        unshown="password",
    ),
    "members.organisation": Kept(
        "description_pl description_en",
        "id version name short_name slug kind city address website nip regon krs pkd_2007 pkd_2025 chain_role "
        "size_class competences_pl competences_en processes_pl processes_en materials_pl materials_en logo mail_domain "
        "profile_confirmed_on is_listed city_search search_text profile_search sort_key",
        _NAMED,
    ),
    "members.formerslug": _not_about_persons("id slug organisation"),
    "members.certificate": _not_about_persons(f"{_PERIOD} organisation name number issuer"),
    "members.membership": Kept("end_reason", f"{_PERIOD} since_is_attested organisation basis", _NAMED),
    "members.group": Kept("about_pl about_en", "id version slug name_pl name_en short_name began_in", _NAMED),
    "members.groupmembership": _not_about_persons(f"{_PERIOD} since_is_attested group organisation"),
    "members.cluster": Kept(
        "contact_email contact_phone answers_for_it about_pl about_en footer_pl footer_en accessibility_pl "
        "accessibility_en privacy_pl privacy_en building_pl building_en",
        "id version organisation coordinator began_in recommendations statements_pl statements_en conformity "
        "published_on updated_on stated_on reviewed_on",
        _NAMED,
    ),
    "members.keyfigure": _not_about_persons(
        "id version label_pl label_en value value_up_to unit_pl unit_en group as_of precision period_from period_to "
        "source is_target position"
    ),
    "members.representative": Kept("user organisation role since until", "id version", _SPEAKS),
    "members.contact": Kept(
        "user organisation name function email phone name_seen function_seen email_seen phone_seen name_chosen_on "
        "function_chosen_on email_chosen_on phone_chosen_on",
        "id version",
        _CHOSEN,
    ),
    "members.invitation": Kept(
        "email name organisation role language asked made_at expires_at confirmed_at allowed_at accepted_at closed_at",
        "id version",
        _ASKED,
        unshown="key_sha256",
    ),
    "members.application": Kept(
        "contact_name contact_email contact_phone language made_at state reason",
        "id version name kind nip regon krs city address website staff turnover balance size_class chain_role about "
        "recommended_by statements resolution decided_on organisation",
        _ASKED,
        unshown="key_sha256",
    ),
    "members.proposal": Kept("by organisation made_at reason", "id version changes state decided_at taken", _SPEAKS),
    "members.outgoingmail": Kept(
        "recipient user kind language told made_at sent_at",
        "id object_type object_key once attempts next_attempt_at error",
        _MAILED,
    ),
    "declarations.post": Kept(
        "title_pl title_en text_pl text_en",
        "id version slug day tags_pl tags_en is_published search_text tag_search",
        _NAMED,
    ),
    "declarations.postlink": _not_about_persons("id version post organisation event declaration"),
    "declarations.picture": Kept(
        "alt_pl alt_en credit", "id version event post position sha256 small_sha256 width height", _NAMED
    ),
    "declarations.statement": Kept(
        "person function text_pl text_en", "id version event organisation position said_on", _NAMED
    ),
    "declarations.signingevent": Kept(
        "announcement_pl announcement_en report_pl report_en",
        "id version title_pl title_en slug day city venue host is_published search_text",
        _NAMED,
    ),
    "declarations.declaration": Kept(
        "text reason search_text",
        "id version title slug kind number dated_on valid_from valid_until relation base event visibility state "
        "opened_at terminated_on",
        _NAMED,
    ),
    "declarations.wording": _not_about_persons("id declaration sha256 since"),
    "declarations.document": Kept(
        "title file_name text_alternative",
        "id version declaration kind language visibility supersedes media_type pages has_text size sha256 uploaded_at",
        _PAPER,
    ),
    "declarations.examination": Kept("report", "id version document at verdict library lists_as_of", _PAPER),
    "declarations.trustlist": _not_about_persons(
        "id version territory sequence issued_at next_update services size sha256 loaded_at"
    ),
    "declarations.signature": Kept(
        "person function declaration organisation signed_on reason",
        "id version position side name_as_signed second_name represented_by state method withdrawn_on",
        _SIGNED,
    ),
}
