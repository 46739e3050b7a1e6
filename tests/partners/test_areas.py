"""Provinces and wards: codes, labels, and a search that forgives missing accents."""

import subprocess
import sys

import pytest

from partners import areas


def labels(found):
    return [areas.ward_label(ward.code) for ward in found]


def test_the_country_has_34_provinces_in_alphabetical_order():
    names = [province.name for province in areas.provinces()]

    assert len(names) == 34
    assert names[:4] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng"]
    assert names.index("Thành phố Đà Nẵng") == names.index("Đắk Lắk") - 1


def test_every_ward_has_a_code_of_five_digits_in_a_province_of_two():
    wards = [ward for province in areas.provinces() for ward in areas.wards_of(province.code)]

    assert len({ward.code for ward in wards}) == 3321
    assert all(len(ward.code) == 5 and ward.code.isdigit() and len(ward.province_code) == 2 for ward in wards)
    assert {ward.kind for ward in wards} == {"Phường", "Xã", "Đặc khu"}


def test_a_code_keeps_its_leading_zeros():
    assert areas.ward("00070").name == "Phường Hoàn Kiếm"
    assert not areas.is_ward("70")


def test_a_ward_is_named_with_its_province():
    assert areas.ward_label("00070") == "Phường Hoàn Kiếm, Thành phố Hà Nội"


def test_an_abolished_ward_shows_its_code_and_is_not_looked_up():
    assert areas.ward_label("99999") == "99999"
    with pytest.raises(areas.UnknownAreaError, match="99999"):
        areas.ward("99999")


def test_an_unknown_province_has_no_wards_to_list():
    with pytest.raises(areas.UnknownAreaError, match="00"):
        areas.wards_of("00")


def test_the_wards_of_a_province_come_in_alphabetical_order_without_their_kind():
    names = [ward.name for ward in areas.wards_of("01")]

    assert names[:3] == ["Xã An Khánh", "Phường Ba Đình", "Xã Ba Vì"]


@pytest.mark.parametrize(
    "typed",
    ["cau giay", "Cầu Giấy", "CẦU  GIẤY", "phuong cau giay", "P. Cầu Giấy", "cau gi", "cau giay ha noi", "cầu giấy hn"],
)
def test_a_ward_is_found_however_it_is_typed(typed):
    assert labels(areas.search_wards(typed)) == ["Phường Cầu Giấy, Thành phố Hà Nội"]


def test_the_very_name_comes_before_names_that_hold_its_words():
    found = labels(areas.search_wards("tan binh"))

    assert found[:2] == ["Phường Tân Bình, Thành phố Hồ Chí Minh", "Xã Tân Bình, Thành phố Cần Thơ"]


def test_the_name_of_the_province_chooses_between_wards_of_one_name():
    assert labels(areas.search_wards("p tan binh sai gon"))[0] == "Phường Tân Bình, Thành phố Hồ Chí Minh"


@pytest.mark.parametrize(("typed", "first"), [("Yên Bái", "Phường Yên Bái"), ("yên bài", "Xã Yên Bài")])
def test_the_accents_typed_choose_between_names_that_fold_alike(typed, first):
    assert areas.search_wards(typed)[0].name == first


def test_the_place_of_the_tone_mark_makes_no_difference():
    assert areas.search_wards("Hòa An") == areas.search_wards("Hoà An")


def test_the_search_can_keep_to_one_province():
    found = areas.search_wards("an", within="79", limit=500)

    assert found
    assert {ward.province_code for ward in found} == {"79"}


def test_the_search_gives_no_more_than_asked():
    assert len(areas.search_wards("an", limit=7)) == 7


@pytest.mark.parametrize("typed", ["", "  ", "???", "khong co xa nay"])
def test_nothing_typed_or_nothing_alike_finds_nothing(typed):
    assert areas.search_wards(typed) == []


def test_labels_of_several_wards_are_in_alphabetical_order():
    labels = areas.labels_of(["00070", "00004"])

    assert labels == ["Phường Ba Đình, Thành phố Hà Nội", "Phường Hoàn Kiếm, Thành phố Hà Nội"]


def test_importing_the_module_does_not_read_the_list():
    program = "import sys, partners.areas; sys.exit('vietnam_provinces' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
