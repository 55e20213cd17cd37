"""What axe-core finds on a page: the rules of WCAG 2 at levels A and AA, and axe's own good practice."""

from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
RUN = """
async () => {
  const told = await axe.run(document, {resultTypes: ['violations']});
  return told.violations.flatMap(rule => rule.nodes.map(node => ({
    rule: rule.id, impact: node.impact, target: node.target.flat().join(' '), html: node.html.slice(0, 240),
    why: node.failureSummary,
  })));
}
"""


@dataclass(frozen=True)
class Finding:
    """One element that breaks a rule; `why` is axe's own explanation."""

    rule: str
    impact: str
    target: str
    html: str
    why: str


# What lies inside Streamlit: rule, what its element shows, and where Streamlit was told.
UPSTREAM: tuple[tuple[str, str, str], ...] = ()


def findings(page: Page) -> list[Finding]:
    """Return what axe finds serious or critical, ours and Streamlit's."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
    return [Finding(**one) for one in page.evaluate(RUN) if one["impact"] in GRAVE]


def ours(found: list[Finding]) -> list[Finding]:
    """Return the findings that are not known to lie inside Streamlit."""
    return [
        one for one in found if not any(rule == one.rule and mark in one.html for rule, mark, _ in UPSTREAM)
    ]
