"""The made-up brands and products."""

from dataclasses import dataclass
from functools import cache

from flows.demo.texts import table


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand: its name, its English name, all names it goes by, and its rival's name, if any."""

    name: str
    english: str
    aliases: tuple[str, ...]
    rival: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A product: `price` in CNY; `markup` is how its page marks reviews up."""

    slug: str
    brand: Brand
    model: str
    english: str
    noun: str
    noun_en: str
    category: str
    topic: str
    price: float
    markup: str
    aspects: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return the full name, as on its page."""
        return f"{self.brand.name}{self.model} {self.noun}"

    @property
    def title_en(self) -> str:
        """Return the full English name."""
        return f"{self.brand.english} {self.english} {self.noun_en}"


@cache
def brands() -> dict[str, Brand]:
    """Return the brands by name."""
    rows = table("market")["brands"]
    return {row["name"]: Brand(**{**row, "aliases": tuple(row["aliases"])}) for row in rows}


@cache
def products() -> dict[str, Product]:
    """Return the products by slug."""
    rows = table("market")["products"]
    return {row["slug"]: _product(row) for row in rows}


def named_brands(text: str) -> tuple[str, ...]:
    """Return the names of the brands that `text` names by any alias, sorted."""
    folded = text.casefold()
    return tuple(
        sorted(
            brand.name
            for brand in brands().values()
            if any(alias.casefold() in folded for alias in brand.aliases)
        )
    )


def _product(row: dict[str, object]) -> Product:
    aspects = row["aspects"]
    assert isinstance(aspects, list)  # noqa: S101  # our own file, tested
    changed = {"brand": brands()[str(row["brand"])], "aspects": tuple(aspects)}
    return Product(**{**row, **changed})  # type: ignore[arg-type]
