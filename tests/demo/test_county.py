from app.demo.county import county, people_names
from app.demo.tasks import filled
from app.documents.faces import missing_characters
from app.vocabulary import UnitKind


def test_the_county_has_the_pilots_19_units_and_92_leading_cadres():
    units = county()
    assert [unit.kind for unit in units].count(UnitKind.TOWNSHIP) == 5
    assert len(units) == 19
    assert sum(len(unit.people) for unit in units) == 92


def test_everything_invented_says_so():
    assert all(unit.name.endswith("（演示）") for unit in county())
    assert all(name.startswith("演示") for name in people_names())
    assert len(set(people_names())) == 92


def test_rare_names_are_among_them_and_can_be_printed():
    names = people_names()
    assert {"演示䶮堃", "演示·阿𬭎"} <= set(names)
    assert not any(missing_characters(name) for name in names)


def test_texts_differ_from_unit_to_unit():
    pattern = "开工 {n} 户，其中 {village} 6 户"
    assert len({filled(pattern, seed, seed) for seed in range(8)}) == 8
