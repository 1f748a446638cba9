from nlp.text.lazy import Lazy


def test_an_expression_is_written_once_and_only_when_it_is_needed() -> None:
    written: list[str] = []

    def write(word: str, times: int) -> str:
        written.append(word)
        return f"(?:{word}){{{times}}}"

    lazy = Lazy(write, "ab", 2)
    assert written == []
    assert lazy.match("xabab", 0) is None
    assert [each.span() for each in [lazy.search("xabab")] if each] == [(1, 5)]
    assert lazy.search("xabab", 2) is lazy.search("xabab", 0, 4) is None
    assert [each.start() for each in lazy.finditer("ababxabab")] == [0, 5]
    assert lazy.findall("ababxabab") == ["abab", "abab"]
    assert written == ["ab"]
