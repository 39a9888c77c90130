"""Papers as offices send them: two hundred sound PDF files by five writers, and pictures of scans."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf import PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

try:
    import weasyprint
except OSError:  # The machine has no pango.
    weasyprint = None

WORDS = "Zażółć gęślą jaźń – strony zgodnie oświadczają, co następuje."
_INFO = DictionaryObject({pdf_name("/Title"): pdf_string("Umowa, wersja druga")})
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


# Pictures


def picture(kind: str = "JPEG", *, mode: str = "L", frames: int = 1, size: tuple[int, int] = (120, 170)) -> bytes:
    scan, file = Image.new(mode, size, 1 if mode == "1" else "white"), BytesIO()
    for row in range(10, size[1] - 10, 12):
        ImageDraw.Draw(scan).line((10, row, size[0] - 10, row), fill=0)
    more = {"save_all": True, "append_images": [scan] * (frames - 1)} if kind == "TIFF" else {}
    scan.save(file, kind, **more)
    return file.getvalue()


PICTURES = {
    "grey JPEG": ("image/jpeg", 1, lambda: picture("JPEG")),
    "colour JPEG": ("image/jpeg", 1, lambda: picture("JPEG", mode="RGB")),
    "two pictures of a telephone": ("image/jpeg", 1, lambda: picture("JPEG") * 2),
    "what a telephone leaves behind the end": ("image/jpeg", 1, lambda: picture("JPEG") + b"\0\0\x01\x0aSEFH\0SEFT"),
    "PNG": ("image/png", 1, lambda: picture("PNG", mode="RGBA")),
    "TIFF": ("image/tiff", 1, lambda: picture("TIFF", mode="RGB")),
    "three pages in black and white": ("image/tiff", 3, lambda: picture("TIFF", mode="1", frames=3)),
}


# Five writers


def _canvas(draw: Callable[[Canvas], None], pages: int = 1) -> bytes:
    if _FONT.is_file() and "Polish" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Polish", _FONT))
    file = BytesIO()
    canvas = Canvas(file, pagesize=(300, 400), invariant=1)
    for _page in range(pages):
        canvas.setFont("Polish" if _FONT.is_file() else "Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _letter(canvas: Canvas) -> None:
    canvas.drawString(20, 360, WORDS)


def _scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(BytesIO(picture("JPEG", mode="RGB"))), 0, 0, 300, 400)


def _links(canvas: Canvas) -> None:
    canvas.bookmarkPage("top")
    canvas.addOutlineEntry("Strona", "top", closed=True)
    canvas.linkURL("https://example.org/JavaScript/Launch", (20, 20, 100, 40))
    canvas.linkURL("mailto:biuro@example.org", (20, 50, 100, 70))
    canvas.linkAbsolute("Na początek", "top", (20, 80, 100, 100))
    _letter(canvas)


def _form(canvas: Canvas) -> None:
    canvas.acroForm.textfield(name=f"firma{canvas.getPageNumber()}", x=20, y=200, width=100)
    canvas.acroForm.checkbox(name=f"zgoda{canvas.getPageNumber()}", x=20, y=150)
    _letter(canvas)


def _typeset(n: int) -> bytes:
    """Return a tagged page, every second one made to last (PDF/A-3); where the machine has no pango, a plain one."""
    if weasyprint is None:
        return _canvas(_letter, pages=n + 4)
    text = (
        f"<html lang=pl><title>Umowa</title><h1>Umowa nr {n}</h1><p>{WORDS}<p><a href='https://example.org'>adres</a>"
    )
    return weasyprint.HTML(string=text).write_pdf(pdf_variant="pdf/a-3b" if n % 2 else "pdf/ua-1")


def blank(pages: int = 1) -> bytes:
    writer, file = PdfWriter(), BytesIO()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    writer.write(file)
    return file.getvalue()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **how: object) -> bytes:
    """Return the paper as pikepdf writes it after a change."""
    file = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(file, **{"deterministic_id": True} | how)
    return file.getvalue()


def updated(data: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """Return the paper with a change written behind its end, as the standard has it."""
    writer, file = IncrementalPdfFileWriter(BytesIO(data)), BytesIO()
    change(writer)
    writer.write(file)
    return file.getvalue()


def attach(pdf: pikepdf.Pdf, name: str, content: bytes) -> None:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)


def archive(name: str = "word/document.xml") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        packed.writestr(name, "<w:document/>")
    return file.getvalue()


def _attachments(pdf: pikepdf.Pdf) -> None:
    attach(pdf, "faktura.xml", b"<?xml version='1.0'?><Faktura><P_1>2014-11-07</P_1></Faktura>")
    attach(pdf, "załącznik.pdf", blank())
    attach(pdf, "lista.csv", "Łódź;1\n".encode("cp1250"))
    attach(pdf, "regulamin.docx", archive())


def _harmless_actions(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
    pdf.Root.AA = Dictionary(WP=Dictionary(S=Name.Named, N=Name.Print))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("a"), Array([pdf.pages[0].obj, Name.Fit])])))
    pdf.docinfo.Title = "Skrypt /S /Sound? Nie: tytuł (JavaScript)."
    pdf.pages[0].Group = Dictionary(S=Name.Transparency)


def _form_without_scripts(pdf: pikepdf.Pdf) -> None:
    template = pikepdf.Stream(pdf, b"<xdp:xdp><template><subform name='a'/></template></xdp:xdp>")
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array([String("template"), template]))


def _rotated(pdf: pikepdf.Pdf) -> None:
    for number, page in enumerate(pdf.pages):
        page.rotate(90 * (number % 4), relative=False)


def by_hand(*objects: bytes, version: bytes = b"1.4", hybrid: bool = False) -> bytes:
    """Return a PDF of these objects, the first its catalogue; a hybrid hides nothing, but says where it might."""
    data, places = b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    size, more = len(objects) + 1, b""
    if hybrid:
        more = b" /XRefStm %d" % len(data)
        data += b"%d 0 obj\n<</Type/XRef/Size %d/W[1 2 1]/Index[0 0]/Length 0>>stream\n\nendstream\nendobj\n" % (
            size,
            size,
        )
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, more, start)


CATALOGUE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"


# Signed


@cache
def signer() -> signers.SimpleSigner:
    """Return somebody whose certificate nobody issued but himself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jan Żak")])
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(datetime(2014, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2034, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    bundle = serialization.pkcs12.serialize_key_and_certificates(
        b"jan", key, certificate, None, serialization.NoEncryption()
    )
    return signers.SimpleSigner.load_pkcs12_data(bundle, other_certs=[])


def signed(data: bytes, *names: str) -> bytes:
    """Return the paper signed once for each name, each signature written behind the one before."""
    for name in names:
        writer, file = IncrementalPdfFileWriter(BytesIO(data)), BytesIO()
        append_signature_field(writer, SigFieldSpec(name, box=(10, 10, 90, 40), on_page=0))
        meta = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
        signers.sign_pdf(writer, meta, signer=signer(), output=file)
        data = file.getvalue()
    return data


# All of them

_SAVED: dict[str, dict[str, object]] = {
    "as 1.3": {"force_version": "1.3", "object_stream_mode": ObjectStreamMode.disable},
    "as 1.4": {"force_version": "1.4", "object_stream_mode": ObjectStreamMode.disable},
    "as 1.6": {"force_version": "1.6", "object_stream_mode": ObjectStreamMode.generate},
    "as 2.0": {"force_version": "2.0", "object_stream_mode": ObjectStreamMode.generate},
    "linearised": {"linearize": True, "object_stream_mode": ObjectStreamMode.disable},
    "linearised with object streams": {"linearize": True, "object_stream_mode": ObjectStreamMode.generate},
    "uncompressed": {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
    "laid out for reading": {"qdf": True},
    "with tidy content": {"normalize_content": True},
}
_ENDED = {"no line break": b"", "CR LF": b"\r\n", "NULs": b"\0" * 512, "spaces": b"  \n\n"}


def nothing(pdf: pikepdf.Pdf) -> None:
    """Leave the paper as it is: what is asked for is how it is written."""


def _kinds() -> dict[str, bytes]:
    kinds = {
        "letter": _canvas(_letter),
        "three pages": _canvas(_letter, pages=3),
        "scan": _canvas(_scan, pages=2),
        "links": _canvas(_links, pages=2),
        "form": _canvas(_form),
        "blank": blank(2),
        "typeset": _typeset(0),
        "made to last": _typeset(1),
    }
    letter = kinds["letter"]
    kinds |= {
        name: changed(letter, change)
        for name, change in {
            "attachments": _attachments,
            "harmless actions": _harmless_actions,
            "form in XML": _form_without_scripts,
        }.items()
    }
    return kinds | {"rotated": changed(kinds["three pages"], _rotated)}


def _written() -> Iterator[tuple[str, bytes]]:
    kinds = _kinds()
    for name, data in kinds.items():
        yield name, data
        yield from ((f"{name}, {how}", changed(data, nothing, **saved)) for how, saved in _SAVED.items())
        yield f"{name}, updated", updated(data, lambda writer: writer.set_info(writer.add_object(_INFO)))
        yield (
            f"{name}, updated twice",
            updated(updated(data, lambda writer: writer.update_root()), lambda writer: writer.update_root()),
        )
        yield f"{name}, signed", signed(data, "Prezes")
    yield "signed by three", signed(kinds["scan"], "Prezes", "Dyrektor", "Rektor")
    yield from ((f"{n} pages", blank(n)) for n in range(3, 43))
    yield from ((f"ended with {how}", kinds["letter"].rstrip() + end) for how, end in _ENDED.items())
    for version in (b"1.3", b"1.4", b"1.5", b"1.6", b"1.7", b"2.0"):
        yield f"hybrid {version!r}", by_hand(*CATALOGUE, PAGE, version=version, hybrid=True)
        yield f"by hand {version!r}", by_hand(*CATALOGUE, PAGE, version=version)


@cache
def sound() -> dict[str, bytes]:
    """Return at least two hundred sound PDF files by what they are."""
    return dict(_written())
