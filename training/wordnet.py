"""WordNet 3.0's database files (see wndb(5WN)): words of like and of opposite meaning."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

KINDS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
KIND_OF = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}  # by the number in a sense key
COMMON, FAMILIAR = 3, 8  # times a word stands in the texts that WordNet's makers tagged by hand
ENDINGS = {"n": ("s",), "v": ("s", "ed", "ing"), "a": ("er", "est"), "r": ()}

Place = tuple[str, int]  # part of speech, offset in its file


@dataclass
class Synset:
    """Words of one meaning; `links` are (symbol, place, number of the word there or 0)."""

    words: list[str]
    links: list[tuple[str, Place, int, int]] = field(default_factory=list)


class WordNet:
    """Finds words to take another's place, in its form; only common ones, by their main sense."""

    def __init__(self, folder: Path) -> None:
        self._synsets: dict[Place, Synset] = {}
        self._senses: dict[tuple[str, str], list[Place]] = {}
        self._irregular: dict[str, set[str]] = {}
        self._regular: dict[str, list[str]] = {}
        for name, kind in KINDS.items():
            self._read_kind(folder, name, kind)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._main: Counter[tuple[str, str]] = Counter()
        for line in (folder / "cntlist.rev").read_text().splitlines():
            key, sense, count = line.split()
            lemma, numbers = key.split("%")
            self._counts[lemma, KIND_OF[numbers[0]]] += int(count)
            if sense == "1":
                self._main[lemma, KIND_OF[numbers[0]]] += int(count)

    def _read_kind(self, folder: Path, name: str, kind: str) -> None:
        for line in (folder / f"data.{name}").read_text().splitlines():
            if not line.startswith("  "):
                place, synset = _synset(line, kind)
                self._synsets[place] = synset
        for line in (folder / f"index.{name}").read_text().splitlines():
            if not line.startswith("  "):
                parts = line.split()
                self._senses[parts[0], kind] = [
                    (kind, int(offset)) for offset in parts[-int(parts[2]) :]
                ]
        for line in (folder / f"{name}.exc").read_text().splitlines():
            form, *lemmas = line.split()
            for lemma in lemmas:
                self._irregular.setdefault(lemma, set()).add(form)
                self._regular.setdefault(form, []).append(lemma)

    def synonyms(self, word: str) -> list[str]:
        """Return words that mean the same."""
        return self._others(word, self._same)

    def opposites(self, word: str) -> list[str]:
        """Return words that mean the opposite."""
        return self._others(word, self._antonyms)

    def siblings(self, word: str) -> list[str]:
        """Return words for other things of the same sort."""
        return self._others(word, self._cohyponyms, FAMILIAR)

    def _others(
        self, word: str, way: Callable[[str, str], list[str]], common: int = COMMON
    ) -> list[str]:
        found = self._lemma(word)
        if not found:
            return []
        lemma, kind, ending = found
        others = {
            other
            for other in way(lemma, kind)
            if other != lemma
            and len(other) > 2
            and other.isalpha()
            and other.islower()
            and self._counts[other, kind] >= common
        }
        forms = (self._form(other, ending) for other in others)
        return sorted(form for form in forms if form)

    def _form(self, lemma: str, ending: str) -> str:
        """Return the word with the ending, irregular where it has one such form; "" if unsure."""
        irregular = self._irregular.get(lemma, set()) if ending else set()
        if ending in ("er", "est") and len(lemma) > 6 and not irregular:
            return ""
        regular = ("s", "ing") if ending == "ed" else ()
        forms = [f for f in irregular if (f.endswith(ending) or ending == "ed")]
        forms = [f for f in forms if not f.endswith(regular)] if regular else forms
        if not forms:
            return inflected(lemma, ending)
        return forms[0] if len(forms) == 1 else ""

    def _lemma(self, word: str) -> tuple[str, str, str] | None:
        """Return lemma, part of speech and ending of the likeliest word of this form."""
        made = [
            (lemma, kind, ending)
            for kind, endings in ENDINGS.items()
            for ending in ("", *endings)
            for lemma in (*_stems(word, ending), *self._lemmas_of(word, ending))
            if self._main[lemma, kind] * 2.5 >= self._counts[lemma, kind] >= COMMON
            and self._form(lemma, ending) == word
            and (lemma, kind) in self._senses
        ]
        return max(made, key=lambda each: self._counts[each[:2]], default=None)

    def _lemmas_of(self, word: str, ending: str) -> list[str]:
        return self._regular.get(word, []) if ending else []

    def _same(self, lemma: str, kind: str) -> list[str]:
        return self._synsets[self._senses[lemma, kind][0]].words

    def _antonyms(self, lemma: str, kind: str) -> list[str]:
        found = []
        for place in self._senses[lemma, kind][:2]:
            synset = self._synsets[place]
            number = synset.words.index(lemma) + 1 if lemma in synset.words else 0
            heads = [self._synsets[p] for symbol, p, _, _ in synset.links if symbol == "&"]
            for each, source in ((synset, number), *((head, 1) for head in heads[:1])):
                for symbol, other, mine, theirs in each.links:
                    if symbol == "!" and mine == source:
                        found.append(self._synsets[other].words[theirs - 1])
        return found

    def _cohyponyms(self, lemma: str, kind: str) -> list[str]:
        first = self._senses[lemma, kind][0]
        found = []
        for symbol, parent, _, _ in self._synsets[first].links:
            if symbol == "@":
                for down, child, _, _ in self._synsets[parent].links:
                    if down == "~" and child != first:
                        found += [
                            other
                            for other in self._synsets[child].words
                            if self._senses.get((other, kind), [None])[0] == child
                        ]
        same = set(self._synsets[first].words)
        return [other for other in found if other not in same]


def _synset(line: str, kind: str) -> tuple[Place, Synset]:
    parts = line.split(" | ", maxsplit=1)[0].split()
    size = int(parts[3], 16)
    words = [word.split("(")[0] for word in parts[4 : 4 + 2 * size : 2]]
    at = 4 + 2 * size + 1
    links = []
    for i in range(int(parts[at - 1])):
        symbol, offset, other, ends = parts[at + 4 * i : at + 4 * i + 4]
        other = "a" if other == "s" else other
        links.append((symbol, (other, int(offset)), int(ends[:2], 16), int(ends[2:], 16)))
    return (kind, int(parts[0])), Synset(words, links)


def _stems(word: str, ending: str) -> list[str]:
    """Return what the word may be without the ending; `inflected` tells which is right."""
    if not ending:
        return [word]
    if not word.endswith(ending) or len(word) < len(ending) + 2:
        return []
    stem = word.removesuffix(ending)
    found = [stem, stem + "e", stem[:-1] + "y" if stem[-1] == "i" else stem]
    found += [stem[:-1]] if stem[-1] == stem[-2] or stem[-1] == "e" else []
    if ending == "s" and stem.endswith("ie"):
        found.append(stem[:-2] + "y")
    return list(dict.fromkeys(found))


def inflected(lemma: str, ending: str) -> str:
    """Return the regular form of a word with the ending "", "s", "ed", "ing", "er" or "est"."""
    if not ending:
        return lemma
    vowels = "aeiou"
    consonant_y = lemma[-1] == "y" and lemma[-2:-1] not in vowels
    if ending == "s":
        if consonant_y:
            return lemma[:-1] + "ies"
        return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if ending in ("ed", "er", "est") and consonant_y:
        return lemma[:-1] + "i" + ending
    if lemma[-1] == "e" and not lemma.endswith(("ee", "ye", "oe")):
        return lemma[:-1] + ending
    short = len(lemma) in (3, 4) and lemma[-1] not in vowels + "wxy" and lemma[-2] in vowels
    doubled = short and lemma[-3] not in vowels
    return lemma + (lemma[-1] if doubled else "") + ending
