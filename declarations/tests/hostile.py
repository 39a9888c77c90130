"""Files that must not come in, each with the reason it is refused for."""

import re
from collections.abc import Iterator
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from declarations.sandbox.refusals import Reason
from declarations.tests.papers import (
    CATALOGUE,
    PAGE,
    archive,
    attach,
    blank,
    by_hand,
    changed,
    nothing,
    picture,
    updated,
)

_PACKED = {"object_stream_mode": ObjectStreamMode.generate}
_LOOSE = {"object_stream_mode": ObjectStreamMode.disable, "compress_streams": False}


def _script(code: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def _anew(thing: pikepdf.Object) -> pikepdf.Object:
    """Return a copy: what was once put into a paper belongs to it."""
    return pikepdf.Object.parse(thing.unparse())


def _opens_with(action: Dictionary):
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pdf.make_indirect(_anew(action))

    return change


def _annotated(**facts: object):
    def change(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(**{"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9])} | facts)
        pdf.pages[0].Annots = Array([pdf.make_indirect(_anew(note))])

    return change


def _in_names(pdf: pikepdf.Pdf) -> None:
    kids = pdf.make_indirect(Dictionary(Names=Array([String("a"), pdf.make_indirect(_script())])))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Kids=Array([kids])))


def _in_catalogue(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=_script())


def _on_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=_script())


def _in_field(pdf: pikepdf.Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=_script()))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


def _in_outline(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines = Dictionary(First=pdf.make_indirect(Dictionary(Title=String("a"), A=_script())))


def _after_another(pdf: pikepdf.Pdf) -> None:
    last = pdf.make_indirect(_script())
    for _step in range(3):
        last = pdf.make_indirect(Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([last])))
    pdf.Root.OpenAction = last


def _as_stream(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.Stream(pdf, b"app.alert(1)"))


def _under_another_number(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=pdf.make_indirect(Name.JavaScript), JS=String("app.alert(1)"))


_PLACES = {
    "on opening": _opens_with(_script()),
    "in the catalogue": _in_catalogue,
    "on a page": _on_page,
    "on a link": _annotated(A=_script()),
    "on touching": _annotated(AA=Dictionary(E=_script())),
    "in a field": _in_field,
    "among the names": _in_names,
    "in the outline": _in_outline,
    "after other actions": _after_another,
    "as a stream": _as_stream,
    "under another number": _under_another_number,
}


def _scripts() -> Iterator[tuple[str, Reason, bytes]]:
    for place, change in _PLACES.items():
        yield f"script {place}", Reason.SCRIPT, changed(blank(), change, **_LOOSE)
        yield f"script {place}, packed", Reason.SCRIPT, changed(blank(), change, **_PACKED)
    plain = changed(blank(), _opens_with(_script()), **_LOOSE)
    for spelt in (b"/#4aavaScript", b"/J#61vaScr#69pt", b"/#4A#61#76#61#53#63#72#69#70#74"):
        yield f"script spelt {spelt!r}", Reason.SCRIPT, plain.replace(b"/JavaScript", spelt)
    yield "script behind a comment", Reason.SCRIPT, re.sub(rb"/S\s*/JavaScript", b"/S%\r/JavaScript", plain)
    twice = b"<</S/URI/URI(https://example.org)/S/JavaScript/JS(app.alert\\(1\\))>>"
    yield "script said twice", Reason.SCRIPT, by_hand(*CATALOGUE, PAGE, twice)
    yield "script nothing leads to", Reason.SCRIPT, by_hand(*CATALOGUE, PAGE, b"<</S/JavaScript/JS(1)>>")
    for how, saved in (("", _LOOSE), (", packed", _PACKED)):
        old = changed(blank(), _opens_with(_script()), **saved)
        yield f"script of an earlier state{how}", Reason.SCRIPT, updated(old, _without_opening)
    address = Dictionary(S=Name.URI, URI=String(" JavaScript:alert(1)"))
    yield "script as an address", Reason.SCRIPT, changed(blank(), _annotated(A=address))


def _without_opening(writer) -> None:
    del writer.root["/OpenAction"]
    writer.update_root()


def _actions() -> Iterator[tuple[str, Reason, bytes]]:
    actions = {
        "launch": (Reason.STARTS, Dictionary(S=Name.Launch, F=String("umowa.doc"))),
        "launch on Windows": (
            Reason.STARTS,
            Dictionary(S=Name.Launch, Win=Dictionary(F=String("cmd"), P=String("/c"))),
        ),
        "submit": (Reason.SENDS, Dictionary(S=Name.SubmitForm, F=String("https://example.org"))),
        "import": (Reason.SENDS, Dictionary(S=Name.ImportData, F=String("a.fdf"))),
        "rendition": (Reason.PLAYS, Dictionary(S=Name.Rendition, JS=String("1"))),
        "go to a program": (Reason.PROGRAM, Dictionary(S=Name.GoToR, F=String("../calc.exe"), D=Array([0, Name.Fit]))),
        "go to an attached one": (
            Reason.PROGRAM,
            Dictionary(S=Name.GoToE, F=Dictionary(UF=String("a.SCR "), F=String("a"))),
        ),
    }
    for name, (reason, action) in actions.items():
        yield name, reason, changed(blank(), _opens_with(action), **_PACKED)
    for kind in ("RichMedia", "Movie", "Sound", "3D"):
        yield kind, Reason.PLAYS, changed(blank(), _annotated(Subtype=Name(f"/{kind}")), **_PACKED)


def _attached(name: str, content: bytes) -> bytes:
    return changed(blank(), lambda pdf: attach(pdf, name, content))


def _untyped(pdf: pikepdf.Pdf) -> None:
    attach(pdf, "a.txt", b"MZ\x90\0")
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == Name.EmbeddedFile:
            del thing["/Type"]


def _with_form(script: bytes):
    def change(pdf: pikepdf.Pdf) -> None:
        packets = (b"<xdp:xdp><template>", script, b"</template></xdp:xdp>")
        streams = [item for packet in packets for item in (String("a"), pikepdf.Stream(pdf, packet))]
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array(streams))

    return change


def _attachments() -> Iterator[tuple[str, Reason, bytes]]:
    starts = {"Windows": b"MZ\x90\0", "Linux": b"\x7fELF\2", "macOS": b"\xcf\xfa\xed\xfe", "shell": b"#!/bin/sh\n"}
    for system, content in starts.items():
        yield f"program of {system}", Reason.PROGRAM, _attached("umowa.txt", content)
    for ending in ("exe", "js", "bat", "jar", "scr", "msi", "vbs", "pdf.LNK"):
        yield f"attached .{ending}", Reason.PROGRAM, _attached(f"umowa.{ending}", b"x")
    yield "program in an archive", Reason.PROGRAM, _attached("umowy.zip", archive("umowa.pdf.exe"))
    yield "program that says nothing", Reason.PROGRAM, changed(blank(), _untyped)
    yield "PDF with a script attached", Reason.SCRIPT, _attached("a.pdf", changed(blank(), _on_page))
    yield "page with a script attached", Reason.SCRIPT, _attached("a.svg", b"<svg><script>alert(1)</script></svg>")
    yield "form with scripts", Reason.FORM, changed(blank(), _with_form(b"<event><script>1</script></event>"))
    wide = "<x:script>1</x:script>".encode("utf-16")
    yield "form with scripts in UTF-16", Reason.FORM, changed(blank(), _with_form(wide))


def _kinds() -> Iterator[tuple[str, Reason, bytes]]:
    paper, zipped = blank(), archive()
    page = b"%PDF-1.7\n%<html><script>alert(1)</script>\n"
    yield "PDF and page", Reason.TWO_KINDS, paper.replace(paper[:9], page, 1)
    yield "PDF and ZIP", Reason.TWO_KINDS, paper + zipped
    noted = zipped[:-2] + (len(paper)).to_bytes(2, "little") + paper
    yield "ZIP with a PDF as its note", Reason.TWO_KINDS, b"%PDF-1.4\n" + noted
    yield "PDF and tar", Reason.TWO_KINDS, b"%PDF-1.4\n".ljust(257) + b"ustar\x0000" + paper[9:]
    yield "PDF and page behind it", Reason.BEHIND_THE_END, blank(9) + b"<html><body onload=alert(1)>"
    yield "PDF and rest", Reason.BEHIND_THE_END, paper + b"x" * 5000
    yield "picture and PDF", Reason.KIND, b"GIF89a" + paper
    yield "program and PDF", Reason.KIND, b"MZ" + paper
    yield "line before the header", Reason.KIND, b"\n" + paper
    yield "page that names a PDF", Reason.KIND, b"<html><body>%PDF-1.7</body></html>"
    yield "nothing at all", Reason.KIND, b""
    yield "SVG", Reason.KIND, b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "GIF", Reason.KIND, picture("GIF")
    for kind in ("JPEG", "PNG", "TIFF"):
        yield f"{kind} and PDF", Reason.BEHIND_THE_END, picture(kind) + paper
        yield f"{kind} and page", Reason.BEHIND_THE_END, picture(kind).ljust(2000, b"\0") + b"<html>"
        yield f"{kind} and ZIP", Reason.TWO_KINDS, picture(kind) + zipped
        large = picture(kind, size=(400, 400))
        yield f"half a {kind}", Reason.DAMAGED, large[: len(large) // 2]
        yield f"{kind} in name only", Reason.DAMAGED, picture(kind)[:8] + b"nonsense" * 20


def _damaged() -> Iterator[tuple[str, Reason, bytes]]:
    paper = changed(blank(3), lambda pdf: attach(pdf, "a.txt", b"x" * 5000), compress_streams=False, linearize=True)
    for part in (10, 50, 90, 99):
        yield f"{part} % of a paper", Reason.DAMAGED, paper[: len(paper) * part // 100]
    yield "header alone", Reason.DAMAGED, b"%PDF-1.7\n%%EOF"
    yield "deeply nested", Reason.DAMAGED, b"%PDF-1.7\n" + b"[" * 50_000 + b"\nstartxref\n9\n%%EOF"
    yield "no tree of pages", Reason.DAMAGED, by_hand(b"<</Type/Catalog/Pages 9 0 R>>")
    yield "pages that hold themselves", Reason.DAMAGED, by_hand(*CATALOGUE[:1], b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield "no pages", Reason.EMPTY, by_hand(*CATALOGUE[:1], b"<</Type/Pages/Kids[]/Count 0>>")
    locks = {"with a password": {"user": "a", "owner": "b"}, "against printing": {"user": "", "owner": "b"}}
    for how, words in locks.items():
        for strength in (4, 6):
            lock = pikepdf.Encryption(R=strength, **words)
            locked = changed(blank(), nothing, encryption=lock, deterministic_id=False)
            yield f"encrypted {how}, {strength}", Reason.ENCRYPTED, locked


@cache
def hostile() -> dict[str, tuple[Reason, bytes]]:
    """Return at least sixty files that are refused, by what they are, with the reason."""
    parts = (_scripts(), _actions(), _attachments(), _kinds(), _damaged())
    return {name: (reason, data) for part in parts for name, reason, data in part}
