"""The colours of a cluster: whichever two it chooses, text in them is read by day and by night."""

import re

import pytest

from members.identity import BLACK, NIGHT, PAPER, WHITE, contrast, readable, sheet

COLOURS = ["#14497c", "#ffd400", "#000000", "#ffffff", "#ff0000", "#00ff7f", "#808080", "#8A2B1D"]


def test_contrast_is_that_of_the_standard():
    assert contrast(WHITE, BLACK) == contrast(BLACK, WHITE) == 21
    assert round(contrast("#767676", WHITE), 2) == 4.54


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("ground", [PAPER, NIGHT, WHITE])
def test_a_colour_becomes_readable_on_each_ground(colour, ground):
    assert contrast(readable(colour, on=ground), ground) >= 4.5


def test_a_colour_that_is_readable_already_stays_as_it_is():
    assert readable("#14497c", on=PAPER) == "#14497c"


@pytest.mark.parametrize("colour", COLOURS)
def test_the_sheet_keeps_links_and_buttons_readable(colour):
    day, _dark, night = sheet(colour, "#8a2b1d").splitlines()
    for rule, ground, ink in ((day, PAPER, WHITE), (night, NIGHT, BLACK)):
        values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule))
        assert contrast(values["link"], ground) >= 4.5
        assert contrast(values["button"], ink) >= 4.5
        assert contrast(values["button-hover"], ink) >= 4.5
        assert contrast(values["header-bg"], WHITE) >= 4.5
