"""How sure a share is: Wilson's interval for right answers out of those asked."""

from __future__ import annotations

import math

from nkquiz.frozen import frozen

_Z = 1.959963984540054  # 95 % of a normal distribution lie so many standard deviations either way
ENOUGH = 10
"""Fewer answers than this give no share: it is too early to tell."""


@frozen
class Share:
    """Of `asked` answers, how many were right."""

    asked: int = 0
    right: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.asked + other.asked, self.right + other.right)

    @property
    def wrong(self) -> int:
        """How many were not right."""
        return self.asked - self.right

    @property
    def share(self) -> float | None:
        """The share that was right, 0 to 1; None where nothing was asked."""
        return self.right / self.asked if self.asked else None

    @property
    def early(self) -> bool:
        """True where too little was asked to tell."""
        return self.asked < ENOUGH

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds between which the true share lies with 95 % confidence, 0 to 1 (Wilson 1927, JASA 22:209)."""
        if not self.asked:
            return 0.0, 1.0
        share, spread = self.right / self.asked, _Z * _Z / self.asked
        centre = (share + spread / 2) / (1 + spread)
        margin = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
        low = 0.0 if self.right == 0 else centre - margin
        return low, 1.0 if self.right == self.asked else centre + margin
