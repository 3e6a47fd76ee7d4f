"""What of a statement its text does not tell: values changed are found, and values written another way are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.verification.grounding import missing_in, nations_in
from bot.types import Day

ABOUT = "In July Shoigu had met Kim. This time the minister also showed Kim the Kinzhal, Tass said."
SUED = "Ann Lee, who had sued Bo Chan over a loan, was fined in May by Judge Eva Moll for lying."
SEEN = "Kim Jong Un saw two bombers and a frigate at Knevichi Airport near Vladivostok on Saturday, Tass said."

SAID = '"The referee got it wrong," said the coach of Albion, Ann Lee. The coach of Rovers, Eva Moll, disagreed.'


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("The site is 8000 km from Moscow.", "It lies 8,000 kilometres (5,000 miles) from Moscow."),
        ("The site is 5,000 miles away.", "It lies some 8,000 kilometres from there."),
        ("The talks took 120 minutes.", "The talks took around two hours."),
        ("It lasted a year and a half.", "It went on for 18 months."),
        ("It began half an hour before sunrise.", "It began 30 minutes before sunrise."),
        ("Nine in ten parents knew.", "Almost 90% of parents knew."),
        ("Two attempts were made.", "It failed twice."),
        ("Both leaders met; the two men spoke.", "Putin and Kim met and spoke."),
        ("Two engineers, Ann Lee and Bo Chan, fly.", "The engineers Ann Lee and Bo Chan fly."),
        ("It was his fifth nomination.", "He has been nominated five times."),
        ("They met on 16 September 2023.", "They met on Sept. 16."),
        ("It went back last autumn.", "It went back last fall."),
        ("The vote of 2026 was lost.", "They lost the 2026 Olympics vote."),
        ("The Russian government said so.", "Moscow said so."),
        ("Seoul and the Americans warned of it.", "South Korea and the U.S. warned of it."),
        ("Mr. Kim saw a frigate.", SEEN),
        ("Lieutenant General Ann Lee commands it.", "Its commander, Lt. Gen. Ann Lee, spoke."),
        ("Sergey Shoygu was there.", "Sergei Shoigu was there."),
        ("The World Health Organization said so.", "The WHO said so."),
        ("In the West there is fear.", "Western countries fear it."),
        ("The company, Tampa-based, recalled it.", "The firm in Tampa recalled it."),
        ("It lies in the south-east.", "It lies in the southeast."),
        ("A first step was made.", "They made a step."),
        ("Ann Lee did not meet Ben Fox.", "Ann Lee failed to meet Ben Fox."),
        ("They did not sign it on Monday.", "They signed it on Monday, but not the annex."),
        ("The NUS let the university's students in.", "The National University of Singapore let its students in."),
        ("Students of Kim Il Sung University came.", "Kim Il-sung University sent some; so did Wonsan University."),
        ("Singapore's National University agreed.", "The National University of Singapore agreed."),
        ("Jong Un Kim and Ann Lee spoke.", "Kim Jong Un spoke with Ann and Bo Lee."),
        ("Shoigu showed Kim the Kinzhal.", ABOUT),
        ("Kim was shown the Kinzhal by Shoigu.", ABOUT),
        ("Shoigu was shown a frigate; Kim and Shoigu met.", "Kim met Shoigu. Yevmenov showed Shoigu a frigate."),
        ("Bo Chan had been sued by Ann Lee, whom Eva Moll fined.", SUED),
        ("Kim and Shoigu talked about it in Moscow.", "Shoigu and Kim talked about it in Moscow."),
        ("Shells were sold to Wagner by Kim.", "Kim sold shells to Wagner, which sold them to Putin."),
        ("Ann Lee left the contract unsigned.", "The contract was not signed by Ann Lee."),
        ("Fox signed it on Monday.", "Ann did not sign it on Monday, but Fox signed it then."),
        ("The deal might violate sanctions.", "The deal would potentially violate sanctions."),
        ("He went to Rome in May.", "In May Ann hoped to go to Rome; Bo went to Rome with her."),
        ("He is permitted to wear a hat.", "He may wear a hat."),
        ("Russia's army was thanked by Kim.", "Kim thanked Russia's army, and Russia thanked Kim's."),
        ("It had " + "1" * 400 + " parts.", "It was of " + "1" * 400 + " parts."),  # more than a float holds
        ("The range is over 4,000 miles.", "The range is more than 6,500 km (over 4,040 miles)."),
        ("The war has lasted a year and a half.", "The war is more than 18 months old."),
        ("It cost 600,000 euros less than planned.", "It cost 4.2 million euros, 600,000 less than was set aside."),
        (
            "Ann showed Bo a black horse.",
            "A day before Bo left, Ann, its owner, and others had shown him a black horse.",
        ),
        ("The plan includes a Moscow stop.", "Kim would stop in Moscow, the plan says."),
        ("Prosecutors dropped the charges on Tuesday.", "The state's prosecutors dropped the charges on Tuesday."),
        ("Ann and Bo gave one another a horse.", "Ann gave a speech when she and Bo met."),
        ("Ann Lee said that the referee got it wrong.", SAID),
        ("The coach, Ann Lee, told reporters that the referee got it wrong.", SAID),
        ("Ann Lee complained: “The referee got it wrong.”", SAID),
        ("Ann Lee said: 'The referee got [him] wrong'.", SAID),
        ("Ann Lee's team and its players' coach blamed the referee.", SAID),
        (
            "Ann Lee did not go to Bari.",
            "Ann Lee cancelled her trip, and so did not go to Bari, though Bo Chan went to Bari.",
        ),
        ("A goat ate it before it left.", "The goat left after it had eaten it."),
        ("They met after the forum.", "They met after the forum, and before it by letter."),
        ("Perch was replaced by Dorsey.", "Blue Harrow has replaced Perch with Dorsey."),
    ],
)
def test_what_is_written_another_way_is_told(statement: str, text: str) -> None:
    assert missing_in(statement, text) == ()


@pytest.mark.parametrize(
    ("statement", "text", "lost"),
    [
        ("Kim saw three bombers.", SEEN, {"three bombers"}),
        ("It lies 8,000 miles away.", "It lies 8,000 kilometres (5,000 miles) away.", {"8,000 miles"}),
        ("It cost $20 billion.", "It cost $20 million.", {"$20 billion"}),
        ("It lasted two days.", "It lasted two hours.", {"two days"}),
        ("He took 12 months.", "He took 12 years.", {"12 months"}),
        ("It kills 7 million people each month.", "It kills 7 million people each year.", {"per month"}),
        ("Hundreds of thousands of drones came.", "Hundreds of drones came.", {"Hundreds of thousands of drones"}),
        ("It was the second visit.", "It was the first visit.", {"second"}),
        ("They met on Sunday.", "They met on Saturday.", {"Sunday"}),
        ("They met on 17 September.", "They met on Sept. 16, 2023.", {"17 September"}),
        ("They met on 16 September.", "They met in September.", {"16 September"}),
        ("It was released in 2013.", "It was released in 2015.", {"2013"}),
        ("He promised it last month.", "He promised it last week.", {"last month"}),
        ("Tokyo warned of it.", "Seoul warned of it.", {"Tokyo"}),
        ("The president, Sergei Lavrov, spoke.", "The president, Sergei Shoigu, spoke.", {"Sergei Lavrov"}),
        ("Delaware Governor Larry Hogan spoke.", "Delaware Gov. John Carney spoke.", {"Delaware Governor Larry Hogan"}),
        ("It hit Iran-backed Hamas.", "It hit Iran-backed Hezbollah.", {"Iran-backed Hamas"}),
        ("It went on in Iran.", "It went on in Iraq.", {"Iran"}),
        ("It lies to the west.", "It lies to the east.", {"west"}),
        ("It cost exactly $6,500.", "It cost more than $6,500.", {"exactly $6,500"}),
        ("Both attempts succeeded.", "It made two attempts; both attempts failed.", {"Both attempts succeeded."}),
        ("A deal would not break it.", "A deal, he said, would break it.", {"A deal would not break it."}),
        ("Kim has met the Queen.", "Kim has never met the Queen.", {"Kim has met the Queen."}),
        ("It isn't safe to fly.", "It is safe to fly.", {"It isn't safe to fly."}),
        (
            "Bo Chan was at the National University of Singapore.",
            "Bo Chan was at Seoul National University before he left for Singapore.",
            {"National University of Singapore"},
        ),
        ("Ann Lee leads the Northern Fleet.", "Ann Lee leads the northern Pacific Fleet.", {"Northern Fleet"}),
        *(
            (turned, text, {turned})
            for turned, text in (
                ("Kim showed Shoigu the Kinzhal.", ABOUT),
                ("Shoigu was shown the Kinzhal by Kim.", "He showed Kim the Kinzhal; Shoigu showed it to others."),
                ("Bo Chan sued Ann Lee.", SUED),
                ("Eva Moll was fined by Ann Lee.", SUED),
                ("Kim's host, Shoigu, was thanked by Putin.", "Shoigu, Kim's host, thanked Putin."),
                ("The deal violates UN sanctions.", "The deal would potentially violate UN sanctions."),
                ("Moscow bought weapons from Pyongyang.", "Moscow would like to buy Pyongyang's weapons."),
                ("The ferry sank near Bari.", "Near Bari the ferry may have sunk; police look for it."),
                ("Banks, he said, are required to shut.", "He said that banks are not required to shut."),
                ("The ministry will make its plans public.", "Its plans, the ministry said, will not be made public."),
                ("Wagner sold shells to the army.", "The army told of shells sold to Wagner."),
                ("Putin, by letter, has invited Kim.", "Kim, who arrived on Tuesday, has invited Putin."),
                ("Bo showed Ann a horse.", "A day before Bo left, Ann, its owner, and others had shown him a horse."),
                ("Eva Moll said that the referee got it wrong.", SAID),
                ("Ann Lee did not resign on Friday over a tape.", "Ann Lee resigned on Friday over a tape."),
                ("Ann Lee ruled out cuts in Bari.", "Ann Lee did not rule out cuts in Bari."),
                ("Ann Lee scored twice.", "Eva Moll scored twice before Ann Lee added a third."),
                ("The team was led by Bo Chan.", "The team led by Ann Lee is back. Co-author Bo Chan praised it."),
                ("Ann Lee agreed with Moll.", "It was a foul, Eva Moll said. Ann Lee disagreed."),
                ("Bo Chan praised the promise.", "Bo Chan criticised the promise as empty."),
                ("Kim and Shoigu signed a deal.", "No deal was signed by Kim, or by Shoigu."),
                ("Ann Lee left after attending the dinner.", "Ann Lee left without attending the dinner."),
                ("Ann Lee agreed to change the end.", "The play is off after Ann Lee refused to change the end."),
                ("Ann Lee took a train from Rome to Bari.", "On Monday Ann Lee took a train from Bari to Rome."),
            )
        ),
        ("It flies less than 40 km.", "It flies more than 40 km (over 25 miles).", {"less than 40 km"}),
        ("It flies nearly 40 km.", "It flies more than 40 km (over 25 miles).", {"nearly 40 km"}),
        ("It is more than 5,600 km.", "It is more than 6,500 km (over 4,040 miles).", {"more than 5,600 km"}),
        ("The war is over 20 months old.", "The war is now more than 18 months old.", {"over 20 months old"}),
        ("Tickets cost at least 60 pounds.", "Tickets cost between 15 and 60 pounds.", {"at least 60 pounds"}),
        ("It cost 22 percent more.", "It cost 54 dollars, 22 percent less.", {"22 percent"}),
        ("They met before the forum.", "They met after the economic forum.", {"before"}),
        ("More than half of the birds lived.", "Of the birds fewer than half lived.", {"More than"}),
        ("They met late on Tuesday.", "Early on Tuesday the two met.", {"late"}),
        ("They left with pay.", "They left without pay.", {"with", "They left with pay."}),
        ("The meeting in Seoul began.", "SEOUL, Sep 17: The meeting in Busan began.", {"Seoul"}),
    ],
)
def test_what_was_changed_is_missing(statement: str, text: str, lost: set[str]) -> None:
    assert {missing.text for missing in missing_in(statement, text)} == lost


def test_a_day_counts_however_the_text_names_it() -> None:
    start = SEEN.index("Saturday")
    days = [Day(start, start + 8, date(2023, 9, 16))]
    assert missing_in("Kim saw a frigate on 16 September 2023.", SEEN, days=days) == ()
    assert [lost.kind for lost in missing_in("Kim saw a frigate on 17 September 2023.", SEEN, days=days)] == ["date"]


def test_names_may_stand_beside_the_text_but_numbers_may_not() -> None:
    assert missing_in("Shoigu showed him four ships.", "He showed him ships.", beside="Shoigu's four ships") == ()
    lost = missing_in("Shoigu showed him 40 ships.", "He showed him four ships.", beside="Shoigu has 40 ships.")
    assert [each.text for each in lost] == ["40 ships"]


def test_nations_are_known_by_their_other_names() -> None:
    assert nations_in("The Kremlin's guests, two North Koreans, left Seoul.") == {
        "russia",
        "north korea",
        "south korea",
    }


@given(st.text(max_size=300))
def test_a_text_tells_all_of_itself(text: str) -> None:
    assert missing_in(text, text) == ()


@pytest.mark.parametrize(
    ("statement", "quoted"),
    [
        ('Ann Lee said that "the referee was wrong".', "the referee was wrong"),
        ("“The referee … got it right,” Ann Lee said.", "The referee … got it right,"),
        ("Ann Lee called the referee's work ‘wrong’ and 'bad'.", "bad"),
    ],
)
def test_words_between_quotation_marks_have_to_be_the_texts(statement: str, quoted: str) -> None:
    assert [lost.text for lost in missing_in(statement, SAID) if lost.kind == "quotation"] == [quoted]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_compared(statement: str, text: str) -> None:
    assert all(lost.text.strip() for lost in missing_in(statement, text))
