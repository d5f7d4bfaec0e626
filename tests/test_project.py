"""Conventions of the repository itself; each test lists every violation."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PACKAGES = ("graph", "ingest", "api", "enishi")
LONGEST_MODULE = 450
# Written apart, or this file would break its own rule.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("crates", "io"),
        ("maven", "org"),
        ("maven", "apache", "org"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:work|root|home|Users)/[\w.]")


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert isinstance(table, dict)
    return table


@pytest.fixture(scope="module")
def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def _requirements(project: dict[str, object]) -> list[Requirement]:
    core, extras = project["dependencies"], project["optional-dependencies"]
    assert isinstance(core, list)
    assert isinstance(extras, dict)
    return [Requirement(line) for line in (*core, *(each for lines in extras.values() for each in lines))]


def _closure(requirements: list[Requirement]) -> set[str]:
    """Names of all distributions that the requirements bring on this machine and Python."""
    names: set[str] = set()
    seen: set[tuple[str, str]] = set()
    open_ends = [(requirement, "") for requirement in requirements]
    while open_ends:
        requirement, extra = open_ends.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        names.add(name)
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                needs = distribution(name).requires or []
                open_ends += [(Requirement(line), wanted) for line in needs]
    return names


def _repository_files() -> Iterator[tuple[Path, str]]:
    """All text files that are tracked or would be, with their text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                yield path.relative_to(ROOT), content.decode("utf-8")


def test_every_distribution_of_the_core_and_all_extras_is_pinned_to_what_is_tested(
    project: dict[str, object], pinned: dict[str, str]
) -> None:
    names = _closure(_requirements(project))
    assert sorted(names - pinned.keys()) == []
    differing = {
        name: (pinned[name], distribution(name).version)
        for name in names
        if distribution(name).version != pinned[name]
    }
    assert differing == {}


def test_pins_fit_the_ranges_and_are_all_needed(project: dict[str, object], pinned: dict[str, str]) -> None:
    requirements = _requirements(project)
    outside = [
        str(each) for each in requirements if pinned[canonicalize_name(each.name)] not in each.specifier
    ]
    assert outside == []
    needless = sorted(pinned.keys() - _closure(requirements))
    # A package may be needed on another Python or system; one that is installed here for nobody is left over.
    installed_for_nobody = [name for name in needless if _is_installed(name)]
    assert installed_for_nobody == []


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def test_constraints_are_names_and_versions_alone() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+")
    assert [line for line in lines if not pin.fullmatch(line) or "://" in line] == []


def test_this_python_is_in_the_range_and_the_makefile_says_the_same(project: dict[str, object]) -> None:
    supported = SpecifierSet(str(project["requires-python"]))
    assert sys.version.split()[0] in supported
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    checked = re.search(r"\((\d), (\d+)\) <= sys\.version_info\[:2\] < \((\d), (\d+)\)", makefile)
    assert checked is not None
    low_major, low_minor, high_major, high_minor = checked.groups()
    assert supported == SpecifierSet(f">={low_major}.{low_minor},<{high_major}.{high_minor}")


def test_make_alone_shows_the_two_commands() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "make demo" in shown
    assert "make test" in shown


def test_a_python_that_is_too_old_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    told = subprocess.run(
        ["make", "demo", f"PYTHON={old}"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert told.returncode != 0
    assert "Python 3.11 から 3.13 が必要です" in told.stderr
    assert not (tmp_path / ".venv").exists()


def test_ci_runs_the_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("make test")
    for readme in ("README.md", "README.ja.md"):
        assert "make test" in (ROOT / readme).read_text(encoding="utf-8"), readme


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in _repository_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line) or any(host in line.casefold() for host in REGISTRIES)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["cd /" + "work/main", '"/' + 'root/.cache"', "x=/" + "home/someone"])
def test_a_path_of_one_machine_is_recognised(line: str) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["GET /api/v1/work/1", "https://graph.example/home/index", "~/work/notes"])
def test_an_address_is_no_path_of_a_machine(line: str) -> None:
    assert not MACHINE_PATH.search(line)


def test_modules_stay_short_enough_to_read() -> None:
    long = {
        str(path): lines
        for path, text in _repository_files()
        if path.suffix == ".py" and path.parts[0] in PACKAGES
        if (lines := len(text.splitlines())) >= LONGEST_MODULE
    }
    assert long == {}


def test_nobody_imports_the_package_graph_by_its_bare_name() -> None:
    """`import graph` hides behind a usual variable's name; `from graph.x import y` says what it takes."""
    bare = re.compile(r"^\s*import graph\b|^\s*from graph import\b", re.MULTILINE)
    found = [str(path) for path, text in _repository_files() if path.suffix == ".py" and bare.search(text)]
    assert found == []
