"""The language of a text, told by its script and its commonest words."""

import re
from collections import Counter

OTHER = "Other"  # neither stems nor stop words
CJK = "CJK"  # written without spaces: searched by pairs of letters
ENOUGH = 0.12  # of the words; in its own language the lists below cover about a third
READ = 20_000  # characters
WORD = re.compile(r"[^\W\d_]+")
COMMON = {
    "Danish": "og i at det er en til på som med for af den de ikke et har var jeg men fra han hun "
    "vi blev også eller kan skal",
    "Dutch": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij "
    "uit naar wordt werd hij ze deze",
    "English": "the of and to in a is that for it as was with be by on not he his but at are this "
    "have from or had they which we were an their has been will would said",
    "Finnish": "ja on ei että se oli hän mutta kun ovat myös joka kuin niin ole mukaan sen jos "
    "tai vain sekä olla hänen jo",
    "French": "le la les de des du un une et est en que qui dans pour pas au sur ne par plus avec "
    "ce il se sont aux cette mais ont",
    "German": "der die das und in den von zu mit ist des sich auf nicht ein eine dem für im als "
    "auch es an werden aus er hat dass sie nach wird bei einer",
    "Hungarian": "a az és hogy nem is egy meg de ez volt csak már el ki ha mint még azt van vagy "
    "lehet szerint",
    "Italian": "di e il la che in un per è una non con del si da le dei al sono come alla più nel "
    "della gli ha lo anche",
    "Norwegian": "og i det er på til en som av for at med har ikke de den et var jeg fra han hun "
    "vi ble også eller etter skal mot",
    "Portuguese": "o a os de e que do da em um uma para com não por mais as dos como mas foi ao "
    "ele das tem à seu sua ou são",
    "Romanian": "și de în a la cu pe nu care din o să un este mai au pentru că fost ce dar sau "
    "lui prin după sunt",
    "Russian": "и в не на что он с как это по но из у за от так же для его она бы мы они был к о "
    "все то",
    "Spanish": "de la que el en y a los se del las un por con no una su para es al lo como más "
    "pero sus le ha o este sí",
    "Swedish": "och i att det som en på är av för med den till inte har de ett om var men sig från "
    "så vi kan när hon han också",
    "Turkish": "ve bir bu da de için ile çok daha gibi olarak olan ne ama kadar sonra en var o "
    "değil ise her",
}
SCRIPTS = {
    "Greek": re.compile(r"[\u0370-\u03ff]"),
    "Arabic": re.compile(r"[\u0600-\u06ff]"),
    "Tamil": re.compile(r"[\u0b80-\u0bff]"),
    CJK: re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"),
}
LISTS = {language: frozenset(words.split()) for language, words in COMMON.items()}
LANGUAGES = (*COMMON, *SCRIPTS, OTHER)


def language_of(text: str) -> str:
    """Return one of LANGUAGES: that whose commonest words make up most of the text.

    Too short a text to tell is taken to be English if its letters are ASCII, OTHER if not.
    """
    text = text[:READ].lower()
    letters = sum(map(str.isalpha, text)) or 1
    for language, script in SCRIPTS.items():
        if len(script.findall(text)) > letters / 3:
            return language
    counts = Counter(WORD.findall(text))
    words = counts.total() or 1
    hits = {name: sum(counts[word] for word in known) for name, known in LISTS.items()}
    best = max(hits, key=lambda name: hits[name])
    if hits[best] >= ENOUGH * words:
        return best
    return "English" if text.isascii() else OTHER
