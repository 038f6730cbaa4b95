/* The links to proofs for people outside, without leaving the page: the panel's section is replaced by
   the one that the server answers with. Without this the buttons lead to a page of their own. */

const form = document.getElementById("proof-links")
const SECTION = "proof-links-section"

const section = () => document.getElementById(SECTION)

function offerToCopy() {
  for (const button of section().querySelectorAll(".proof-copy")) {
    button.hidden = false
    button.addEventListener("click", async () => {
      const address = button.parentElement.querySelector("input")
      address.select()
      try {
        await navigator.clipboard.writeText(address.value)
        button.textContent = "Copied"
      } catch {
        // It is selected: the keyboard copies it.
      }
    })
  }
}

// What is embargoed can be given to a partner once that is stored.
const partner = document.querySelector(".partner")
const embargo = document.getElementById("id_embargo_at")
document.addEventListener("nextfin:saved", () => {
  if (partner && embargo) partner.hidden = !embargo.value
})

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  const body = new FormData(form, event.submitter)
  const buttons = [...form.elements].filter((element) => element.type === "submit")
  for (const button of buttons) button.disabled = true
  try {
    const answer = await fetch(form.action, { method: "POST", body })
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const found = page.getElementById(SECTION)
    if (!found) throw new Error("no section")
    section().replaceWith(document.adoptNode(found))
    offerToCopy()
    const next = section().querySelector(".proof-address input") ?? section().querySelector("h2")
    if (!next.matches("input")) next.tabIndex = -1
    next.focus()
    if (next.matches("input")) next.select()
  } catch {
    section().querySelector(".proof-failed")?.remove()
    const said = document.createElement("p")
    said.className = "problem proof-failed"
    said.role = "alert"
    said.textContent = "The desk did not answer. Nothing was changed as far as this page knows: try again."
    section().querySelector("h2").after(said)
  } finally {
    for (const button of buttons) button.disabled = false
  }
})

offerToCopy()
