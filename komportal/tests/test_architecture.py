"""The laws of the house, read from the code itself: what may import, write, read the clock, and how long it may be."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
APPS = ("journal", "members", "declarations", "komportal")  # from the ground up
FLOORS = (
    {*"lifecycle identifiers personal text chain pasting claims identity sandbox verify_evidence geography".split()},
    {"querysets", "files", "zipping", "constraints", "fields", "intake", "pictures"},
    {"models"},
    {"access", "queries", "forms", "paging", "matching", "proposals", "agenda", "examining", "previews", "maps"},
    {"mail", "printing", "words", "evidence", "archive", "linked_data", "charts", "cards"},
    {"use_cases", "register", "middleware"},
    {"views", "api", "admin", "management", "adapters", "context_processors", "exchange", "templatetags", "feeds"},
    {"urls", "account_urls", "apps", "settings", "wsgi"},
)
DOORS = FLOORS[6] | {"middleware"}
# The open data say what is missing in the words of the error pages.
# Lists of the admin go out as tables and come in again; a command reads the same tables.
NEIGHBOURS = {
    ("komportal.api", "komportal.views"),
    ("members.api", "members.exchange"),
    ("members.admin", "members.exchange"),
    ("declarations.admin", "declarations.exchange"),
    ("declarations.management", "declarations.exchange"),
    ("declarations.management", "members.exchange"),
}

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 40


@dataclass(frozen=True)
class Module:
    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def app(self) -> str:
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def room(self) -> str:
        return self.path.split("/")[1].removesuffix(".py") if self.app else ""

    @property
    def is_code(self) -> bool:
        """Tell a module of a room from tests, migrations and the files beside the apps."""
        return self.room not in ("", "tests", "migrations", "__init__")

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)} {what}"


@cache
def modules() -> list[Module]:
    paths = [*ROOT.glob("*.py"), *(path for app in APPS for path in (ROOT / app).rglob("*.py"))]
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths]


def called(node: ast.AST) -> str:
    """Return the last name of what is called: `save` of `thing.save()`."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


# Imports


def floor(room: str) -> int:
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), -1)


def imported(node: ast.AST) -> Iterator[str]:
    """Return what an import names, as far as it is ours: `declarations.access`."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        whole = node.module in APPS
        names = [f"{node.module}.{alias.name}" for alias in node.names] if whole else [node.module or ""]
        names = [f".{names[0]}"] if node.level else names
    yield from (".".join(name.split(".")[:2]) for name in names if name.split(".")[0] in (*APPS, ""))


def may_import(app: str, room: str, name: str) -> bool:
    other, _, its_room = name.partition(".")
    if (f"{app}.{room}", name) in NEIGHBOURS:
        return True
    if other == app:
        # A room that outgrew itself is a package; its files know each other.
        return its_room == room or -1 < floor(its_room) < floor(room)
    if other not in APPS or APPS.index(other) > APPS.index(app):
        return False
    # A door uses only a door of its own kind: a page may be built from a page, never from an admin.
    return -1 < floor(its_room) <= min(floor(room), 5) or its_room == room


def imports_only_downwards(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree) if module.is_code else ():
        for name in imported(node):
            if not may_import(module.app, module.room, name):
                yield module.at(node, f"imports {name}")


def stands_on_a_floor(module: Module) -> Iterator[str]:
    if module.is_code and floor(module.room) < 0:
        yield f"{module.path} is a room that no floor knows"


def imports_at_the_top(module: Module) -> Iterator[str]:
    # The plug-in that prepares the environment runs before Django may be loaded; manage.py is Django's own text.
    if module.path in ("komportal/tests/environment.py", "manage.py"):
        return
    # WeasyPrint loads libraries of the system: a machine without them serves everything but PDF files.
    allowed = {("declarations/printing.py", "import weasyprint")}
    for function in ast.walk(module.tree):
        for node in ast.walk(function) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else ():
            if (module.path, ast.unparse(node)) in allowed:
                continue
            if isinstance(node, ast.Import | ast.ImportFrom) or called(node) in ("import_module", "__import__"):
                yield module.at(node, "imports inside a function")


def imports_nothing_that_changes_into_a_migration(module: Module) -> Iterator[str]:
    # What a migration names must be there for ever, under that name: laws, checks and kinds of columns.
    lasting = ("constraints", "fields", "identifiers", "chain", "text")
    for node in ast.walk(module.tree) if module.room == "migrations" else ():
        for name in imported(node):
            if name.partition(".")[2] not in lasting:
                yield module.at(node, f"imports {name}")


# Writing

# Which calls write rows, and who may make them besides the journal. All journalled things go through journal.use_cases.
WRITES = {"save", "delete", "update", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITERS = {
    "journal/use_cases.py": WRITES,
    # Addresses of earlier names follow from the names, which are journalled.
    "members/use_cases/organisations.py": {"create", "delete"},
    # The queue of mails is no part of the register.
    "members/use_cases/mails.py": {"create", "update"},
    "declarations/register.py": {"save", "create"},
    # The version of a declaration whose parties changed; what the wording of an opened paper is known by.
    "declarations/use_cases/moving.py": {"update", "get_or_create"},
    # Mails and sessions of one person: no part of the register either.
    "declarations/use_cases/persons.py": {"delete"},
    # No rows: a file of words, a workbook, an uploaded table that waits for its confirmation, pictures.
    "komportal/management/commands/update_translations.py": {"save"},
    "members/exchange/formats.py": {"save"},
    "members/exchange/doors.py": {"save"},
    "declarations/printing.py": {"save"},
    "declarations/sandbox/drawing.py": {"save"},
    "declarations/cards.py": {"save"},
    "members/pictures.py": {"save"},
}


def writes_rows(node: ast.AST) -> bool:
    """Tell a call that writes rows from one of the same name on a dictionary, a hash or a form."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITES:
        return False
    if node.func.attr == "update":
        return not node.args
    is_model_itself = ast.unparse(node.func.value) == "super()"
    only_reads_the_form = any(keyword.arg == "commit" for keyword in node.keywords)
    return not is_model_itself and not only_reads_the_form


def leaves_writing_to_the_use_cases(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree) if module.is_code else ():
        if writes_rows(node) and called(node) not in WRITERS.get(module.path, ()):
            yield module.at(node, f"writes by .{called(node)}()")


def sets_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(name, ast.Attribute) and name.attr == "state" for one in targets for name in ast.walk(one)
        )
    if called(node) == "setattr":
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "state"
    return called(node) == "update" and any(keyword.arg == "state" for keyword in node.keywords)


def leaves_state_to_the_use_cases(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree) if module.is_code and module.room != "use_cases" else ():
        if sets_state(node):
            yield module.at(node, "sets a state")


def has_no_receivers(module: Module) -> Iterator[str]:
    # A socket connects as well.
    for node in ast.walk(module.tree) if module.is_code and module.path != "declarations/intake/malware.py" else ():
        if called(node) in ("receiver", "connect") or getattr(node, "id", "") == "receiver":
            yield module.at(node, "listens to a signal: what happens belongs into a use-case")


# The clock

CLOCK = {"now", "today", "utcnow", "localdate", "localtime", "Now"}


def leaves_the_clock_to_the_doors(module: Module) -> Iterator[str]:
    if not module.is_code or module.room in DOORS:
        return
    # `localdate(at)` turns a moment into its day: nobody looks at the clock.
    told = {node.func for node in ast.walk(module.tree) if called(node) in ("localdate", "localtime") and node.args}
    for node in ast.walk(module.tree):
        by_attribute = getattr(node, "attr", "") in CLOCK and node not in told
        by_import = isinstance(node, ast.ImportFrom) and any(alias.name in CLOCK for alias in node.names)
        by_column = isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add")
        if by_attribute or by_import or by_column:
            yield module.at(node, "reads the clock")


# Words and size

PROMISES = {"use_cases", "access", "queries", "lifecycle", "files", "register"}


def opens_with_a_sentence(module: Module) -> Iterator[str]:
    is_generated = module.room == "migrations" or module.path == "manage.py"
    if module.source.strip() and not is_generated:
        first, *_ = (ast.get_docstring(module.tree) or "").splitlines() or [""]
        if not first.endswith("."):
            yield f"{module.path} does not open with a sentence"


def says_what_it_promises(module: Module) -> Iterator[str]:
    for function in public_functions(module.tree) if module.is_code and module.room in PROMISES else ():
        if not ast.get_docstring(function):
            yield module.at(function, f"{function.name} has no docstring")


def takes_only_named_arguments_in_use_cases(module: Module) -> Iterator[str]:
    for function in public_functions(module.tree) if module.is_code and module.room == "use_cases" else ():
        if function.args.args or function.args.posonlyargs:
            yield module.at(function, f"{function.name} takes arguments by place")


def is_short(module: Module) -> Iterator[str]:
    if module.room == "migrations":
        return
    lines = len(module.source.splitlines())
    # The settings are one file, because deployments look for one.
    if lines > LINES_OF_A_MODULE + (50 if module.path == "komportal/settings.py" else 0):
        yield f"{module.path} has {lines} lines"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION:
            yield module.at(node, f"{node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines")


LAWS: tuple[Callable[[Module], Iterator[str]], ...] = (
    stands_on_a_floor,
    imports_only_downwards,
    imports_at_the_top,
    imports_nothing_that_changes_into_a_migration,
    leaves_writing_to_the_use_cases,
    leaves_state_to_the_use_cases,
    has_no_receivers,
    leaves_the_clock_to_the_doors,
    opens_with_a_sentence,
    says_what_it_promises,
    takes_only_named_arguments_in_use_cases,
    is_short,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_module(law):
    wrong = [fault for module in modules() for fault in law(module)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("law", "path", "source"),
    [
        (stands_on_a_floor, "members/helpers.py", ""),
        (imports_only_downwards, "members/views.py", "from declarations.models import Declaration"),
        (imports_only_downwards, "members/views.py", "import komportal.settings"),
        (imports_only_downwards, "members/models.py", "from members import access"),
        (imports_only_downwards, "members/access.py", "from members.queries import the_cluster"),
        (imports_only_downwards, "members/models.py", "from .text import fold"),
        (imports_only_downwards, "declarations/models.py", "from members.access import is_coordinator"),
        (imports_only_downwards, "declarations/views.py", "from members import admin"),
        (imports_only_downwards, "declarations/use_cases.py", "import members.views"),
        (imports_only_downwards, "declarations/management/commands/x.py", "from declarations import views"),
        (imports_at_the_top, "members/tests/test_views.py", "def test():\n    import json"),
        (imports_at_the_top, "members/views.py", "def view():\n    import_module('json')"),
        (imports_nothing_that_changes_into_a_migration, "members/migrations/0002_x.py", "import members.models"),
        (leaves_writing_to_the_use_cases, "members/views.py", "thing.save()"),
        (leaves_writing_to_the_use_cases, "members/admin.py", "rows.update(name='x')"),
        (leaves_writing_to_the_use_cases, "declarations/use_cases.py", "declaration.save()"),
        (leaves_writing_to_the_use_cases, "declarations/queries.py", "Declaration.objects.bulk_create(rows)"),
        (leaves_state_to_the_use_cases, "declarations/admin.py", "declaration.state = 'open'"),
        (leaves_state_to_the_use_cases, "declarations/register.py", "a, declaration.state = 1, 'open'"),
        (leaves_state_to_the_use_cases, "declarations/register.py", "rows.update(state='open')"),
        (leaves_state_to_the_use_cases, "declarations/models.py", "setattr(self, 'state', 'open')"),
        (has_no_receivers, "members/apps.py", "post_save.connect(handler)"),
        (has_no_receivers, "members/models.py", "@receiver(post_save)\ndef handler(**told): ..."),
        (leaves_the_clock_to_the_doors, "members/queries.py", "today = timezone.localdate()"),
        (leaves_the_clock_to_the_doors, "members/models.py", "at = models.DateTimeField(default=timezone.now)"),
        (leaves_the_clock_to_the_doors, "members/models.py", "at = models.DateTimeField(auto_now=True)"),
        (leaves_the_clock_to_the_doors, "members/text.py", "year = date.today().year"),
        (leaves_the_clock_to_the_doors, "members/text.py", "at = datetime.now(UTC)"),
        (leaves_the_clock_to_the_doors, "members/text.py", "from django.utils.timezone import now"),
        (opens_with_a_sentence, "members/text.py", "import re"),
        (says_what_it_promises, "members/access.py", "def may_sign(user): ..."),
        (takes_only_named_arguments_in_use_cases, "members/use_cases.py", "def keep(thing, *, by): ..."),
        (is_short, "members/views.py", "x = 1\n" * (LINES_OF_A_MODULE + 1)),
        (is_short, "members/views.py", "def view():\n" + "    x = 1\n" * LINES_OF_A_FUNCTION),
    ],
)
def test_a_breach_is_seen(law, path, source):
    assert list(law(Module(path, source)))


@pytest.mark.parametrize(
    ("law", "path", "source"),
    [
        (imports_only_downwards, "declarations/access.py", "from members.access import is_coordinator"),
        (imports_only_downwards, "declarations/admin.py", "from journal.admin import JournalledAdmin"),
        (imports_only_downwards, "declarations/management/commands/x.py", "import members.use_cases"),
        (leaves_writing_to_the_use_cases, "declarations/files.py", "digest.update(chunk)"),
        (leaves_writing_to_the_use_cases, "declarations/admin.py", "formset.save(commit=False)"),
        (leaves_state_to_the_use_cases, "declarations/queries.py", "open = declaration.state == 'open'"),
        (leaves_the_clock_to_the_doors, "declarations/use_cases.py", "day = timezone.localdate(at)"),
        (leaves_the_clock_to_the_doors, "declarations/views.py", "today = timezone.localdate()"),
    ],
)
def test_what_the_house_allows_is_no_breach(law, path, source):
    assert not list(law(Module(path, source)))


# Keys between apps


def test_a_key_to_an_app_below_leaves_no_name_there():
    shown = [
        f"{field.model.__name__}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model._meta.app_label in APPS
        and field.related_model._meta.app_label != app
        and not field.remote_field.hidden
    ]
    assert not shown, f"give them related_name='+': {shown}"


# Tests

# urls: every address has its row in the access table. wsgi: started by the browser tests.
UNTESTED = {"__init__", "apps", "urls", "account_urls", "wsgi"}


def test_every_module_has_its_test_file():
    wanted = {
        f"{module.app}/tests/test_{'commands' if module.room == 'management' else module.room}.py"
        for module in modules()
        if module.is_code and module.source.strip() and module.room not in UNTESTED
    }
    missing = sorted(path for path in wanted if not (ROOT / path).is_file())
    assert not missing, "\n".join(missing)


def test_every_test_stands_where_it_is_collected():
    lost = []
    for module in modules():
        path = Path(module.path)
        holds_tests = any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in ast.walk(module.tree)
        )
        packages = [ROOT / folder / "__init__.py" for folder in path.parents if folder != Path(".")]
        is_collected = "tests" in path.parts and path.name.startswith("test_") and all(map(Path.is_file, packages))
        if (holds_tests or path.name.startswith("test_")) and not (holds_tests and is_collected):
            lost.append(module.path)
    assert not lost, f"not collected, or without a test: {lost}"
