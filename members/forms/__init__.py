"""The shape of what people type; forms validate, they never act."""

from members.forms.applications import ApplicationActForm, ApplicationForm, LinkForm
from members.forms.contacts import ContactForm, MessageForm, NarrowForm
from members.forms.directory import DirectoryForm
from members.forms.people import AccountForm, AnswerForm, InviteForm, JoinForm, LanguageForm, RoleForm
from members.forms.profiles import CertificatesFormSet, DecisionForm, ProfileForm
from members.forms.register import MemberForm, RegisterForm

__all__ = [
    "ApplicationActForm",
    "ApplicationForm",
    "LinkForm",
    "AccountForm",
    "AnswerForm",
    "InviteForm",
    "JoinForm",
    "LanguageForm",
    "RoleForm",
    "CertificatesFormSet",
    "DecisionForm",
    "ProfileForm",
    "ContactForm",
    "DirectoryForm",
    "MessageForm",
    "NarrowForm",
    "MemberForm",
    "RegisterForm",
]
