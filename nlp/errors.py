"""What can go wrong in language work.

NlpError
├── StageError
│   ├── BrokenPromise       a stage gave other columns, rows or types than it declared
│   └── ImpossibleOrder     a pipeline whose stages can not run in the order given
├── LexiconError            a taxonomy, brand list or the like that can not be used
│   └── SampleMismatch      a sample post in the file does not get the labels it names
├── ExamplesError           examples of a topic, or what was learned from them, can not be used
└── ModelError
    ├── ModelUnavailable    a model that is not there, or can not be read
    ├── ExtraMissing        the model needs an optional dependency
    └── LabelsUnclear       a model whose labels say nothing of polarity
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any


class NlpError(Exception):
    """Root of all errors of this package; survives pickling with its attributes."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from attributes, since keyword-only arguments defeat the default."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[NlpError], args: tuple[Any, ...], state: dict[str, Any]) -> NlpError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class StageError(NlpError):
    """The stages of a pipeline do not do, or can not do, what they declare."""


class BrokenPromise(StageError):
    """A stage gave other columns, rows or types than it declared."""

    def __init__(self, stage: str, *, fault: str, columns: Iterable[str] = ()) -> None:
        self.stage, self.fault, self.columns = stage, fault, tuple(sorted(columns))
        listed = f": {', '.join(self.columns)}" if self.columns else ""
        super().__init__(f"stage {stage!r} {fault}{listed}; mend its declaration or its function")


class ImpossibleOrder(StageError):
    """The stages of a pipeline can not run in the order given."""

    def __init__(self, stage: str, *, fault: str, columns: Iterable[str]) -> None:
        self.stage, self.fault, self.columns = stage, fault, tuple(sorted(columns))
        super().__init__(
            f"stage {stage!r} {fault} {', '.join(self.columns)}; change the order of the stages"
        )


class LexiconError(NlpError):
    """A taxonomy, brand list or the like can not be used as it stands."""

    def __init__(self, file: Path, *, line: int | None, key: str, fault: str) -> None:
        self.file, self.line, self.key, self.fault = file, line, key, fault
        where = f"{file}:{line}" if line else f"{file}"
        super().__init__(f"{where}: {key}: {fault}" if key else f"{where}: {fault}")


class SampleMismatch(LexiconError):
    """A sample post in the file does not get the labels that it names."""

    def __init__(  # noqa: PLR0913  # each is an attribute the caller may ask for
        self,
        file: Path,
        *,
        line: int | None,
        key: str,
        text: str,
        expected: Iterable[str],
        found: Iterable[str],
    ) -> None:
        self.text, self.expected, self.found = text, tuple(expected), tuple(found)
        super().__init__(
            file,
            line=line,
            key=key,
            fault=f"the sample {text!r} should be {list(self.expected)}, but the words above"
            f" give {list(self.found)}; change the words or the sample",
        )


class ExamplesError(NlpError):
    """Examples of a topic, or what was learned from them, can not be used."""

    def __init__(self, what: str | Path, *, fault: str) -> None:
        self.what, self.fault = what, fault
        super().__init__(f"{what}: {fault}")


class ModelError(NlpError):
    """A model can not be loaded or used."""


class ModelUnavailable(ModelError):
    """A model that is not there, or can not be read."""

    def __init__(self, name: str, *, fault: str) -> None:
        self.name, self.fault = name, fault
        super().__init__(
            f"can not load the model {name!r}: {fault}; give 'fast', the folder of a"
            " sequence-classification model, or its name on a model hub"
        )


class ExtraMissing(ModelError):
    """The model needs an optional dependency that is not installed."""

    def __init__(self, name: str, *, extra: str) -> None:
        self.name, self.extra = name, extra
        super().__init__(f"{name!r} needs an extra; run: pip install 'opinionflow[{extra}]'")


class LabelsUnclear(ModelError):
    """The labels of a model say nothing of polarity."""

    def __init__(self, name: str, *, labels: Iterable[str]) -> None:
        self.name, self.labels = name, tuple(labels)
        super().__init__(
            f"the labels of {name!r} ({', '.join(self.labels)}) name no polarity; say what each"
            " means by --label NAME=MEANING or in [tag.labels] of the settings, or choose a model"
            " whose labels are positive, neutral and negative, star ratings, or LABEL_0 to LABEL_2"
        )
