"""Questions that lean on the conversation, and those that do not."""

import pytest

from qa.followup import standalone_question

ANSWERS = {
    "Who objected to Arizona's votes?": "Paul Gosar",
    "When did the Harbour Bridge open?": "1932",
    "Who designed the Harbour Bridge?": "John Bradfield",
    "How many votes did Ann Lee win?": "306",
    "Which opera did Verdi write in 1871?": "Aida",
    "Who stormed the old palace?": "angry farmers",
    "Which party is Paul Gosar from?": "Republican",
}
REWRITTEN = [
    (
        "Who objected to Arizona's votes?",
        "Which party is he from?",
        "Which party is Paul Gosar from?",
    ),
    ("Who designed the Harbour Bridge?", "When was she born?", "When was John Bradfield born?"),
    (
        "Who designed the Harbour Bridge?",
        "And how long is it?",
        "And how long is the Harbour Bridge?",
    ),
    ("How many votes did Ann Lee win?", "What is her party?", "What is Ann Lee's party?"),
    ("When did the Harbour Bridge open?", "How long is it?", "How long is Harbour Bridge?"),
    (
        "Which opera did Verdi write in 1871?",
        "Where was it first shown?",
        "Where was Aida first shown?",
    ),
    ("Who stormed the old palace?", "What did they shout?", "What did angry farmers shout?"),
    (
        "How many votes did Ann Lee win?",
        "And in Arizona?",
        "How many votes did Ann Lee win in Arizona",
    ),
    (
        "How many votes did Ann Lee win?",
        "what about the other towns of the north?",
        "How many votes did Ann Lee win the other towns of the north",
    ),
    ("When did the Harbour Bridge open?", "Why?", "Why did the Harbour Bridge open?"),
    ("Who objected to Arizona's votes?", "When?", "When Paul Gosar objected to Arizona's votes?"),
]


@pytest.mark.parametrize(("before", "question", "expected"), REWRITTEN)
def test_a_follow_up_is_filled_in(before: str, question: str, expected: str) -> None:
    found = standalone_question(question, [before], ANSWERS.__getitem__)
    assert found.rstrip("?") == expected.rstrip("?")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("How high will the Brekke dam be?", "What will the Brekke dam cost?"),
        ("How high will the Brekke rise?", "What will Brekke cost?"),
    ],
)
def test_a_name_before_a_noun_is_taken_with_it_where_the_documents_do(
    before: str, expected: str
) -> None:
    found = standalone_question(
        "What will it cost?", [before], lambda _: "12 metres", {"Brekke dam"}.__contains__
    )
    assert found == expected


SHE = [
    ("What did she say about Trump?", "What did Ann Lee say about Trump?"),
    ("Did she speak on Wednesday?", "Did Ann Lee speak on Wednesday?"),
    ("Isn't she a Democrat?", "Isn't Ann Lee a Democrat?"),
    ("Then what did she do?", "Then what did Ann Lee do?"),
    ("Please tell me her age", "Please tell me Ann Lee's age"),
    ("What is the name of her husband?", "What is the name of Ann Lee's husband?"),
    ("With whom did she meet?", "With whom did Ann Lee meet?"),
    ("Did police arrest her after the rally?", "Did police arrest her after the rally?"),
]


@pytest.mark.parametrize(("question", "expected"), SHE)
def test_a_pronoun_is_filled_in_whatever_names_follow(question: str, expected: str) -> None:
    found = standalone_question(question, ["Who is the mayor?"], lambda _: "Ann Lee")
    assert found == expected


NAMED = [
    ("Who is Ann Lee?", "How old is she?", "How old is Ann Lee?"),
    ("Who is mayor Ann Lee?", "When was she elected?", "When was Ann Lee elected?"),
    ("Who is the mayor of Tavel?", "How old is she?", "How old is the tall mayor?"),
    ("How old is the mayor of Tavel?", "Is she rich?", "Is the mayor of Tavel rich?"),
    (
        "How long is the warranty on the P40?",
        "Can it be extended?",
        "Can the warranty on the P40 be extended?",
    ),
    (
        "Where is the Tavel office?",
        "How many desks does it have?",
        "How many desks does Tavel have?",
    ),
    (
        "Who runs Fjellmet?",
        "How many jobs have they cut?",
        "How many jobs have the tall mayor cut?",
    ),
    ("Who runs the Lisbon office?", "And the Kraków one?", "Who runs the Kraków office"),
]


ALIKE = [
    ("When are taxis paid?", "And trains?", "When are trains paid"),
    ("What can I spend on dinner abroad?", "What about lunch?", "What can I spend on lunch abroad"),
    ("How much are the women paid?", "and the men?", "How much are the men paid"),
    (
        "What does a ticket for adults cost?",
        "And children?",
        "What does a ticket for children cost",
    ),
    ("How much profit was made this year?", "And last year?", "How much profit was made last year"),
    (
        "On which day must I work?",
        "What about new starters?",
        "On which day must I work new starters",
    ),
]


AGAIN = [
    (
        "Which support levels are there?",
        "Which one is free?",
        "Which of the support levels is free?",
    ),
    ("Who won?", "Which one is free?", "Which one is free?"),
    ("How much can a shop claim?", "Until when?", "Until when can a shop claim?"),
    ("How many votes did Ann Lee win?", "Since when?", "Since when did Ann Lee win?"),
    ("Did Ann Lee work there?", "How long?", "How long did Ann Lee work there?"),
]


@pytest.mark.parametrize(("before", "question", "expected"), [*NAMED, *ALIKE, *AGAIN])
def test_a_name_stays_a_like_word_is_replaced_a_part_is_asked_again(
    before: str, question: str, expected: str
) -> None:
    assert standalone_question(question, [before], lambda _: "the tall mayor") == expected


UNANSWERED = [
    ("Who is the king of France?", "Which party is she from?", "king of France"),
    ("who leads the Greens?", "When was he born?", "the one who leads the Greens"),
    ("Which senator left the hall?", "Who called him?", "the senator who left the hall"),
    ("When did Ann Lee marry?", "Is she rich?", "Ann Lee"),
    ("When was the old bridge closed?", "How long is it?", "the old bridge"),
    ("Why did the alarm ring?", "When?", "When did the alarm ring?"),
    ("Who lost?", "Which song did he play before that?", "Which song did he play before that?"),
    ("How was the vote in November?", "What did he say?", "What did he say?"),
]


@pytest.mark.parametrize(("before", "question", "expected"), UNANSWERED)
def test_whoever_was_not_found_is_called_what_the_question_calls_them(
    before: str, question: str, expected: str
) -> None:
    assert expected in standalone_question(question, [before], lambda _: None)


@pytest.mark.parametrize("question", ["How old is he?", "When?", "Where was she born?"])
def test_nobody_is_made_up_for_whom_a_refused_question_asked(question: str) -> None:
    assert standalone_question(question, ["Who did they arrest?"], lambda _: None) == question


@pytest.mark.parametrize(
    ("before", "subject"),
    [
        ("Why was the bridge closed?", "the bridge"),
        ("How long is the tunnel under the river?", "the tunnel"),
        ("How high will a dam be?", "a dam"),
        ("Why did the county council vote twice?", "the county council"),
    ],
)
def test_a_thing_is_a_noun_without_what_follows_it(before: str, subject: str) -> None:
    found = standalone_question("What did it cost?", [before], lambda _: "rust")
    assert found == f"What did {subject} cost?"


def test_a_long_conversation_asks_no_more_than_a_few_questions_again() -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "Ann Lee"

    standalone_question("Where was she?", ["Who was she?"] * 2000, answer)
    assert len(asked) <= 4


STANDALONE = [
    "what did trump say about the crowd and its size?",
    "What did the police say about their arrests?",
    "how many protesters were there?",
    "How cold was it at the rally?",
    "What time is it?",
    "And at what time did the Senate meet?",
    "So-called experts said what?",
    "How many people died and how did they die?",
    "Who painted the Mona Lisa?",
    "And who is the mayor of Paris?",
    "What did Mike Pence say about his oath?",
    "How many arrests did the police report on Tuesday?",
    "What is the capital of France?",
    "Is there any proof of fraud?",
]


@pytest.mark.parametrize("question", STANDALONE)
def test_a_change_of_subject_inherits_nothing(question: str) -> None:
    def never(_: str) -> str:
        raise AssertionError("the question before was asked again for nothing")

    assert standalone_question(question, ["Who objected to Arizona's votes?"], never) == question


def test_a_first_question_stays_as_it_is() -> None:
    assert standalone_question("Which party is he from?", [], str) == "Which party is he from?"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = ["Who objected to Arizona's votes?", "Which party is he from?"]
    found = standalone_question("Where does he live?", history, ANSWERS.__getitem__)
    assert found == "Where does Paul Gosar live?"


PUT_IN = [
    ("How many votes did Ann Lee win in Norland?", "And in Sund?",
     "How many votes did Ann Lee win in Sund"),
    ("How many votes did Ann Lee win in Norland?", "what about Sund?",
     "How many votes did Ann Lee win in Sund"),
    ("Who leads the Reform Party?", "And the Labour Alliance?", "Who leads the Labour Alliance"),
    ("What did Jonas Tveit say about the dam?", "And Inga Sara?",
     "What did Inga Sara say about the dam"),
    ("Who designed the Harbour Bridge?", "And when?",
     "when John Bradfield designed the Harbour Bridge?"),
    ("Did the alarm ring?", "Why not?", "Why didn't the alarm ring?"),
    ("Why did the council of Halden refuse?", "Who is the mayor there?",
     "Who is the mayor in Halden?"),
    ("When did the Harbour Bridge open?", "What did it cost that year?",
     "What did Harbour Bridge cost in 1932?"),
    ("Who won the great prize this year?", "And who won it last year?",
     "And who won the great prize last year?"),
    ("Where were the golden horns found?", "Who found them?", "Who found the golden horns?"),
    ("Who designed the Harbour Bridge?", "How many children does he have?",
     "How many children does John Bradfield have?"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "question", "expected"), PUT_IN)
def test_what_is_left_out_comes_from_the_question_before(
    before: str, question: str, expected: str
) -> None:
    found = standalone_question(question, [before], lambda q: ANSWERS.get(q, ""))
    assert found == expected
