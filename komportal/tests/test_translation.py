"""Tests of locale/: every word on the screen has its Polish, compiled, with the same placeholders and addresses."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import allauth
import django
import polib
import pytest
from django.conf import settings
from django.urls import resolve, reverse
from django.utils import formats, translation
from django.utils.translation import ngettext
from django.utils.translation.template import templatize

from komportal.management.commands.update_translations import CATALOGUE

Message = tuple[str | None, str]

APPS = ("komportal", "declarations", "members", "journal")
# Name of the function: how many of its first arguments are the context, and how many the message.
FUNCTIONS = {"gettext": (0, 1), "pgettext": (1, 1), "ngettext": (0, 2), "npgettext": (1, 2)}
LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(npgettext|ngettext|pgettext|gettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?")
SAME_IN_BOTH_LANGUAGES = {"Partner", "partner", "Status", "Tag", "PKD %(edition)s"}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _key(entry: polib.POEntry) -> Message:
    return (entry.msgctxt, entry.msgid)


def _polish(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def _is_ours(entry: polib.POEntry) -> bool:
    """Tell our own messages from better words for a message of a library, which no file of ours names."""
    return bool(entry.occurrences)


# What code and templates say


def _in_code(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({alias.asname or alias.name: alias.name.removesuffix("_lazy") for alias in node.names})
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) in FUNCTIONS:
            contexts, _ = FUNCTIONS[names[node.func.id]]
            texts = [ast.literal_eval(argument) for argument in node.args[: contexts + 1]]
            yield (texts[0] if contexts else None, texts[contexts])


def _in_template(source: str) -> Iterator[Message]:
    for function, first, second in CALL.findall(templatize(source)):
        contexts, _ = FUNCTIONS[{"_": "gettext"}.get(function, function)]
        texts = [ast.literal_eval(text) for text in (first, second) if text]
        # Django reads a template's message as a format, and so doubles its per cent signs.
        yield (texts[0] if contexts else None, texts[contexts])


def _messages() -> Iterator[tuple[Path, Message]]:
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "tests" not in path.parts:
                yield from ((path, message) for message in _in_code(path.read_text()))
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        yield from ((path, message) for message in _in_template(path.read_text()))


def test_messages_are_found_in_code_and_templates():
    imports = "from django.utils.translation import gettext_lazy as _, npgettext"
    code = f"{imports}\n_('a'); f\"{{_('b')}}\"; npgettext('c', 'd', 'e', 2)"
    assert list(_in_code(code)) == [(None, "a"), ("c", "d"), (None, "b")]
    template = (
        '{% load i18n %}{% translate "a" %}{% translate "b" context "c" %}{{ x|default:_("d") }}'
        "{% blocktranslate trimmed count n=n %}\n  {{ n }} e's\n{% plural %}\n  {{ n }} f\n{% endblocktranslate %}"
    )
    assert list(_in_template(template)) == [(None, "a"), ("c", "b"), (None, "d"), (None, "%(n)s e's")]


def test_every_message_stands_in_the_catalogue(catalogue):
    known = {_key(entry) for entry in catalogue if not entry.obsolete}
    unknown = {
        f"{path.relative_to(settings.BASE_DIR)}: {message}" for path, message in _messages() if message not in known
    }
    assert not unknown, "run: python manage.py update_translations"


# What the catalogue says


def test_every_message_has_its_polish(catalogue):
    assert len(catalogue) > 400
    assert not [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete or not all(_polish(entry))]


def test_no_message_was_left_in_english(catalogue):
    left = {entry.msgid for entry in catalogue if entry.msgid in _polish(entry)}
    assert left - SAME_IN_BOTH_LANGUAGES == set()


def test_compiled_catalogue_is_in_step(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert compiled.metadata["Plural-Forms"] == catalogue.metadata["Plural-Forms"]
    assert {_key(entry): _polish(entry) for entry in compiled} == {_key(entry): _polish(entry) for entry in catalogue}


def _placeholders(text: str) -> set[str]:
    braced = {f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name is not None}
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]", text)) | braced | set(re.findall(r"</?\w+|<[\w:]+>", text))


def test_placeholders_and_tags_agree(catalogue):
    differing = []
    for entry in catalogue:
        asked = _placeholders(entry.msgid_plural or entry.msgid)
        differing += [(entry.msgid, polish) for polish in _polish(entry) if _placeholders(polish) != asked]
    assert not differing


def test_polish_is_set_as_polish_is(catalogue):
    wrong = [
        (entry.msgid, polish)
        for entry in catalogue
        if _is_ours(entry)
        for polish in _polish(entry)
        # What is a placeholder alone is neither.
        if re.sub(r"%\(\w+\)s", "", entry.msgid)
        # Quotation marks are „ and ”; a sentence stays a sentence, a label stays a label.
        and ("“" in polish or (entry.msgid[-1] in ".?:…") != (polish[-1] in ".?:…") or polish != polish.strip())
    ]
    assert not wrong


def test_better_words_still_have_their_message(catalogue):
    libraries = [Path(django.__file__).parent, Path(allauth.__file__).parent]
    known = {
        _key(entry)
        for library in libraries
        for compiled in library.rglob("locale/pl/LC_MESSAGES/django.mo")
        for entry in polib.mofile(str(compiled))
    }
    assert [entry.msgid for entry in catalogue if not _is_ours(entry) and _key(entry) not in known] == []


# What the reader gets


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 firm członkowskich w rejestrze"),
        (1, "1 firma członkowska w rejestrze"),
        (2, "2 firmy członkowskie w rejestrze"),
        (5, "5 firm członkowskich w rejestrze"),
        (12, "12 firm członkowskich w rejestrze"),
        (22, "22 firmy członkowskie w rejestrze"),
        (25, "25 firm członkowskich w rejestrze"),
    ],
)
def test_plurals(count, words):
    with translation.override("pl"):
        message = ngettext("%(counter)s member firm in the register", "%(counter)s member firms in the register", count)
    assert message % {"counter": count} == words


def test_months_are_written_small():
    day = date(2014, 11, 7)
    with translation.override("pl"):
        assert formats.date_format(day) == "7 listopada 2014"
        assert formats.date_format(day, "YEAR_MONTH_FORMAT") == "listopad 2014"


SLUG = {"slug": "kom"}


@pytest.mark.parametrize(
    ("name", "values", "polish", "english"),
    [
        ("home", {}, "/", "/en/"),
        ("accessibility", {}, "/dostepnosc/", "/en/accessibility/"),
        ("privacy", {}, "/prywatnosc/", "/en/privacy/"),
        ("partner_list", {}, "/partnerzy/", "/en/partners/"),
        ("member_list", {}, "/czlonkowie/", "/en/members/"),
        ("organisation_detail", SLUG, "/podmioty/kom/", "/en/organisations/kom/"),
        ("event_list", {}, "/wydarzenia/", "/en/events/"),
        ("event_detail", SLUG, "/wydarzenia/kom/", "/en/events/kom/"),
        ("post_list", {}, "/aktualnosci/", "/en/news/"),
        ("post_detail", SLUG, "/aktualnosci/kom/", "/en/news/kom/"),
        ("declaration_list", {}, "/deklaracje/", "/en/declarations/"),
        ("declaration_detail", SLUG, "/deklaracje/kom/", "/en/declarations/kom/"),
        (
            "document_download",
            {**SLUG, "pk": 7},
            "/deklaracje/kom/dokumenty/7/",
            "/en/declarations/kom/documents/7/",
        ),
        (
            "document_detail",
            {**SLUG, "pk": 7},
            "/deklaracje/kom/dokumenty/7/opis/",
            "/en/declarations/kom/documents/7/about/",
        ),
        (
            "document_preview",
            {**SLUG, "pk": 7},
            "/deklaracje/kom/dokumenty/7/podglad/",
            "/en/declarations/kom/documents/7/preview/",
        ),
        ("account_login", {}, "/konto/logowanie/", "/en/account/login/"),
        ("account_logout", {}, "/konto/wylogowanie/", "/en/account/logout/"),
        ("account_change_password", {}, "/konto/haslo/", "/en/account/password/"),
    ],
)
def test_addresses_are_the_fixed_ones(name, values, polish, english):
    for language, address in (("pl", polish), ("en", english)):
        with translation.override(language):
            assert reverse(name, kwargs=values) == address
            assert resolve(address).view_name == name


def test_addresses_are_plain_in_polish_too(catalogue):
    addresses = [polish for entry in catalogue if entry.msgid.endswith("/") for polish in _polish(entry)]
    assert len(addresses) > 20
    assert [address for address in addresses if not re.fullmatch(r"(([a-z-]+|<(slug|int|str):\w+>)/)+", address)] == []
