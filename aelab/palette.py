"""The colours of the ten digits and of the page, where Python draws."""

from __future__ import annotations

# One colour for each digit, apart for colour-blind eyes on a white page (Machado et al. 2009, CIEDE2000)
DIGITS = ["#3D8A49", "#D77273", "#644B28", "#9383EF", "#0B5C91", "#B25901", "#9C2DEA", "#8D025B", "#1CA3A7", "#AF9207"]
ACCENT = "#2746D8"
INK = "#14171A"
PAGE, HAIRLINE, GRID, MUTED = "#FFFFFF", "#DFE3E7", "#ECEFF2", "#CBD0D6"
