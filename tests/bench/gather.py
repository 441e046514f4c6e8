"""Runs sections one after the other and keeps what they printed."""

import os
import sys
import time
from dataclasses import dataclass, field

import figure
import launch


@dataclass
class Result:
    section: object
    state: str  # "ran", "not available" or "failed"
    figures: list = field(default_factory=list)
    reason: str = ""
    at: str = ""
    wall_seconds: float = 0
    load_before: float = 0
    load_after: float = 0

    def misses(self):
        return [one for one in self.figures if one.reached is False]


def run(section, build):
    """Runs a section and says on standard error how that went."""
    print(f"bench: {section.name} ...", file=sys.stderr, flush=True)
    result = measure(section, build)
    said = result.reason or f"{len(result.figures)} figures in {result.wall_seconds:.0f} s"
    print(f"bench: {section.name}: {result.state}: {said}", file=sys.stderr, flush=True)
    return result


def measure(section, build):
    """A Result; a bench that fails, takes too long or prints no figure does not end the others."""
    if not section.available(build):
        return Result(section, "not available", reason="not in this build")
    result = Result(section, "ran", at=time.strftime("%F %H:%M UTC", time.gmtime()),
                    load_before=os.getloadavg()[0])
    try:
        out, result.wall_seconds = launch.run(section.command(build), section.seconds)
    except launch.LaunchError as error:
        result.state, result.reason = "failed", str(error)
        return result
    result.load_after = os.getloadavg()[0]
    result.figures = [one for one in map(figure.parse, out.splitlines()) if one]
    if not result.figures:
        result.state, result.reason = "failed", "It printed no figure."
    return result
