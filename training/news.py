"""News form: datelines, captions and credits that stand around facts, and reports with facts."""

from dataclasses import dataclass
from random import Random

FIRST = (
    "James Mary Robert Linda Carlos Aisha Wei Olga Peter Nadia Thomas Grace Ahmed Sofia Daniel "
    "Ruth Kenji Elena Marcus Priya Victor Hannah Omar Julia Samuel Ingrid Diego Fatima Paul Naomi"
).split()
LAST = (
    "Walker Moreno Okafor Lindqvist Tanaka Petrov Hughes Delgado Schmidt Kaplan Osei Murphy Haddad "
    "Novak Bennett Castillo Fischer Reyes Sandoval Whitaker Larsen Banerjee Doyle Vargas Keller "
    "Abbott Quinn Mercer Holloway Ferrara Stanton Bishop Crane Whitfield Ramsey"
).split()
CITIES = (
    "PHOENIX LONDON CHICAGO NAIROBI BERLIN DENVER ATLANTA OTTAWA SEATTLE MADRID TOKYO HOUSTON "
    "LANSING SYDNEY DUBLIN BOSTON MIAMI CAIRO"
).split()
MONTHS = "January February March April May June July Aug. Sept. Oct. Nov. Dec.".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
STATES = "Ohio Maine Utah Texas Iowa Nevada Oregon Georgia Kansas Vermont Arizona Michigan".split()
OFFICES = ("a spokeswoman", "the sheriff", "a lawyer", "a county clerk", "the coach", "an analyst")


@dataclass(frozen=True)
class Report:
    """A made-up sentence of news, a question, and its answer; None where it says nothing of it."""

    sentence: str
    question: str
    answer: str | None


def person(random: Random) -> str:
    """Return a made-up name."""
    return f"{random.choice(FIRST)} {random.choice(LAST)}"


def date(random: Random) -> str:
    """Return a date in one of the forms of newspapers."""
    month, day = random.choice(MONTHS), random.randint(1, 28)
    year = random.randint(1995, 2024)
    forms = (f"{month} {day}, {year}", f"{random.choice(DAYS)}, {month} {day}, {year}")
    return random.choice((*forms, f"{year}-{random.randint(1, 12):02}-{day:02}"))


def dress(sentences: list[str], random: Random) -> list[list[str]]:
    """Return for each sentence, and for the end, the lines of news form that stand before it."""
    lines: list[list[str]] = [[] for _ in range(len(sentences) + 1)]
    if random.random() < 0.6:
        city = random.choice(CITIES)
        agency = random.choice(("(AP)", "(Reuters)", "(AFP)"))
        lines[0].append(random.choice((f"{city} {agency} —", f"Date {date(random)}", f"{city} —")))
    for _ in range(random.randint(1, 2)):
        lines[random.randrange(len(lines))].append(_aside(random))
    return lines


def _aside(random: Random) -> str:
    who, other = person(random), person(random)
    return random.choice(
        (
            f"(AP Photo/{who})",
            f"(Photo by {who}/Getty Images)",
            f"FILE - {who} speaks to reporters in {random.choice(CITIES).title()}, {date(random)}. "
            f"(AP Photo/{other})",
            f"{who} looks on, {date(random)}. (Reuters/{other})",
            f"By {who}",
            f"Updated {date(random)}",
            f"Associated Press writers {who} and {other} contributed to this report.",
            f"“We did what we could,” said {who}, {random.choice(OFFICES)}.",
            f"“It was hard to watch,” {other} told reporters on {random.choice(DAYS)}.",
            "Read more: What to know",
            "What happened next",
        )
    )


def report(random: Random) -> Report:
    """Return a sentence of news with a question; in a third of cases it is another's fact."""
    more, fewer = sorted(random.sample(range(3, 990), 2), reverse=True)
    words = {
        **{name: person(random) for name in ("one", "two", "three")},
        **{"more": str(more), "fewer": str(fewer), "age": str(random.randint(19, 88))},
        **{"day": random.choice(DAYS), "year": str(random.randint(1990, 2023))},
        **{"office": random.choice(OFFICES), "city": random.choice(CITIES).title()},
        **{"state": random.choice(STATES), "party": random.choice(("Democrat", "Republican"))},
    }
    words |= {f"{name}_last": words[name].split()[1] for name in ("one", "two", "three")}
    sentence, answered, others = random.choice(REPORTS)
    if random.random() < 0.35:
        return Report(sentence.format_map(words), random.choice(others).format_map(words), None)
    question, answer = random.choice(answered)
    return Report(*(text.format_map(words) for text in (sentence, question, answer)))


REPORTS: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]], ...] = (
    (
        "{one} beat {two} {more} to {fewer} in the final count.",
        (
            ("How many votes did {one_last} get?", "{more}"),
            ("How many did {two} receive?", "{fewer}"),
            ("What was the result?", "{more} to {fewer}"),
            ("By what count did {one} win?", "{more} to {fewer}"),
            ("Who lost to {one}?", "{two}"),
            ("Who won against {two_last}?", "{one}"),
        ),
        ("How many votes did {three} get?", "By how many votes did {three} beat {one_last}?"),
    ),
    (
        "{one}, a {party}, won with {more} votes, compared with {fewer} for {two}.",
        (
            ("How many votes did {one_last} win?", "{more}"),
            ("how many votes did {two_last} have", "{fewer}"),
            ("What party is {one} from?", "{party}"),
            ("Who won?", "{one}"),
        ),
        ("Which party is {two} from?", "How many votes did {three} win?", "When did {one} die?"),
    ),
    (
        "The measure passed {more}-{fewer} on {day}, with {one} among those voting against it.",
        (
            ("What was the vote?", "{more}-{fewer}"),
            ("How many voted against the measure?", "{fewer}"),
            ("How many supported the measure?", "{more}"),
            ("On what day was the measure passed?", "{day}"),
            ("Who voted against the measure?", "{one}"),
        ),
        ("Who proposed the measure?", "How did {three} vote?", "Why did {one} oppose the measure?"),
    ),
    (
        "Police arrested {fewer} people, among them {one}, {age}, who was charged with fraud.",
        (
            ("How many people were arrested?", "{fewer}"),
            ("How old is {one_last}?", "{age}"),
            ("What was {one} charged with?", "fraud"),
            ("Who was charged with fraud?", "{one}"),
        ),
        ("How many people were killed?", "What was {three} charged with?", "How old is {two}?"),
    ),
    (
        "At least {fewer} people died and {more} were injured when a bridge collapsed in {city} on "
        "{day}, said {one}, {office}.",
        (
            ("How many people were killed?", "{fewer}"),
            ("What was the death toll?", "At least {fewer}"),
            ("How many were hurt?", "{more}"),
            ("Where did the bridge collapse?", "{city}"),
            ("When did the bridge fall?", "{day}"),
            ("Who is {one}?", "{office}"),
        ),
        ("Who was arrested?", "Why did the bridge collapse?", "How many people were rescued?"),
    ),
    (
        "“This is a bad deal for workers,” said {one}, a {party} from {state}, as {two}, {office}, "
        "disagreed.",
        (
            ("What did {one_last} call the deal?", "a bad deal for workers"),
            ("Who said the deal was bad for workers?", "{one}"),
            ("Which party does {one} belong to?", "{party}"),
            ("What state is {one_last} from?", "{state}"),
            ("Who disagreed with {one}?", "{two}"),
        ),
        ("What did {three} say about the deal?", "Which party is {two} from?"),
    ),
    (
        "{one}, who has led the company since {year}, said on {day} that it would close {fewer} "
        "stores and hire {more} drivers.",
        (
            ("How many stores will close?", "{fewer}"),
            ("How many drivers will be hired?", "{more}"),
            ("Who leads the company?", "{one}"),
            ("Since when has {one_last} led the company?", "{year}"),
        ),
        (
            "How many stores will open?",
            "Why did {one_last} resign?",
            "How many drivers were fired?",
        ),
    ),
    (
        "A judge in {city} ordered {one} to pay ${more},000 to {two}, who sued in {year}.",
        (
            ("How much must {one_last} pay?", "${more},000"),
            ("Who sued {one}?", "{two}"),
            ("When was the suit filed?", "{year}"),
            ("Who has to pay {two_last}?", "{one}"),
        ),
        ("How much must {three} pay?", "What was the judge's name?", "When was {one} born?"),
    ),
    (
        "The company said {day} it would recall {more},000 cars because the brakes can fail, its "
        "second recall since {year}.",
        (
            ("How many vehicles were recalled?", "{more},000"),
            ("Why were the cars recalled?", "the brakes can fail"),
            ("What is wrong with the cars?", "the brakes can fail"),
        ),
        ("How many people were hurt?", "Who is the head of the company?", "What do the cars cost?"),
    ),
    (
        "{one} resigned on {day} after {two}, {office}, accused him of lying about the money.",
        (
            ("Who resigned?", "{one}"),
            ("When did {one_last} step down?", "{day}"),
            ("Why did {one} resign?", "{two}, {office}, accused him of lying about the money"),
            ("Who accused {one_last} of lying?", "{two}"),
            ("What was {one} accused of?", "lying about the money"),
        ),
        ("When did {three} resign?", "Who replaced {one}?", "How much money was stolen?"),
    ),
    (
        "More than {more},000 people lined the streets of {city} on {day}; {one}, {age}, had "
        "driven from {state} overnight.",
        (
            ("How many people lined the streets?", "More than {more},000"),
            ("Where did the people gather?", "{city}"),
            ("Where did {one_last} come from?", "{state}"),
            ("How old is {one}?", "{age}"),
        ),
        ("Who paid for the event?", "How many were arrested?", "Where is {three} from?"),
    ),
)
