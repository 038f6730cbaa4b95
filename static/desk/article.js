/* Small helps on the article's page, which works without them: topics by a click, a warning before
   typed words are left behind, and one answer to one press. */

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

/* Leaving with words that are not stored asks first. A form that came back refused holds such. */
let hasUnsaved = form.querySelector(".conflict, .errornote") !== null
form.addEventListener("input", () => {
  hasUnsaved = true
})
window.addEventListener("beforeunload", (event) => {
  if (hasUnsaved) event.preventDefault()
})

/* A second press of a button says nothing new. */
let isSent = false
form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault()
  isSent = true
  hasUnsaved = false
})
window.addEventListener("pageshow", () => {
  isSent = false
})
