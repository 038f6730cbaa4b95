/* Text that was typed here and never stored is offered back, and shown before anything is done. */

import { letGo } from "./device.js"

/* Names that say nothing of the text. */
const ASIDE = /^(csrfmiddlewaretoken|window|based_on|chosen-for|choice-|_)/

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
  offer.querySelector("[value=take]").addEventListener("click", () => takeBack(kept, form))
  offer.querySelector("[value=drop]").addEventListener("click", () => {
    letGo(place)
    offer.hidden = true
  })
  offer.hidden = false
}

/* The desk shows the form with the kept text in it, and stores nothing yet. */
const takeBack = ({ lines }, form) => {
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
