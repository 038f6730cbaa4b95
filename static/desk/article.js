/* A small help on the article's page, which works without it: topics by a click. */

const form = document.getElementById("article_form")

/* Topics: the list of all becomes buttons that add a name to the box, or take it out. */
const topics = form.querySelector('[name="topics"]')
if (topics) {
  const names = () => topics.value.split(",").map((name) => name.trim()).filter(Boolean)
  const buttons = [...form.querySelectorAll(".all-topics li")].map((item) => {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = item.textContent
    button.addEventListener("click", () => {
      const chosen = names()
      const rest = chosen.filter((name) => name !== button.textContent)
      const next = rest.length < chosen.length ? rest : [...chosen, button.textContent]
      topics.value = next.join(", ")
      topics.dispatchEvent(new Event("input", { bubbles: true }))
    })
    item.replaceChildren(button)
    return button
  })
  const reflect = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(names().includes(button.textContent)))
    }
  }
  topics.addEventListener("input", reflect)
  reflect()
}
