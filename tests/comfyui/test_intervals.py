"""Where in ComfyUI's shares the steps begin."""

from __future__ import annotations

import pytest

from sd_animagine.comfyui.drawing.intervals import even, intervals


@pytest.mark.parametrize("steps", [1, 2, 3, 8, 25, 28, 60])
def test_a_boundary_lies_between_two_steps(steps: int) -> None:
    """The scheduler ``normal`` puts step k at the share k / (steps - 1)."""
    boundary = even(steps)
    for step in range(1, steps):
        assert (step - 1) / (steps - 1) < boundary(step) < step / (steps - 1)


def test_stretches_of_the_same_text() -> None:
    assert intervals((0, 0, 1, 0)) == [(0, 0, 2), (1, 2, 3), (0, 3, 4)]
    assert intervals((0,)) == [(0, 0, 1)]
