"""`@frozen`: the class of every value here, a slotted dataclass that is compared by its fields and never changed.

`dataclass(frozen=True)` would be that too, but compiles six methods for each class and sets each field of each object
through a call: a quarter of the time to the first question, and a tenth of a large build. Here it makes `__init__` only;
how values are compared and shown is written once for all; and that nobody changes one is for mypy to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_Class]) -> type[_Class]:
    """Return `cls` as a class of such values."""
    made: Any = dataclass(slots=True, eq=False, repr=False)(cls)
    compared = _getter([each.name for each in fields(made) if each.compare])
    made.__eq__ = lambda self, other: compared(self) == compared(other) if type(self) is type(other) else NotImplemented
    made.__hash__ = lambda self: hash(compared(self))
    made.__repr__ = _shown
    return made  # type: ignore[no-any-return]


def _getter(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _value: ()


def _shown(value: Any) -> str:
    return f"{type(value).__qualname__}({', '.join(f'{name}={getattr(value, name)!r}' for name in value.__slots__)})"
