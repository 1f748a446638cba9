"""The vocabulary of the network: frequent words whole, rare ones in pieces (Kudo 2018)."""

from collections.abc import Sequence
from typing import Any

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

EMPTY, UNKNOWN, HIDDEN_PIECE = 0, 1, 4
"""Numbers of the pieces for no piece at all, an unknown sign and a hidden piece."""

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LONGEST = 8  # signs of a piece
_BLANK = r"\s+"
# Runs of Han, words in small Latin letters, digits one by one, every other sign by itself.
_RUN = r"[\u3400-\u9fff]+|[a-z]+(?:'[a-z]+)?|[0-9]|[^\s\u3400-\u9fffa-z0-9]"


def learned(texts: Sequence[str], *, pieces: int) -> Any:
    """Return a tokenizer with a vocabulary of `pieces`, learned from plain texts."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_BLANK), "removed"),
            pre_tokenizers.Split(Regex(_RUN), "isolated"),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=pieces,
        special_tokens=list(_SPECIAL),
        unk_token=_SPECIAL[UNKNOWN],
        max_piece_length=_LONGEST,
        n_sub_iterations=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
