"""Files as people really have them, through the command line: the true ones are read, the faulty ones change nothing at all."""

from __future__ import annotations

import pytest

from stack import DONE, FAULTY_FILE, ROOT, Said, Stack
from world import START

DATA = ROOT / "data"
HOSTILE = DATA / "hostile"
CAFS = {"95": ("Caf du Val-d’Oise", "Europe/Paris", "val-doise"), "974": ("Caf de La Réunion", "Indian/Reunion", "reunion"),
        "59": ("Caf du Nord", "Europe/Paris", "nord")}

# data/hostile/README.md: nothing in them is false, every row is one of val-doise/ in another form.
UNUSUAL = ["people-latin1", "people-windows1252", "people-utf16", "people-bom", "people-crlf", "people-cr-only", "people-mixed-newlines",
           "people-semicolon", "posts-excel-fr", "people-header-order"]
# Wrong: the lines where a fault must be told (0: the file; a cell may hold line breaks); others may be told besides.
WRONG = {
    "empty": {0}, "bom-only": {0}, "no-header": {1}, "not-a-csv": {0}, "people-missing-column": {1}, "people-unknown-column": {1},
    "people-repeated-column": {1}, "people-ragged": {3, 4}, "people-unclosed-quote": {3}, "people-blank-lines": {2, 4, 5}, "people-nul": {3},
    "people-broken-utf8": {2}, "people-huge-cell": {3},
    "people-duplicate-keys": {4}, "people-dates": {3, 5, 6, 7, 8, 9}, "people-formula": {3, 4, 5, 6, 7, 8, 9},
    "people-header-injection": {3, 5, 7, 8, 9}, "people-invisible": {3, 4, 5, 8}, "people-unknown-values": {3, 4, 5, 6, 7, 8},
    "posts-fte": {3, 4, 5, 6, 7, 8, 9, 10}, "posts-references": {3, 4, 5, 6, 7, 8}, "programme-times": {3, 5, 6, 7, 8, 9, 10, 11, 12},
    "programme-titles": {3, 5, 6, 8},
}


@pytest.fixture(scope="module")
def loaded(shared: Stack) -> Stack:
    """Val-d’Oise, as scripts/demo loads it."""
    shared.advance(START)
    shared.cli("import", "territories", DATA).done()
    create(shared, "95")
    for kind, name in (("people", "people"), ("posts", "posts"), ("programme", "programme-2026")):
        report = import_file(shared, kind, DATA / "val-doise" / f"{name}.csv").done().row()
        assert report["created"] == report["rows"] > 0
    shared.advance(START)
    return shared


def test_every_hostile_file_is_here():
    assert {path.stem for path in HOSTILE.glob("*.csv")} == {*UNUSUAL, *WRONG, "header-only"}


def test_the_same_file_twice_changes_nothing(loaded: Stack):
    before = everything(loaded)
    for kind, name in (("people", "people"), ("posts", "posts"), ("programme", "programme-2026")):
        report = import_file(loaded, kind, DATA / "val-doise" / f"{name}.csv").done().row()
        assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, report["rows"])
    assert everything(loaded) == before


@pytest.mark.parametrize("name", [*UNUSUAL, "header-only"])
def test_unusual_yet_true(loaded: Stack, name: str):
    before = everything(loaded)
    report = import_file(loaded, kind_of(name), HOSTILE / f"{name}.csv").done().row()
    assert (report["created"], report["updated"], report["faults"]) == (0, 0, [])
    assert (report["rows"] > 0) == (name != "header-only")
    assert everything(loaded) == before


@pytest.mark.parametrize("name", WRONG)
def test_wrong(loaded: Stack, name: str):
    before = everything(loaded)
    said = import_file(loaded, kind_of(name), HOSTILE / f"{name}.csv")
    assert said.code == FAULTY_FILE
    faults = said.row()["faults"]
    assert WRONG[name] <= {fault["line"] for fault in faults} and all(fault["message"] for fault in faults)
    assert everything(loaded) == before


def test_a_dry_run_writes_nothing(loaded: Stack):
    before = everything(loaded)
    report = import_file(loaded, "programme", DATA / "val-doise" / "programme-2027.csv", "--dry-run").done().row()
    assert report["created"] == report["rows"] > 0 and report["dryRun"]
    assert everything(loaded) == before


def test_three_cafs_beside_each_other(loaded: Stack):
    for caf in ("974", "59"):
        create(loaded, caf)
        for kind in ("people", "posts"):
            assert import_file(loaded, kind, DATA / CAFS[caf][2] / f"{kind}.csv", caf=caf).code == DONE
    speaker = loaded.sql("directory", "select caf from people where email = 'solene.rochebrume@example.org' order by caf")
    assert speaker == [["59"], ["95"], ["974"]], "one human, a person in each Caf"


def create(stack: Stack, caf: str) -> None:
    name, zone, _ = CAFS[caf]
    stack.cli("cafs", "create", caf, "--name", name, "--departement", caf, "--zone", zone).done()


def import_file(stack: Stack, kind: str, file, *flags: str, caf: str = "95") -> Said:
    conventions = [] if kind == "programme" else ["--conventions", DATA / CAFS[caf][2] / "agreements.csv"]
    return stack.cli("import", kind, file, *conventions, *flags, caf=caf)


def kind_of(name: str) -> str:
    kind = name.split("-")[0]
    return kind if kind in ("posts", "programme") else "people"


def everything(stack: Stack) -> list:
    return [stack.contents("directory", "cafs", "people", "posts", "assignments"), stack.contents("network", "events", "sessions")]
