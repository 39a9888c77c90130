"""The laws of what is shown: a page has one name and a use, decides nothing and names no other host."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.contrib import admin
from django.template.loader import get_template, render_to_string
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from komportal.tests.test_architecture import APPS, ROOT, modules
from komportal.views import REASONS

TEMPLATES = ROOT / "templates"
STATIC = [path for path in (ROOT / "static").rglob("*") if path.suffix in (".css", ".js", ".svg", ".json")]
# Answers that are no page of ours: health in plain text, a file, and the library's log-in.
WITHOUT_TEMPLATE = {
    *(
        "document_download",
        "document_preview",
        "declaration_evidence",
        "own_documents",
        "own_data_file",
        "logo",
        "picture",
        "post_card",
        "event_calendar",
        "home_card",
        "organisation_card",
        "event_card",
    ),
    *("livez", "readyz", "account_login", "robots", "sitemap", "mark", "colours", "favicon"),
    *("journal_feed", "feed", "signature_feed", "event_feed", "post_feed"),
}
EXTENDS = re.compile(r'{% extends "([^"]+)"')
INCLUDE = re.compile(r"{% include (\S+)([^%]*)%}")
ABOUT_KOM = re.compile(r"\bKOM\b(?! Portal)|Klaster Obróbki|CPIiR|Bia[łl]yst|Podlas|Suwa[łl]")


@cache
def ours() -> dict[str, str]:
    """Return the name and text of each of our templates."""
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in sorted(TEMPLATES.rglob("*.*"))}


@cache
def is_library(name: str) -> bool:
    """Tell whether a library has a template of this name, so that ours replaces it."""
    return any((Path(folder) / name).is_file() for folder in get_app_template_dirs("templates"))


def is_looked_up_by_the_admin(name: str) -> bool:
    """Tell a template that the admin takes for one model, as admin/<app>/<model>/change_form.html."""
    folder, _, page = name.rpartition("/")
    known = {f"admin/{model._meta.label_lower.replace('.', '/')}" for model in admin.site._registry}
    return folder in known and is_library(f"admin/{page}")


def pages(resolver: URLResolver) -> Iterator[URLPattern]:
    """Return the addresses that lead to functions of ours, without admin and open data."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.namespace in ("admin", "api") else pages(pattern)
        elif pattern.callback.__module__.split(".")[0] in APPS:
            yield pattern


# One name


def test_the_address_the_view_and_the_template_have_one_name():
    found = {pattern.name: inspect.unwrap(pattern.callback) for pattern in pages(get_resolver())}
    assert len(found) > 10
    wrong = [f"{name}: the view is {view.__name__}" for name, view in found.items() if view.__name__ != name]
    for name, view in found.items():
        app = view.__module__.split(".")[0]
        template = f"{name}.html" if app == "komportal" else f"{app}/{name}.html"
        if name not in WITHOUT_TEMPLATE and (template not in ours() or template not in inspect.getsource(view)):
            wrong.append(f"{name}: the template is not {template}")
    assert not wrong, "\n".join(wrong)


# Use


def used_by(name: str, text: str) -> set[str]:
    return {*EXTENDS.findall(text), *(target.strip("\"'") for target, _ in INCLUDE.findall(text))} - {name}


def orphans(templates: dict[str, str], code: str) -> set[str]:
    """Return the templates that no view renders, no library looks for and no used template extends or includes."""
    errors = {f"{status}.html" for status in REASONS}
    used = {name for name in templates if is_library(name) or name in errors or f'"{name}"' in code}
    used |= {name for name in templates if is_looked_up_by_the_admin(name)}
    fresh = used
    while fresh:
        fresh = {other for name in fresh for other in used_by(name, templates[name]) if other in templates} - used
        used |= fresh
    return set(templates) - used


def test_every_template_is_used():
    code = "\n".join(module.source for module in modules() if module.is_code)
    assert orphans(ours(), code) == set()


def test_an_unused_template_is_seen():
    templates = {
        "a.html": '{% include "_b.html" only %}',
        "_b.html": "",
        "c.html": '{% extends "d.html" %}',
        "d.html": "",
    }
    assert orphans(templates, 'render(request, "a.html")') == {"c.html", "d.html"}


@pytest.mark.parametrize("name", ours())
def test_every_template_compiles(name):
    assert get_template(name)


# Form


def chain(name: str, templates: dict[str, str]) -> list[str]:
    """Return our own templates from a page down to its base; those that replace a library's follow its order."""
    above = EXTENDS.findall(templates.get(name, ""))
    own = [] if is_library(name) else [name]
    return own + (chain(above[0], templates) if above and above[0] in templates and above[0] != name else [])


def has_two_levels(name: str, text: str) -> Iterator[str]:
    if len(chain(name, ours() | {name: text})) > 2:
        yield "stands on more than one base"


def includes_partials_with_what_they_need(name: str, text: str) -> Iterator[str]:
    for target, arguments in INCLUDE.findall(text):
        if target[0] not in "\"'":
            yield f"includes {target}, whatever that is"
        elif not is_library(target[1:-1]):
            if not Path(target[1:-1]).name.startswith("_"):
                yield f"includes {target}, which is no partial"
            if not arguments.split()[-1:] == ["only"]:
                yield f"includes {target} without `only`"


def decides_nothing(name: str, text: str) -> Iterator[str]:
    for pattern in (r"\.state\b", r"\bperms\b", r"\buser\.", r"{% now\b"):
        yield from re.findall(pattern, re.sub(r"{#.*?#}", "", text))


def is_plain_html(name: str, text: str) -> Iterator[str]:
    yield from re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text)
    for attributes in re.findall(r"<script\b([^>]*)>", text):
        # Data for a script of the library is no script.
        if "src=" not in attributes and 'type="application/json"' not in attributes:
            yield "a script without src"


def names_no_other_host(name: str, text: str) -> Iterator[str]:
    text = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    yield from re.findall(r"https?://[^\s\"')]*|(?:src|href|action)=[\"']//[^\"']*|url\([\"']?//[^)]*", text)


TEMPLATE_LAWS = (
    has_two_levels,
    includes_partials_with_what_they_need,
    decides_nothing,
    is_plain_html,
    names_no_other_host,
)


@pytest.mark.parametrize("law", TEMPLATE_LAWS, ids=lambda law: law.__name__)
def test_every_template(law):
    wrong = [f"{name}: {fault}" for name, text in ours().items() for fault in law(name, text)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("law", "text"),
    [
        (has_two_levels, '{% extends "home.html" %}'),
        (includes_partials_with_what_they_need, '{% include "home.html" only %}'),
        (includes_partials_with_what_they_need, '{% include "partials/_day.html" with day=day %}'),
        (includes_partials_with_what_they_need, "{% include template only %}"),
        (decides_nothing, '{% if declaration.state == "open" %}'),
        (decides_nothing, "{% if perms.members %}"),
        (decides_nothing, "{{ request.user.email }}"),
        (decides_nothing, '{% now "Y" %}'),
        (is_plain_html, '<p style="color: red">'),
        (is_plain_html, '<p onclick="go()">'),
        (is_plain_html, "<script>go()</script>"),
        (names_no_other_host, '<img src="https://cdn.example.org/a.png">'),
        (names_no_other_host, '<script src="//cdn.example.org/a.js"></script>'),
    ],
)
def test_a_breach_is_seen(law, text):
    assert list(law("page.html", text))


def test_static_files_name_no_other_host():
    assert STATIC
    wrong = [f"{path.name}: {fault}" for path in STATIC for fault in names_no_other_host(path.name, path.read_text())]
    assert not wrong, "\n".join(wrong)


# One cluster is data


def test_nothing_about_the_first_cluster_is_in_the_code():
    texts = {module.path: module.source for module in modules() if module.room != "tests"}
    # The one command that loads the first cluster, from a file of data.
    del texts["declarations/management/commands/load_kom_2014.py"]
    texts |= {f"templates/{name}": text for name, text in ours().items()}
    beside = [*STATIC, *(ROOT / "locale").rglob("*.po"), ROOT / ".env.example"]
    texts |= {path.relative_to(ROOT).as_posix(): path.read_text() for path in beside}
    wrong = [f"{name}: {word}" for name, text in texts.items() for word in ABOUT_KOM.findall(text)]
    assert not wrong, "\n".join(wrong)


# What a form says of its errors


class Question(forms.Form):
    page = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = forms.IntegerField(required=False)
    day = forms.IntegerField(required=False)


@pytest.mark.parametrize(
    ("typed", "alerts", "said"),
    [
        ({"page": "x"}, ["Enter a whole number."], []),
        ({"year": "x", "day": "x"}, [], ["The reason stands above each of them."]),
        ({"page": "x", "year": "x"}, ["Enter a whole number."], ["The reason stands above each of them."]),
    ],
)
def test_errors_of_hidden_fields_are_shown_and_the_reader_is_sent_to_visible_ones_only(typed, alerts, said):
    with translation.override("en"):
        text = render_to_string("partials/_form_errors.html", {"form": Question(typed)})
    assert re.findall(r"Enter a whole number\.|The reason stands above each of them\.", text) == alerts + said
