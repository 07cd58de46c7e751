"""Draws timeline.svg from the figures in raw: when HAProxy noticed, on the window that the formula gives.

    python3 draw.py
"""

import json
from pathlib import Path

HERE = Path(__file__).resolve().parent

SETTINGS = ["default", "brisk", "no-retries", "least-connections", "no-redispatch", "hash", "hair-trigger", "long-wait"]
WIDTH, LEFT, RIGHT = 760, 190, 20
HEAD, ROW, FOOT = 60, 34, 34
SECONDS = 7.0

# Colours that keep their contrast on white and on black, and no text on any of them.
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .small { font-size: 11px; fill: #57606a; }
  .axis { stroke: #8c959f; stroke-width: 1; }
  .grid { stroke: #8c959f; stroke-opacity: .25; }
  .out { fill: #d1480f; } .back { fill: #1a7f5a; }
  .window { fill-opacity: .22; } .run { fill-opacity: .95; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .small { fill: #9aa5b1; }
    .out { fill: #ff8a4c; } .back { fill: #4cc38a; }
  }
"""


def x(seconds):
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / SECONDS


def window(kind, y, begin, end):
    return f'<rect class="{kind} window" x="{x(begin):.1f}" y="{y - 5}" width="{x(end) - x(begin):.1f}" height="10" rx="3"/>'


def run(kind, y, seconds):
    return f'<circle class="{kind} run" cx="{x(seconds):.1f}" cy="{y}" r="3"/>'


def row(file, death, y):
    """One setting and death: windows by formula, a dot a run."""
    told = file["setting"]
    inter = told["inter_ms"] / 1000
    # The first series had the same timeout for all.
    timeout = told.get("connect_timeout_ms", file.get("connect_timeout_ms"))
    wait = min(timeout, told["inter_ms"]) / 1000 if death == "silent" else 0
    out = (told["fall"] - 1) * (inter + wait) + wait
    back = (told["rise"] - 1) * inter
    runs = [r for r in file["runs"] if r["death"] == death]
    shapes = [
        f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{told["name"]}, {death}</text>',
        window("out", y - 6, out, out + inter),
        window("back", y + 6, back, back + inter + wait),
    ]
    shapes += [run("out", y - 6, r["down_ms"] / 1000) for r in runs]
    shapes += [run("back", y + 6, (r["up_ms"] - r["revived_ms"]) / 1000) for r in runs]
    return shapes


def main():
    files = [json.loads((HERE / "raw" / f"{name}.json").read_text()) for name in SETTINGS]
    rows = [(file, death) for file in files for death in ("crash", "silent")]
    bottom = HEAD + ROW * len(rows)
    shapes = [
        '<circle class="out run" cx="16" cy="20" r="4"/><text x="28" y="24">out of rotation, after the death</text>',
        '<circle class="back run" cx="256" cy="20" r="4"/><text x="268" y="24">back in rotation, after the return</text>',
        '<text class="small" x="496" y="24">a dot a run of HAProxy; bands by formula</text>',
    ]
    for second in range(int(SECONDS) + 1):
        shapes.append(f'<line class="grid" x1="{x(second):.1f}" y1="{HEAD - 14}" x2="{x(second):.1f}" y2="{bottom}"/>')
        shapes.append(f'<text class="small" x="{x(second):.1f}" y="{bottom + 18}" text-anchor="middle">{second} s</text>')
    shapes.append(f'<line class="axis" x1="{LEFT}" y1="{bottom}" x2="{WIDTH - RIGHT}" y2="{bottom}"/>')
    for place, (file, death) in enumerate(rows):
        shapes += row(file, death, HEAD + ROW * place + 4)
    height = bottom + FOOT
    title = "When HAProxy takes a dead server out of rotation and back, against the formula"
    text = "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
            f"<title>{title}</title>",
            f"<style>{STYLE}</style>",
            *shapes,
            "</svg>",
            "",
        ]
    )
    (HERE / "timeline.svg").write_text(text)


if __name__ == "__main__":
    main()
