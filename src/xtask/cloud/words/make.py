# /// script
# requires-python = ">=3.10"
# dependencies = ["wordfreq==3.1.1"]
# ///
"""Writes the words that layouts of word clouds are measured with, and which of them are related.

    bible -f gen1:1-rev22:21 | uv run src/xtask/cloud/words/make.py

`bible` is Debian's package bible-kjv. What the lists are made from, NOTICE.md tells.
"""

import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import wordfreq

HERE = Path(__file__).parent
STOP_WORDS = HERE.parents[2] / "text" / "languages"

# As many as the largest cloud has, and some that come new when it changes.
WORDS = 3_008

# Only the first words are looked at for what is related, and so many pairs of them are kept.
RELATING = 200
PAIRS = 400

# Words that meet in fewer verses may do so by chance.
FEWEST_MEETINGS = 8

# Stop words of the language as it was.
OLD_ENGLISH = set(
    "thou thee thy thine ye hath doth shalt wilt hast art saith unto thereof wherefore therein thereon whosoever lest "
    "nay yea verily behold hither thither dost didst wherewith whom whither thyself spake cometh came come went go gone "
    "say said shall pass made make let upon neither hundred thousand according forth therewith whereof".split()
)


def stop_words(tag):
    lines = (STOP_WORDS / tag / "stop_words.txt").read_text("utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}


def english():
    """Words of the King James Bible by how much chapters are told apart by them, and the related pairs."""
    left_out = stop_words("en") | OLD_ENGLISH
    uses, chapters, meetings, verses = Counter(), defaultdict(set), Counter(), Counter()
    texts = []
    for line in sys.stdin:
        place, text = line.split(" ", 1)
        words = [word for word in re.findall(r"[a-z]+", text.lower().replace("'s", "")) if len(word) > 2 and word not in left_out]
        uses.update(words)
        for word in words:
            chapters[word].add(place.split(":")[0])
        texts.append(set(words))
    all_chapters = len(set.union(*chapters.values()))
    weights = {word: n * math.log(all_chapters / len(chapters[word])) for word, n in uses.items()}
    first = sorted(weights, key=lambda word: (-weights[word], word))[:WORDS]
    rank = {word: at for at, word in enumerate(first[:RELATING])}
    for words in texts:
        known = sorted(rank[word] for word in words if word in rank)
        verses.update(known)
        meetings.update(combinations(known, 2))
    return [(word, weights[word]) for word in first], related(meetings, verses, len(texts))


def related(meetings, verses, texts):
    """The pairs that meet most beyond chance: normalised pointwise mutual information (G. Bouma, 2009)."""
    found = []
    for (a, b), n in meetings.items():
        if n >= FEWEST_MEETINGS:
            closeness = math.log(n * texts / (verses[a] * verses[b])) / -math.log(n / texts)
            found.append((round(closeness, 3), a, b))
    return sorted(sorted(found, reverse=True)[:PAIRS], key=lambda pair: pair[1:])


def by_frequency(tag, script):
    """The most common words in `script` that tell a subject."""
    left_out = stop_words(tag)
    is_word = lambda word: len(word) > 1 and all(script in unicodedata.name(c, "") for c in word)
    shares = {unicodedata.normalize("NFC", word): share for word, share in wordfreq.get_frequency_dict(tag).items()}
    found = [(word, share * 1e6) for word, share in shares.items() if word not in left_out and is_word(word)]
    return sorted(found, key=lambda word: (-word[1], word[0]))[:WORDS]


def write(name, lines):
    (HERE / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def main():
    words, pairs = english()
    write("en.txt", [f"{word} {weight:.4g}" for word, weight in words])
    write("en-related.txt", [f"{words[a][0]} {words[b][0]} {closeness}" for closeness, a, b in pairs])
    for tag, script in [("zh", "CJK UNIFIED"), ("ar", "ARABIC LETTER")]:
        write(f"{tag}.txt", [f"{word} {weight:.4g}" for word, weight in by_frequency(tag, script)])


main()
