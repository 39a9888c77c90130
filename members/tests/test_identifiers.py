"""An official number is known by its digits, whatever it is typed with."""

import pytest
from django.core.exceptions import ValidationError

from members.identifiers import check_krs, check_nip, check_regon, compact

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed", ["542-011-22-34", "PL5420112234", "pl 542 011 22 34", "PL 542–011–22–34", " 5420112234\u00a0"]
)
def test_compact_leaves_the_digits_alone(typed):
    assert compact(typed) == "5420112234"


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (check_nip, "5420112234"),
        (check_regon, "123456785"),
        (check_regon, "12345678512347"),
        (check_krs, "0000012345"),
    ],
)
def test_a_number_in_order_is_taken(check, number):
    check(number)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (check_nip, "5420112235"),
        (check_nip, "542011223"),
        (check_nip, "54201122340"),
        (check_nip, "0000000000"),
        (check_nip, "542011223A"),
        (check_nip, "5420112234".translate(FULL_WIDTH)),
        (check_nip, "5420112234\n"),
        (check_regon, "123456786"),
        (check_regon, "12345678512348"),
        (check_regon, "000000000"),
        (check_regon, "00000000000000"),
        (check_regon, "1234567851"),
        (check_krs, "12345"),
        (check_krs, "0000000000"),
        (check_krs, "00000123456"),
        (check_krs, "000001234X"),
    ],
)
def test_a_number_out_of_order_is_refused(check, number):
    with pytest.raises(ValidationError):
        check(number)
