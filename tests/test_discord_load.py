"""The Discord bot under load, a shorter time than the benchmark takes: nothing is lost, mixed up, or piled up."""

import pytest
from servers import LOOPBACK

from benchmarks.discord_load import told, under_load

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.allow_hosts([LOOPBACK])]
GROWTH_MEGABYTES = 15  # of two minutes; what leaked with every question would be more


def test_everyone_in_a_rush_is_answered_and_in_order():
    figures = under_load(200, seconds=10)

    assert (figures.answered, figures.refused, figures.out_of_order) == (figures.questions, 0, 0), told(figures)


def test_two_minutes_of_steady_load_take_no_more_memory():
    figures = under_load(50, minutes=2)

    assert (figures.answered, figures.refused, figures.out_of_order) == (figures.questions, 0, 0), told(figures)
    assert figures.megabytes[-1] - figures.megabytes[1] < GROWTH_MEGABYTES
