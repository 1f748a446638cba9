from nlp.text.stopwords import stop_words


def test_stop_words_say_nothing_of_a_subject() -> None:
    assert {"的", "我们", "the", "don't"} <= stop_words()
    assert not {"手机", "好", "差", "phone", "good", "bad", "#"} & stop_words()
