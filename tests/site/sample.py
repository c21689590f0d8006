"""A small journal of two experiments, written by hand."""

import json
from pathlib import Path

FIRST = "2026-11-20-wide-band"
SECOND = "2026-11-23-keywords-8khz"

MKDOCS = """\
site_name: Speech lab
docs_dir: journal
site_dir: site
theme:
  name: material
  language: {language}
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {{icon: material/weather-night, name: Dark}}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {{icon: material/weather-sunny, name: Light}}
plugins:
  - search: {{lang: [en, ru]}}
  - labbook
markdown_extensions: [admonition, attr_list, footnotes, tables, md_in_html, toc]
"""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120">
<style>text{font:12px sans-serif}@media (prefers-color-scheme:dark){text{fill:#ddd}}</style>
<polyline fill="none" stroke="#3366cc" stroke-width="2" points="10,10 80,60 160,80 310,100"/>
<text x="120" y="20">valid/error_rate</text></svg>
"""

RESULTS = """\
<!-- labbook:begin results -->
| metric | result | baseline | change |
|---|---:|---:|---:|
| test/error_rate, % | 12.30 ± 0.28 (n = 2) | 48.10 | −35.80 |

![valid/error_rate](runs/1/figures/error.svg)

<details>
<summary>More metrics</summary>

| metric | last |
|---|---|
| loss | 0.1 |

</details>
<!-- labbook:end results 0000 -->
"""


def record(run: str, value: float, **more: object) -> str:
    """A run record with one metric."""
    point = [10, value]
    summary = {"count": 10, "first": [1, 91.2], "last": point, "min": point, "max": [1, 91.2]}
    seed = int(run.rpartition("/")[2])
    fields = {"schema": 1, "labbook": "0.1.0", "run": run, "state": "finished", "why": None}
    fields |= {"metrics": {"test/error_rate": summary}, "environment": {"seed": seed}, **more}
    return json.dumps(fields, indent=1, ensure_ascii=False)


def write(root: Path, files: dict[str, str | bytes]) -> None:
    """Write files by their path below the root."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def sample_journal(root: Path, language: str = "en") -> Path:
    """Write the journal into the folder and give it back."""
    first, second = f"experiments/{FIRST}", f"experiments/{SECOND}"
    metrics = "metrics:\n  - {name: test/error_rate, goal: min, unit: '%', digits: 2}\n"
    write(
        root,
        {
            "labbook.toml": f'language = "{language}"\n',
            "mkdocs.yml": MKDOCS.format(language=language),
            "journal/index.md": "# Журнал лаборатории\n\n"
            f"Начните с [последнего отчёта](../experiments/{SECOND}/report.md) или с\n"
            "[гипотезы](hypotheses/telephone.md); [все](../experiments/).\n",
            "journal/hypotheses/telephone.md": "# Telephone speech needs telephone training\n\n"
            f"Tested in [the first](../../experiments/{FIRST}/report.md#analysis).\n",
            f"{first}/report.md": "---\ntitle: Wide band\nauthors: [Ada Lovelace]\n"
            f"tags: [baseline]\n{metrics}verdict: refuted\ncause: no-effect\n---\n\n"
            "## Analysis\n\nWide-band training is not enough.\n",
            f"{first}/config.yaml": "seed: 1986\nlr: 0.001\n",
            f"{first}/launch.yaml": "command: [python, train.py]\n",
            f"{first}/runs/1/run.json": record(f"{FIRST}/1", 48.1),
            f"{second}/report.md": "---\ntitle: 'Команды через телефон: 8 кГц'\n"
            "authors: [Ada Lovelace, Мария Ёлкина]\ntags: [telephony, keywords]\n"
            f"hypothesis: telephone\nprediction: test/error_rate < 20\nbaseline: {FIRST}\n"
            f"{metrics}verdict: confirmed\nrelated: [{FIRST}]\n---\n\n"
            "# Команды через телефон: 8 кГц\n\n"
            "## Выводы\n\nЧастота ошибок упала до 12.30<!-- =test/error_rate --> %, это "
            "**-35.80**<!-- =test/error_rate - baseline --> к [базе](../"
            f"{FIRST}/report.md#analysis).\nСм. [гипотезу](../../journal/hypotheses/telephone.md), "
            "[config](config.yaml) и [код](train.py).\n\n"
            f"## Results\n\n{RESULTS}\n## Code\n\n```python\nprint('{{{{ 7 * 7 }}}}')\n```\n",
            f"{second}/config.yaml": "seed: 1986\nlr: 0.0001 # <b>\nmodel: !new:torch.nn.Linear\n",
            f"{second}/launch.yaml": "command: [python, train.py]\n",
            f"{second}/train.py": "print(1)\n",
            f"{second}/runs/1/run.json": record(f"{SECOND}/1", 12.1, why="меньший шаг"),
            f"{second}/runs/2/run.json": record(f"{SECOND}/2", 12.5),
            f"{second}/runs/1/series.csv": "metric,step,value\n",
            f"{second}/runs/1/figures/error.svg": SVG,
        },
    )
    return root
