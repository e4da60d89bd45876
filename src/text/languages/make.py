# /// script
# requires-python = ">=3.10"
# dependencies = ["brotli==1.2.0", "pythainlp==5.4.0", "snowballstemmer==3.1.1", "wordfreq==3.1.1"]
# ///
"""Writes common_words.txt of each language: which words are common, and how common.

    uv run src/text/languages/make.py [tag ...]

Counts come from the packages named above, which NOTICE.md tells of; stop_words.txt is written by hand and only
read here. All forms of a word are counted together and stand in the list as the form that is used most, so that
a language with many forms gets as far as one with few.
"""

import math
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import brotli
import snowballstemmer
import wordfreq

HERE = Path(__file__).parent

STEMMERS = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fr": "french", "hi": "hindi",
    "it": "italian", "nl": "dutch", "pl": "polish", "pt": "portuguese", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}
TAGS = sorted([*STEMMERS, "he", "ja", "ko", "th", "zh"])

# Bytes of both lists after brotli: what a language's file for the page may weigh, less its stemmer and the rest.
BUDGETS = {
    "ar": 4_600, "de": 4_950, "en": 9_500, "es": 5_050, "fr": 4_500, "he": 9_600, "hi": 6_500, "it": 5_050,
    "ja": 9_630, "ko": 9_250, "nl": 6_000, "pl": 5_940, "pt": 5_300, "ru": 5_740, "sv": 6_450, "th": 10_500,
    "tr": 4_600, "zh": 10_500,
}

# Words that are less common than this on the Zipf scale say much about a text.
RAREST = 3.0

# Forms that are used less, in a thousand million words, add next to nothing to their word.
RAREST_FORM = 300

# What Snowball takes off an English word as an inflection; it also takes off what makes one word of another.
ENGLISH_INFLECTIONS = ["", "d", "e", "ed", "es", "ied", "ies", "ing", "s", "y"]


def counts(tag):
    """How often each word is used, in a thousand million words."""
    if tag != "th":
        return {word: share * 1e9 for word, share in wordfreq.get_frequency_dict(tag).items()}
    # The Thai National Corpus; the module is not imported, as it wants more than its list.
    import pythainlp

    lines = (Path(pythainlp.__file__).parent / "corpus" / "tnc_freq.txt").read_text("utf-8").splitlines()
    uses = {word: int(count) for word, count in (line.split("\t") for line in lines)}
    total = sum(uses.values())
    return {word: count / total * 1e9 for word, count in uses.items()}


def is_word(tag, word):
    """Whether a page could make a term of it."""
    latin = tag in {"de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr"}
    return (
        len(word) > 1
        and all(unicodedata.category(c)[0] in "LM" or c in "'-" for c in word)
        and word[-1] not in "'-"
        and any("LATIN" in unicodedata.name(c, "") for c in word) == latin
    )


def stop_words(tag):
    lines = (HERE / tag / "stop_words.txt").read_text("utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}


def stemmer(tag):
    """What brings the forms of a word together."""
    if tag not in STEMMERS:
        return lambda word: word
    stem = snowballstemmer.stemmer(STEMMERS[tag]).stemWord
    if tag != "en":
        return stem

    def english(word):
        found = stem(word)
        base = found[:-1] if found.endswith("i") else found
        lost = word.removeprefix(base)
        return found if lost in ENGLISH_INFLECTIONS else word

    return english


def common_words(tag):
    """Pairs of a word and its Zipf value times ten, most common first."""
    left_out = stop_words(tag)
    if tag == "de":
        # As wordfreq writes them.
        left_out |= {word.replace("ß", "ss") for word in left_out}
    if tag != "en":
        # English titles and quotations are in every corpus.
        left_out |= stop_words("en")
    stem = stemmer(tag)
    forms = defaultdict(list)
    for word, uses in counts(tag).items():
        word = unicodedata.normalize("NFC", word)
        if uses >= RAREST_FORM and word not in left_out and is_word(tag, word):
            forms[stem(word)].append((uses, word))
    words = []
    for same in forms.values():
        zipf = math.log10(sum(uses for uses, _ in same))
        if zipf >= RAREST:
            words.append((round(zipf * 10), max(same)[1]))
    return sorted(words, key=lambda word: (-word[0], word[1]))


def text(words):
    bands = defaultdict(list)
    for zipf, word in words:
        bands[zipf].append(word)
    return "".join(f"{zipf} {' '.join(same)}\n" for zipf, same in bands.items())


def weight(tag, words):
    stop = " ".join(sorted(stop_words(tag)))
    return len(brotli.compress(f"{stop}\n{text(words)}".encode(), lgwin=22))


def main():
    for tag in sys.argv[1:] or TAGS:
        words = common_words(tag)
        fits, too_many = 0, len(words) + 1
        while too_many - fits > 10:
            half = (fits + too_many) // 2
            fits, too_many = (half, too_many) if weight(tag, words[:half]) <= BUDGETS[tag] else (fits, half)
        words = words[:fits]
        head = "# How common words are: ten times the Zipf value, then words. Made by ../make.py; see ../NOTICE.md\n"
        (HERE / tag / "common_words.txt").write_text(head + text(words), "utf-8")
        print(tag, len(stop_words(tag)), len(words), words[-1][0] / 10, weight(tag, words))


if __name__ == "__main__":
    main()
