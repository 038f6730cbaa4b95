/* Text that was typed here and never stored is offered back, and shown before anything is done. */

import { letGo, OWN, passedOn, passOn } from "./device.js"

/* Under these the next page in this tab is told whose text was sent, and whose was taken back. */
const SENT = "sent"
const TAKEN = "taken"

/* Names that say nothing of the text: those of the page, and of what goes with a verb. */
const ASIDE = /^(csrfmiddlewaretoken|window|based_on|chosen-for|choice-|_|note$|[a-z_]+-(note|override|at|edition|keep-))/

/* A line of the byline is an author and a role; one without an author says nothing. */
const isUnsigned = ([name, value] = []) => name === "byline_author" && !value
const telling = (lines) =>
  lines.filter((line, place) => !ASIDE.test(line[0]) && !isUnsigned(line) && !isUnsigned(lines[place - 1]))
const allOf = (lines, name) => lines.filter((line) => line[0] === name).map(([, value]) => gist(value))

/* Whether the page shows all that was kept, in its order. */
export const isShown = ({ lines }, form) => {
  const [typed, shown] = [lines, [...new FormData(form)]].map(telling)
  return typed.every(([name]) => allOf(typed, name).join("\n") === allOf(shown, name).join("\n"))
}

/* ``form`` is null where the text may not be changed now: then it can only be read. */
export const offerBack = (place, kept, form) => {
  const offer = document.getElementById("take-back")
  const words = new Map(kept.lines)
  const body = parsed(words.get("body") ?? "").textContent
  offer.querySelector("time").textContent = new Date(kept.at).toLocaleString([], {
    dateStyle: "medium",
    timeStyle: "medium",
  })
  offer.querySelector("blockquote").textContent = [words.get("headline"), words.get("dek"), body]
    .filter(Boolean)
    .join("\n\n")
  offer.querySelector("[value=take]")?.addEventListener("click", () => takeBack(kept, form))
  offer.querySelector("[value=drop]").addEventListener("click", () => {
    letGo(place, kept.page)
    offer.hidden = true
  })
  offer.hidden = false
}

export const noteSent = (place, form) => {
  passOn(SENT, [place, form.elements.based_on.value, OWN])
}

/* Let go of what the last page of this tab kept, if this page is the answer to its form: either that was
   stored, which a message says, or it stands in the form again (``isAgain``), and is kept from here on. */
export const followTheLast = (place, form, isAgain) => {
  const [where, basedOn, page] = passedOn(SENT) ?? []
  const taken = passedOn(TAKEN)
  const isNewer = Number(form.elements.based_on.value) > Number(basedOn)
  const isStored = where === place ? isNewer : where === form.dataset.add
  if (where && (isAgain || (isStored && document.querySelector(".messagelist")))) letGo(where, page)
  if (taken && isAgain) letGo(place, taken)
}

/* The desk shows the form with the kept text in it, and stores nothing yet. */
const takeBack = ({ lines, page }, form) => {
  passOn(TAKEN, page)
  const isOfThePage = ([name]) => /^(csrfmiddlewaretoken|window)$/.test(name)
  const sent = [
    ...lines.filter((line) => !isOfThePage(line)),
    ...[...new FormData(form)].filter(isOfThePage),
    ["_take_back", "1"],
  ]
  const back = Object.assign(document.createElement("form"), { method: "post", hidden: true })
  for (const [name, value] of sent) {
    // An input of one line would lose the breaks between lines.
    back.append(Object.assign(document.createElement("textarea"), { name, value }))
  }
  document.body.append(back)
  back.submit()
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body

/* What a text says and of what blocks it is made, whatever an editor has tidied in it. */
const gist = (value) => {
  const body = parsed(value)
  const blocks = [...body.querySelectorAll("*")].map(({ localName }) => localName)
  return `${blocks} ${body.textContent.replace(/\s+/g, " ").trim()}`
}
