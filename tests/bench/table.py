"""Figures as aligned text."""

HEADINGS = ("bench", "subject", "quantity", "value [low, high]", "unit", "target", "reached")


def number(value):
    return f"{value:.4g}"


def bounds(figure):
    if figure.low == figure.value == figure.high:
        return number(figure.value)
    return f"{number(figure.value)} [{number(figure.low)}, {number(figure.high)}]"


def verdict(figure):
    return {None: "", True: "yes", False: "NO"}[figure.reached]


def row(figure):
    return (figure.bench, figure.subject, figure.quantity, bounds(figure), figure.unit, figure.target,
            verdict(figure))


def aligned(rows):
    """Lines with columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip() for cells in rows]


def text(results):
    """The table of all figures and a summary."""
    figures = [one for result in results for one in result.figures]
    lines = aligned([HEADINGS, *map(row, figures)]) if figures else []
    judged = [one for one in figures if one.reached is not None]
    met = sum(one.reached for one in judged)
    lines += ["", f"{len(figures)} figures; {met} of {len(judged)} targets reached."]
    for result in results:
        if result.state != "ran":
            lines.append(f"{result.section.name}: {result.state}: {result.reason}")
    return "\n".join(lines) + "\n"
