"""Judges the first terms of documents by the keywords that the documents' authors gave them.

usage: judge.py OURS HELP LANGUAGE...

The documents are the pages of LibreOffice's help, in many languages, under HELP (MPL-2.0; what is read of
them is not kept). Their authors gave each the headings under which an index lists it. OURS prints our
first terms of documents, parted by bytes 0, that it reads; beside it stands YAKE as it comes, with the
language told, up to three words and the first ten.

A term is right when it is a heading: small letters, punctuation gone, every word cut by the same Snowball
stemmer for both. Documents are taken in turns for choosing (our figures were chosen by these alone) and for
judging. `all` is against all headings, `said` against those that the document says at all.
"""

import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import snowballstemmer
import yake

FIRST = 10
MIN_WORDS = 120
MIN_HEADINGS = 3
STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "pt": "portuguese", "it": "italian",
            "nl": "dutch", "sv": "swedish", "ru": "russian"}
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "tr", "div", "br", "table"}
SILENT = {"script", "style", "code", "pre"}


class Document(HTMLParser):
    """A help page: its text, a line for each block, and its headings in the index."""

    def __init__(self, markup):
        super().__init__()
        self.parts, self.headings, self.inside, self.silent = [], [], False, 0
        self.feed(markup)
        text = re.sub(r"[ \t]+", " ", "".join(self.parts))
        text = re.sub(r"\s*\n\s*", "\n", text).strip().replace("\0", "")
        # What the help says of its own files.
        self.text = text.split("Help content debug info", 1)[0].strip()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get("id") == "DisplayArea":
            self.inside = True
        if tag == "meta" and attrs.get("itemprop") == "keywords":
            # The heading, without what it is divided into.
            heading = attrs.get("content", "").split(",")[0].strip()
            if heading and heading not in self.headings:
                self.headings.append(heading)
        self.silent += tag in SILENT
        self.part(tag)

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT
        self.part(tag)

    def part(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if self.inside and not self.silent:
            self.parts.append(data)


def documents(folder):
    found = (Document(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html")))
    return [one for one in found if len(one.text.split()) >= MIN_WORDS and len(one.headings) >= MIN_HEADINGS]


class Matching:
    def __init__(self, language):
        self.stemmer = snowballstemmer.stemmer(STEMMERS[language])

    def key(self, text):
        return " ".join(self.stemmer.stemWords(re.findall(r"\w+", text.lower())))

    def figures(self, terms, document, only_said):
        gold = {self.key(heading) for heading in document.headings} - {""}
        if only_said:
            text = f" {self.key(document.text)} "
            gold = {heading for heading in gold if f" {heading} " in text}
        if not gold:
            return None
        right = len(gold & {self.key(term) for term in terms[:FIRST]})
        if right == 0:
            return (0.0, 0.0, 0.0)
        precision, recall = right / len(terms[:FIRST]), right / len(gold)
        return (precision, recall, 2 * precision * recall / (precision + recall))

    def means(self, lists, documents, only_said):
        figures = [self.figures(terms, one, only_said) for terms, one in zip(lists, documents)]
        figures = [one for one in figures if one]
        return [sum(column) / len(figures) for column in zip(*figures)]


def ours(program, language, documents):
    texts = "\0".join(one.text for one in documents)
    done = subprocess.run([program, language, str(FIRST)], input=texts, stdout=subprocess.PIPE, text=True, check=True)
    lists = [[term for term in line.split("\t") if term] for line in done.stdout.split("\n")[: len(documents)]]
    assert len(lists) == len(documents)
    return lists


def theirs(language, documents):
    extractor = yake.KeywordExtractor(lan=language, n=3, top=FIRST)
    return [[term for term, _ in extractor.extract_keywords(one.text)] for one in documents]


def judge(program, folder, language):
    found = documents(folder)
    matching = Matching(language)
    lists = {}
    for name, make in (("yake", theirs), ("groundswell", lambda *of: ours(program, *of))):
        begun = time.monotonic()
        lists[name] = make(language, found)
        print(f"{language}: {name} read {len(found)} documents in {time.monotonic() - begun:.1f} s")
    for half, name in enumerate(("choosing", "judging")):
        for only_said in (False, True):
            f1 = {}
            for who, terms in lists.items():
                *others, f1[who] = matching.means(terms[half::2], found[half::2], only_said)
                line = " ".join(f"{figure:9.3f}" for figure in [*others, f1[who]])
                print(f"{language}  {name:9} {'said' if only_said else 'all':5} {who:12} {line}")
            print(f"{language}  {name:9} {'said' if only_said else 'all':5} {'F1 against':12} {f1['groundswell'] / f1['yake'] - 1:+29.1%}")


def main():
    program, root, *languages = sys.argv[1:]
    print(f"{'':32}precision  recall@{FIRST}     F1@{FIRST}")
    for language in languages:
        judge(program, next(Path(root).glob(f"{language}*")) / "text", language)


main()
