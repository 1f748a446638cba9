"""How a text is put together from fragments, with the small disorders of people's writing."""

from random import Random
from typing import Any

from flows.demo.market import Product, brands
from flows.demo.texts import table
from flows.demo.truths import Sentiment

MOODS: dict[Sentiment, str] = {"positive": "good", "negative": "bad", "neutral": "plain"}
TYPO_SHARE = 0.14


class Slots(dict[str, str]):
    """Fixed words for a template; numbers, emphasis and towns are drawn anew at each use."""

    def __init__(self, voice: "Voice", fixed: dict[str, str]) -> None:
        super().__init__(fixed)
        self._voice = voice

    def __missing__(self, key: str) -> str:
        return self._voice.draw(key)


class Voice:
    """One writer's way with words: a language, a town and the dice.

    Languages other than Chinese use the English tables; texts in them come whole.
    """

    def __init__(self, rng: Random, *, lang: str, city: str) -> None:
        self.rng = rng
        self.lang = "zh" if lang == "zh" else "en"
        self.city = city
        self.frames: dict[str, Any] = table(f"frames_{self.lang}")
        self._aspects: dict[str, Any] = table(f"aspects_{self.lang}")

    def draw(self, key: str) -> str:
        """Return a word for the slot `key`: n, v or city.

        Raises:
            KeyError: a template asks for a slot that nobody fills.
        """
        if key == "n":
            return str(self.rng.randint(2, 9))
        if key == "v":
            return self.pick("emphasis")
        if key == "city":
            return self.city
        raise KeyError(key)

    def chance(self, share: float) -> bool:
        """Return true in `share` of all cases."""
        return self.rng.random() < share

    def pick(self, name: str) -> str:
        """Return one fragment of the frame `name`."""
        fragment: str = self.rng.choice(self.frames[name])
        return fragment

    def fill(self, template: str, **fixed: str) -> str:
        """Return `template` with its slots filled."""
        return template.format_map(Slots(self, fixed))

    def clause(self, aspect: str, mood: Sentiment, *, noun: str) -> str:
        """Return an opinion of that mood on `aspect`."""
        return self.fill(self.rng.choice(self._aspects[aspect][MOODS[mood]]), s=noun)

    def naming(self, product: Product, *, aspect: str | None = None) -> dict[str, str]:
        """Return what this writer calls the product, its brand, its kind and an aspect."""
        chosen = aspect or self.rng.choice(product.aspects)
        common = {"d": self.frames["aspect_names"][chosen]}
        if self.lang == "en":
            short = f"{product.brand.english} {product.english}"
            name = self.rng.choice([short, short, f"{short} {product.noun_en}"])
            return {**common, "b": product.brand.english, "s": product.noun_en, "p": name}
        own = {"b": product.brand.name, "s": product.noun}
        return {**common, **own, "p": self._chinese_name(product)}

    def rival(self, product: Product) -> str:
        """Return what this writer calls the brand that competes with the product's.

        Raises:
            KeyError: it has none.
        """
        brand = brands()[product.brand.rival or ""]
        return brand.name if self.lang == "zh" else brand.english

    def noun(self, product: Product) -> str:
        """Return what kind of thing the product is."""
        return product.noun if self.lang == "zh" else product.noun_en

    def join(self, clauses: list[str]) -> str:
        """Return the clauses as running text without a last stop."""
        marks = ["，", "，", "。", "；", " "] if self.lang == "zh" else [". ", ", ", " and ", "; "]
        text = clauses[0]
        for clause in clauses[1:]:
            text += self.rng.choice(marks) + clause
        return text if self.lang == "zh" else sentence_case(text)

    def stop(self) -> str:
        """Return how a sentence ends."""
        zh = ["。", "。", "！", "~", "", "！！", "。。"]
        en = [".", ".", "!", "", "..."]
        return self.rng.choice(zh if self.lang == "zh" else en)

    def smudge(self, text: str) -> str:
        """Return `text`, now and then with a slip of the pen or a trailing word."""
        if self.chance(TYPO_SHARE):
            text = self._misspell(text)
        if self.chance(0.12):
            text += ("" if self.lang == "zh" else " ") + self.pick("tail")
        return text.strip()

    def _misspell(self, text: str) -> str:
        slips = [pair for pair in self.frames["typos"].items() if pair[0] in text]
        if not slips:
            return text
        right, wrong = self.rng.choice(slips)
        return text.replace(right, wrong, 1)

    def _chinese_name(self, product: Product) -> str:
        brand, model, noun = product.brand.name, product.model, product.noun
        forms = [f"{brand}{model}", f"{brand}{model}{noun}", f"{brand}的{model}", f"{brand}{noun}"]
        return self.rng.choice(forms)


def sentence_case(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]
