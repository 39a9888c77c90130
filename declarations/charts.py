"""How the circle of partners grew, as a picture: a bar for each day on which it changed."""

from dataclasses import dataclass
from datetime import date

from declarations.queries import Step

# In the units of the picture, which is shown about as large; its type is 14 units high.
WIDTH, HEIGHT, ROOF, WIDEST = 360, 130, 20, 90
# Fewer bars than that have room for the day below and the number above each of them.
ROOMY = 5


@dataclass(frozen=True)
class Bar:
    """One day's bar; `middle` is where its words stand."""

    step: Step
    x: int
    y: int
    width: int
    height: int
    is_asked: bool
    has_words: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Chart:
    """The bars, from left to right in the order of the days."""

    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT


def draw(steps: list[Step], *, on: date) -> Chart | None:
    """Return the picture of the steps, in which the one in force on the day is marked; None where there is no step."""
    if not steps:
        return None
    most = max(1, *(step.count for step in steps))
    slot = min(WIDEST, WIDTH // len(steps))
    asked = max((step.day for step in steps if step.day <= on), default=None)
    bars = []
    for place, step in enumerate(steps):
        height = round((HEIGHT - ROOF) * step.count / most)
        bars.append(
            Bar(
                step=step,
                x=place * slot,
                y=HEIGHT - height,
                width=max(slot - max(slot // 8, 1), 1),
                height=height,
                is_asked=step.day == asked,
                has_words=len(steps) < ROOMY,
            )
        )
    return Chart(bars)
