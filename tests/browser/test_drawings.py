"""How often a page builds what it shows: words and controls at once, and each picture a single time."""

import pytest
from playwright.sync_api import Browser

from tests.browser.visit import visit

PAGES = ("demographie", "wanderungen", "kita")
# Loads until a page shows no block in the place of words: the first ones may come before the programs do.
LOADS = 4
# Plotly says what it does through a function it gives each picture. A drawing is a plotly_afterplot with new
# nodes before it, or, for a map, a new surface; a comparison that finds nothing new adds none.
COUNTED = """
window.drawings = new Map();
Object.defineProperty(HTMLElement.prototype, 'emit', { configurable: true, set(tell) {
  const picture = this, count = { nodes: 0, drawn: 0, maps: 0, told: 0 };
  const take = records => records.flatMap(record => [...record.addedNodes]).forEach(node => {
    count.nodes += 1;
    if (node.nodeName === 'CANVAS' && node.classList.contains('maplibregl-canvas')) count.maps += 1;
  });
  const watch = new MutationObserver(take);
  watch.observe(picture, { subtree: true, childList: true });
  window.drawings.set(picture, count);
  Object.defineProperty(picture, 'emit', { configurable: true, writable: true, value: (name, ...more) => {
    take(watch.takeRecords());
    if (name === 'plotly_afterplot') {
      count.told += 1;
      count.drawn += count.nodes > 0 ? 1 : 0;
      count.nodes = 0;
    }
    return tell(name, ...more);
  } });
} });
"""
# Blocks that stood in the place of something that is no picture.
BLOCKS = """
window.blocks = 0;
new MutationObserver(records => {
  for (const record of records) for (const node of record.addedNodes) {
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const found = [...node.querySelectorAll('[data-testid=stSkeleton]')];
    window.blocks += found.filter(one => !one.closest('.stPrintGraphic')).length;
  }
}).observe(document, { subtree: true, childList: true });
"""


@pytest.mark.parametrize("path", PAGES)
def test_each_picture_of_a_page_is_drawn_once(browser: Browser, address: str, path: str):
    seen = visit(browser, address)
    seen.page.add_init_script(COUNTED)
    seen.open(path)
    counts = seen.page.evaluate("[...window.drawings.values()]")
    # A map counts as one drawing when its surface is there: it says it is drawn only when all is loaded.
    often = [count["maps"] or count["drawn"] for count in counts]
    assert len(often) == seen.page.locator("[data-testid=stPlotlyChart]").count() > 1
    assert often == [1] * len(often), counts
    assert any(count["told"] > 0 for count in counts), "plotly no longer says when it has drawn"


@pytest.mark.parametrize("path", PAGES)
def test_words_and_controls_of_a_page_stand_without_a_block_before_them(
    browser: Browser, address: str, path: str
):
    seen = visit(browser, address)
    seen.page.add_init_script(BLOCKS)
    fewest = []
    for _ in range(LOADS):
        seen.open(path)
        fewest.append(seen.page.evaluate("window.blocks"))
        if fewest[-1] == 0:
            return
    pytest.fail(f"blocks at each load: {fewest}")
