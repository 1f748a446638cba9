from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from collectors.errors import BadOptions
from collectors.files import formats
from collectors.files.formats.registry import format_named, formats_by_name


def test_every_format_that_a_module_gives_is_known_by_its_name() -> None:
    modules = [
        import_module(f"{formats.__name__}.{one.name}") for one in iter_modules(formats.__path__)
    ]
    given = [one for module in modules for one in getattr(module, "FORMATS", ())]
    assert sorted(one.name for one in given) == sorted(formats_by_name())
    assert all(format_named(one.name) is one for one in given)


def test_a_name_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(BadOptions, match=r"there is no format 'pigeon'.*survey-long"):
        format_named("pigeon")


def test_text_that_is_no_data_is_of_no_format(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\xff\xfe\x00")
    assert not any(one.known_by(path, "") for one in formats_by_name().values())
