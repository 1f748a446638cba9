"""What keeps people's data out of the record: pseudonyms and masked numbers."""

import hmac
import re
from collections.abc import Callable, Sequence

import phonenumbers
from stdnum import luhn
from stdnum.cn import ric

# Seven digits in a row, give or take separators, or an @: no personal number without one of them.
_SUSPECT = re.compile(r"(?:\d[ ()+.\-]{0,3}){7}|@")
_ASCII_FORMS = {
    **{ord("０") + digit: str(digit) for digit in range(10)},
    **{ord(wide): thin for wide, thin in zip("＠＋－（）．　Ｘｘ", "@+-(). Xx", strict=True)},
}
_Valid = Callable[[str], bool]


def author_key(key: bytes, source: str, author_id: str) -> str:
    """Return the pseudonym of an author: 32 hex digits of HMAC-SHA256 under `key`."""
    message = f"{source}\x00{author_id}".encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256").hex()[:32]


def mask(text: str) -> str:
    """Replace personal numbers by `[email]`, `[id-card]`, `[bank-card]` and `[phone]`.

    Knows e-mail addresses, mainland identity cards of 18 places, bank cards that pass Luhn's
    check and begin like one, and telephone numbers: Chinese ones with or without country code,
    North American ones with separators, any other with its country code. Digits may be full
    width. Text without any comes back as it is, at the cost of one search; the time is in
    proportion to the length of the text, whatever stands in it.
    """
    if not _SUSPECT.search(text) and (text.isascii() or not _wide(text)):
        return text
    plain = text.translate(_ASCII_FORMS)
    for pattern, valid, label in _RULES:
        text, plain = _replaced(text, plain, pattern, valid, label)
    return text


def storable(text: str) -> str:
    """Return `text` without what databases refuse: NUL characters and lone surrogates."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _wide(text: str) -> bool:
    return _SUSPECT.search(text.translate(_ASCII_FORMS)) is not None


def _replaced(
    text: str, plain: str, pattern: re.Pattern[str], valid: _Valid, label: str
) -> tuple[str, str]:
    """Put `label` over each valid match in `plain`, and over the same places in `text`.

    Both strings have the same length: only characters of one form are swapped for another.
    """
    spans = [found.span() for found in pattern.finditer(plain) if valid(found.group())]
    return _covered(text, spans, label), _covered(plain, spans, label)


def _covered(text: str, spans: Sequence[tuple[int, int]], label: str) -> str:
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return label.join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _digits(written: str) -> str:
    return "".join(filter(str.isalnum, written))


def _is_id_card(written: str) -> bool:
    return bool(ric.is_valid(_digits(written)))


# First digits and lengths of payment cards (ISO/IEC 7812): Visa, Mastercard, Amex, JCB; UnionPay
# and the older debit cards of the big Chinese banks.
_CARD = re.compile(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]|2[2-7]|35)\d{14}|3[47]\d{13}"
    r"|(?:6[02]|81|95|10)\d{14,17}"
)


def _is_bank_card(written: str) -> bool:
    digits = _digits(written)
    return bool(_CARD.fullmatch(digits)) and bool(luhn.is_valid(digits))


def _is_phone_in(region: str) -> _Valid:
    def is_phone(written: str) -> bool:
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(written, region))
        except phonenumbers.NumberParseException:
            return False

    return is_phone


_RULES: tuple[tuple[re.Pattern[str], _Valid, str], ...] = (
    (
        # Lengths are those of RFC 5321 and 1035; without them a long text takes its square.
        re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+"),
        lambda _written: True,
        "[email]",
    ),
    (
        re.compile(r"(?<!\d)\d{6} ?\d{8} ?\d{3}[\dXx](?![\dA-Za-z])"),
        _is_id_card,
        "[id-card]",
    ),
    (
        re.compile(
            r"(?<!\d)(?:\d{13,19}|\d{4}([ \-])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?"
            r"|3\d{3}([ \-])\d{6}\2\d{5})(?!\d)"
        ),
        _is_bank_card,
        "[bank-card]",
    ),
    (
        re.compile(r"(?<!\d)(?:\+|00)[1-9](?:[ ().\-]{0,2}\d){6,14}(?!\d)"),
        _is_phone_in("CN"),
        "[phone]",
    ),
    (
        re.compile(r"(?<!\d)(?:86[ \-]?)?1[3-9]\d(?:\d{8}|[ \-]\d{4}[ \-]\d{4})(?!\d)"),
        lambda _written: True,
        "[phone]",
    ),
    (
        re.compile(r"(?<!\d)(?:0\d{2,3}[ \-]?|\(0\d{2,3}\) ?)\d{7,8}(?!\d)"),
        _is_phone_in("CN"),
        "[phone]",
    ),
    (
        re.compile(r"(?<!\d)(?:\(\d{3}\) ?|\d{3}[.\- ])\d{3}[.\- ]\d{4}(?!\d)"),
        _is_phone_in("US"),
        "[phone]",
    ),
)
