"""The account pages we offer, one by one: what else the library brings (sign-up, e-mails) has no address."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from komportal import views

password_reset = [
    path("", account.password_reset, name="account_reset_password"),
    path(_("sent/"), account.password_reset_done, name="account_reset_password_done"),
    path(_("done/"), account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # The key itself holds dashes; only the first one divides.
    re_path(
        r"^(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

second_factor = [
    path("", mfa.index, name="mfa_index"),
    path(_("code/"), mfa.authenticate, name="mfa_authenticate"),
    path(_("confirm/"), mfa.reauthenticate, name="mfa_reauthenticate"),
    path(_("activate/"), totp.activate_totp, name="mfa_activate_totp"),
    path(_("deactivate/"), totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(_("keys/"), keys.list_webauthn, name="mfa_list_webauthn"),
    path(_("keys/new/"), keys.add_webauthn, name="mfa_add_webauthn"),
    path(_("keys/confirm/"), keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(_("keys/<int:pk>/name/"), keys.edit_webauthn, name="mfa_edit_webauthn"),
    path(_("keys/<int:pk>/remove/"), keys.remove_webauthn, name="mfa_remove_webauthn"),
    path(_("recovery-codes/"), recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(_("recovery-codes/new/"), recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(_("recovery-codes/file/"), recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [
    path(_("login/"), views.account_login, name="account_login"),
    path(_("login/key/"), keys.login_webauthn, name="mfa_login_webauthn"),
    path(_("logout/"), account.logout, name="account_logout"),
    path(_("inactive/"), account.account_inactive, name="account_inactive"),
    path(_("confirm/"), account.reauthenticate, name="account_reauthenticate"),
    path(_("password/"), account.password_change, name="account_change_password"),
    # The library sends there whoever has no password yet and asks to change it.
    path(_("password/set/"), account.password_set, name="account_set_password"),
    path(_("password/reset/"), include(password_reset)),
    path(_("second-factor/"), include(second_factor)),
    path(_("sessions/"), sessions.list_usersessions, name="usersessions_list"),
]
