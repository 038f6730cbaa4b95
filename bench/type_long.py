"""How long a key takes until it is on the screen, in a body of 10,000 words and in a short one.

    NEXTFIN_SIGN_IN=name:password .venv/bin/python bench/type_long.py http://localhost:8000

Types in the middle of the text at the desk of a running newsroom, in a real Chromium, and leaves
two drafts there. Prints milliseconds from the key's own time stamp until after the frame that shows
it, and how much longer the long text takes.
"""
# ruff: noqa: T201 (it prints)

import os
import random
import shutil
import sys
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright

WORDS = {"short": 100, "long": 10_000}
KEYS = 200
BETWEEN = 60  # milliseconds; a quick typist
IN_A_PARAGRAPH = 60
VOCABULARY = ("a bridge", "over", "the river", "opens", "at noon", "and its toll", "stays")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

WATCH = """() => {
  window.delays = []
  addEventListener("keydown", ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => delays.push(performance.now() - timeStamp)
      port2.postMessage(null)
    })
  }, true)
}"""
INTO_THE_MIDDLE = """() => {
  const lines = document.querySelectorAll(".ProseMirror > p")
  const middle = lines[Math.floor(lines.length / 2)]
  middle.scrollIntoView({ block: "center" })
  getSelection().collapse(middle.firstChild, 20)
  document.querySelector(".ProseMirror").focus()
}"""


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        with playwright.chromium.launch(executable_path=path, args=QUIET) as browser:
            page = at_the_desk(browser, address)
            delays = {name: typing(page, count) for name, count in WORDS.items()}
    for name, each in delays.items():
        late = quantiles(each, n=20)[-1]
        print(f"{WORDS[name]:>6} words: median {median(each):5.1f} ms, 95th {late:5.1f} ms")
    ratio = median(delays["long"]) / median(delays["short"])
    print(f"The long text takes {ratio:.2f} times as long as the short one.")


def at_the_desk(browser: Browser, address: str) -> Page:
    name, password = os.environ["NEXTFIN_SIGN_IN"].split(":", 1)
    page = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}).new_page()
    page.goto("/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("[type=submit]")
    return page


def typing(page: Page, count: int) -> list[float]:
    """The delays of all keys but the first ten, while which the page still wakes up."""
    page.goto(draft(page, count))
    page.locator(".writing-bar").wait_for()
    page.wait_for_timeout(2_000)
    page.evaluate(INTO_THE_MIDDLE)
    page.evaluate(WATCH)
    page.keyboard.type(("the toll stays as it was " * KEYS)[:KEYS], delay=BETWEEN)
    page.wait_for_timeout(500)
    delays: list[float] = page.evaluate("delays")
    return delays[10:]


def draft(page: Page, count: int) -> str:
    """The address of a new draft of so many words."""
    page.goto("/admin/articles/article/add/")
    pairs = page.evaluate("[...new FormData(document.getElementById('article_form'))]")
    form = dict(pairs) | {"headline": f"{count} words", "body": body(count), "_continue": "1"}
    answer = page.request.post("/admin/articles/article/add/", form=form)
    return answer.url


def body(count: int) -> str:
    words = " ".join(random.Random(1).choices(VOCABULARY, k=count)).split()[:count]  # noqa: S311
    starts = range(0, count, IN_A_PARAGRAPH)
    return "".join(f"<p>{' '.join(words[at : at + IN_A_PARAGRAPH])}</p>" for at in starts)


if __name__ == "__main__":
    main()
