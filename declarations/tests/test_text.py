"""The wording of a declaration: what Markdown becomes, what is left as typed, and how Polish is set."""

import pytest

from declarations.text import as_html, bound

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Umowa z Łodzią i w Żółci", f"Umowa z{NBSP}Łodzią i{NBSP}w{NBSP}Żółci"),
        ("A oto (w skrócie) § 1 ust. 2", f"A{NBSP}oto (w{NBSP}skrócie) §{NBSP}1 ust.{NBSP}2"),
        ("w 2014 r. za 100 zł", f"w{NBSP}2014{NBSP}r. za 100{NBSP}zł"),
        ("raz w\ntygodniu", "raz w\ntygodniu"),
        ("dom, taki a", "dom, taki a"),
        ("2014 robót", "2014 robót"),
        ('w "domu" i **ogrodzie**', f'w{NBSP}"domu" i{NBSP}**ogrodzie**'),
        ("| a | b |", "| a | b |"),
        ("", ""),
    ],
)
def test_bound_keeps_together_what_a_line_must_not_part(text, expected):
    assert bound(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strony „A” i\n*chcą* **pracować**.", "<p>Strony „A” i<br>\n<em>chcą</em> <strong>pracować</strong>.</p>"),
        ("\"Klaster 'Kluczowy'\"", "<p>„Klaster «Kluczowy»”</p>"),
        ("1) raz\n2) dwa", '<ol class="bracket">\n<li>raz</li>\n<li>dwa</li>\n</ol>'),
        ("3. trzy", '<ol start="3">\n<li>trzy</li>\n</ol>'),
        ("lit. (c), (tm), itd...", "<p>lit. (c), (tm), itd...</p>"),
        ("Podpis\n----", "<p>Podpis</p>\n<hr>"),
        ("    wcięty wiersz", "<p>wcięty wiersz</p>"),
        (
            "| a |\n|---|\n| b |",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>",
        ),
    ],
)
def test_as_html_sets_the_wording(text, expected):
    assert str(as_html(text)).replace("&nbsp;", " ").startswith(expected)


def test_headings_begin_at_the_level_asked_for_and_leave_none_out():
    html = as_html("## Cel\n\n#### Punkt\n\n## Koniec", top=3)
    assert html == "<h3>Cel</h3>\n<h4>Punkt</h4>\n<h3>Koniec</h3>\n"
    assert "<h6>" in as_html("# 1\n\n## 2\n\n### 3\n\n#### 4", top=5)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<p onclick="go()" style="color: red">x</p>',
        '<link rel=attachment href="file:///etc/passwd">',
        "![obraz](file:///etc/passwd)",
        "[łącze](http://example.org/)",
        "[łącze](javascript:alert(1))",
        "<http://example.org/>",
        "[a]: http://example.org/",
        "[![x](data:image/png;base64,AA)](http://example.org)",
        "`kod`",
        '<svg onload="go()">',
    ],
)
def test_what_is_no_wording_stays_as_it_was_typed_and_does_nothing(text):
    html = str(as_html(text))
    assert html.startswith("<p>") and html.count("<") == 2
    letters = "".join(char for char in text if char.isalnum())
    shown = html.replace("&lt;", "").replace("&gt;", "")[3:-5]
    assert "".join(char for char in shown if char.isalnum()) == letters
