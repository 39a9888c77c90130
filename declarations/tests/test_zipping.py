"""A ZIP that goes out while it is made: piece by piece, and the same each time."""

from zipfile import ZipFile

from declarations import zipping


def pieces() -> list[bytes]:
    sink, out = zipping.Sink(), []
    with ZipFile(sink, "w") as archive:
        for name in ("a", "b"):
            with archive.open(zipping.info(f"{name}.txt"), "w") as file:
                file.write(name.encode() * 1000)
            out.append(sink.taken())
    return [*out, sink.taken()]


def test_each_file_goes_out_before_the_next_is_made_and_nothing_is_held(tmp_path):
    sent = pieces()
    assert all(sent)
    path = tmp_path / "a.zip"
    path.write_bytes(b"".join(sent))
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.read("b.txt") == b"b" * 1000


def test_made_twice_it_is_the_same_file():
    assert pieces() == pieces()
