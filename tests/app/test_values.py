"""Classes of values made late behave as those of the standard library: who keeps a case sees no difference."""

from __future__ import annotations

import copy
import dataclasses
import functools
import inspect
import pickle
import sys
import threading
import typing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from typing import Any, ClassVar

import pytest

from app.values import asdict, dataclass, field, fields, replace


@dataclass(frozen=True)
class Early:
    name: str
    tags: tuple[str, ...] = ()
    KIND: ClassVar[str] = "early"


@dataclass(frozen=True)
class Late(Early):
    more: list[int] = field(default_factory=list, compare=False)
    quiet: int = field(default=3, repr=False, kw_only=True)
    fixed: int = field(default=7, init=False)


@dataclass
class Open:
    n: int = 0
    seen: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.seen.append(self.n)


@dataclass(frozen=True)
class Nothing:
    pass


def _both(make: Callable[[Any], type]) -> tuple[type, type]:
    return make(dataclass(frozen=True)), make(dataclasses.dataclass(frozen=True))


def _shape(decorate: Any) -> type:
    class Shape:
        a: int
        b: str = "x"
        c: list[int] = field(default_factory=list)

    made: type = decorate(Shape)
    return made


@pytest.mark.parametrize(
    "given", [((), {}), ((1,), {}), ((1, "y", [2], 3), {}), ((1,), {"d": 2}), ((), {"b": "z"})]
)
def test_an_instance_is_made_or_refused_as_by_the_standard_one(given: tuple[Any, Any]) -> None:
    values, named = given
    told = []
    for cls in _both(_shape):
        try:
            told.append(repr(cls(*values, **named)))
        except TypeError as error:
            told.append(str(error))
    assert told[0] == told[1]


def test_fields_defaults_and_keywords_hold_through_a_base_class() -> None:
    assert [each.name for each in fields(Late)] == ["name", "tags", "more", "quiet", "fixed"]
    one, other = Late("a"), Late("a", more=[1], quiet=3)
    assert one == other and hash(one) == hash(other) and one != Late("a", quiet=4)
    assert one.more == [] and one.more is not Late("a").more and one.fixed == 7 and Late.KIND == "early"
    assert repr(other) == "Late(name='a', tags=(), more=[1], fixed=7)"
    assert one != Early("a") and Early("a") == Early("a") and Nothing() == Nothing()
    assert asdict(replace(one, tags=("t",)))["tags"] == ("t",)


def test_who_reads_a_signature_reads_that_of_the_standard_one() -> None:
    late, standard = _both(_shape)
    read = [
        [(each.name, each.kind, each.annotation) for each in inspect.signature(cls).parameters.values()]
        for cls in (late, standard)
    ]
    assert read[0] == read[1]
    assert typing.get_type_hints(Late.__init__)["tags"] == tuple[str, ...]


def test_what_is_frozen_refuses_a_change_and_survives_a_copy() -> None:
    kept = Late("a", ("t",))
    for name in ("name", "new"):
        with pytest.raises(FrozenInstanceError):
            setattr(kept, name, "b")
    with pytest.raises(FrozenInstanceError):
        del kept.tags
    assert copy.deepcopy(kept) == kept == pickle.loads(pickle.dumps(kept))


def test_what_is_open_can_be_changed_and_is_no_key() -> None:
    one = Open(4)
    assert one.seen == [4]
    one.n = 5
    assert one == replace(one) or one.seen != replace(one).seen
    with pytest.raises(TypeError):
        hash(one)


def test_own_methods_of_a_class_are_left_alone() -> None:
    @dataclass(frozen=True)
    class Own:
        n: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    assert repr(Own(1)) == "own" and Own(1) == Own(2) and hash(Own(3)) == 1


def test_a_case_takes_its_pattern_from_the_fields() -> None:
    match Early("a", ("b",)):
        case Early(name, tags):
            assert (name, tags) == ("a", ("b",))


def test_slots_and_order_are_left_to_the_standard_one() -> None:
    @dataclass(frozen=True, slots=True)
    class Slim:
        n: int

    @dataclass(frozen=True, order=True)
    class Ranked:
        n: int

    assert not hasattr(Slim(1), "__dict__") and Ranked(1) < Ranked(2)


@dataclass(frozen=True)
class Worked:
    """Works something out of its fields once, and refuses some values."""

    n: int = 0
    name: str = ""

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError("less than nothing")

    @functools.cached_property
    def double(self) -> int:
        return self.n * 2


def test_a_copy_does_not_carry_what_was_worked_out_of_the_old_values() -> None:
    first = Worked(2, "a")
    assert first.double == 4
    copied = replace(first, n=5)
    assert (copied, copied.double) == (Worked(5, "a"), 10)
    assert first == Worked(2, "a")


def test_a_copy_is_refused_what_a_new_one_is_refused() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        replace(Worked(2), n=-1)
    with pytest.raises(TypeError):
        replace(Worked(2), unknown=1)


def test_a_copy_of_what_makes_a_field_itself_is_made_by_the_standard_library() -> None:
    with pytest.raises(ValueError, match="fixed"):
        replace(Late("a"), fixed=8)
    assert replace(Open(1), n=2).seen == [2]
    assert replace(Late("a", quiet=9), name="b") == Late("b", quiet=9)


def _fieldless() -> type:
    @dataclass(frozen=True)
    class Named:
        name: str
        kind: str = "k"

    return Named


def _read(cls: type) -> bool:
    return isinstance(cls.__dict__["__dataclass_fields__"], dict)


def test_a_class_that_is_only_named_costs_a_start_nothing_and_is_whole_when_it_is_used() -> None:
    named, used = _fieldless(), _fieldless()
    assert not _read(named)
    assert used("a") == used("a", "k") and _read(used) and not _read(named)
    assert dataclasses.is_dataclass(named) and [each.name for each in dataclasses.fields(named)] == ["name", "kind"]
    assert named.__match_args__ == ("name", "kind") and named.kind == "k"


def test_what_a_class_says_of_a_field_by_field_is_its_default() -> None:
    assert Late.quiet == 3 and Late.fixed == 7 and not hasattr(Late, "more")


def test_a_mistake_in_the_fields_is_told_at_the_first_instance() -> None:
    @dataclass
    class Wrong:
        shared: list[int] = []  # noqa: RUF012

    with pytest.raises(ValueError, match="mutable default"):
        Wrong()


@pytest.fixture
def _restless() -> Iterator[None]:
    """Threads take turns after each step instead of after five milliseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_restless")
def test_threads_that_ask_for_the_fields_at_once_get_the_same_ones() -> None:
    for _ in range(50):
        base = _fieldless()

        @dataclass(frozen=True)
        class Heir(base):  # type: ignore[misc, valid-type]
            more: int = 0

        begun = threading.Barrier(4)

        def ask(cls: Any = Heir, begun: threading.Barrier = begun) -> Any:
            begun.wait(10)
            return cls("a"), fields(cls)

        with ThreadPoolExecutor(4) as pool:
            told = [each.result(10) for each in [pool.submit(ask) for _ in range(4)]]
        assert len({id(each) for _, found in told for each in found}) == 3
        assert all(made == Heir("a") for made, _ in told)
