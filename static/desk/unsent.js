/* What is typed where the desk does not store it by itself (a comment, a note to a verb, the words of a
   story, a caption) is kept on this device, and stands in its box again when the page is opened again:
   after a crash, a closed tab, a sign-in, and after a Save of something else. It goes when it is sent. */

import { keep, kept, letGo, passedOn, passOn } from "./device.js"

const PLACES = ":is([data-unsent], form:has(.unsent-note))"
const BOXES = `${PLACES} :is(textarea, input:not([type]), input[type=text])`
const SENT = "sent-notes"
const ALL = "" // what one page of a place keeps here, all of them have
const WITHIN = 300 // the device is written to between keys, not at each

const boxes = () => [...document.querySelectorAll(BOXES)]
const place = () => `${location.pathname}#unsent`
const person = document.querySelector("[data-unsent]")?.dataset.unsent
const typed = new Set() // the names of the boxes that hold what was typed

/* By the name of the box: { value, was }, ``was`` being what stood there before. */
function keptAt(where) {
  const found = kept(where, ALL)
  return found?.person === person ? found.words : {}
}

function put(where, words) {
  if (Object.keys(words).length) keep(where, { person, words }, ALL)
  else letGo(where, ALL)
}

/* What has no box now, because its verb cannot be said at the moment, is kept with the rest. */
function remember() {
  const words = keptAt(place())
  for (const { name, value, defaultValue } of boxes()) {
    if (!typed.has(name)) continue // another page may have one like it
    const was = words[name]?.was ?? defaultValue
    if (isSame(value, was)) delete words[name]
    else words[name] = { value, was }
  }
  put(place(), words)
}

let keeping
function soon({ target }) {
  if (!target.matches(BOXES)) return
  typed.add(target.name)
  clearTimeout(keeping)
  keeping = setTimeout(remember, WITHIN)
}

function now() {
  clearTimeout(keeping)
  remember()
}

/* With a verb goes its own note and that for the logbook; with any other form all that it has. */
function sentWith(form, button) {
  if (form.id !== "article_form") return boxes().filter((box) => box.form === form)
  const verb = button?.closest(".verb")
  return verb ? boxes().filter((box) => verb.contains(box) || box === form.elements.note) : []
}

function noteSent({ target, submitter }) {
  now()
  const names = sentWith(target, submitter).map(({ name }) => name)
  passOn(SENT, [place(), names])
}

/* What the desk says it has taken is let go of; what it refused is still in its box. */
function forgetTheSent() {
  const [where, names] = passedOn(SENT) ?? []
  if (!where || !document.querySelector(".messagelist :is(.success, .info)")) return
  const words = keptAt(where)
  for (const name of names) delete words[name]
  put(where, words)
}

/* A box in which something else is stored by now is left as it is. What then has no place is shown. */
function bringBack() {
  const words = keptAt(place())
  const isRefused = document.querySelector(".errornote, .problem, .messagelist .error")
  const back = boxes().filter((box) => words[box.name] && isSame(box.value, words[box.name].was))
  const there = boxes().filter((box) => words[box.name] && isSame(box.value, words[box.name].value))
  const homeless = new Map(Object.entries(words))
  for (const { name } of [...back, ...there]) homeless.delete(name)
  for (const box of back) {
    box.value = words[box.name].value
    typed.add(box.name)
    open(box)
  }
  if (!isRefused) {
    for (const { name } of there) delete words[name]
    put(place(), words)
  }
  tell(back.length > 0, [...homeless.values()])
}

const isSame = (one, other) => one.trim() === other.trim()

function open(box) {
  for (let each = box.closest("details"); each; each = each.parentElement.closest("details")) {
    each.open = true
  }
}

/* Where a page says so, whoever comes back is told, and may throw it away. */
function tell(isBack, homeless) {
  const note = document.querySelector(".unsent-note")
  if (!note || (!isBack && !homeless.length)) return
  note.hidden = false
  for (const { value } of homeless) {
    note.querySelector("p").after(Object.assign(document.createElement("blockquote"), { textContent: value }))
  }
  note.querySelector(".unsent-elsewhere").hidden = !homeless.length
  note.querySelector("button").addEventListener("click", () => {
    for (const type of ["pagehide", "visibilitychange"]) removeEventListener(type, now)
    clearTimeout(keeping)
    letGo(place(), ALL)
    location.replace(location.pathname) // a reload would bring it back
  })
}

if (person) {
  forgetTheSent()
  bringBack()
  // Before anybody keeps the event from the form, of whose text this is no part.
  document.addEventListener("input", soon, { capture: true })
  document.addEventListener("submit", noteSent, { capture: true })
  document.addEventListener("nextfin:comments", now)
  addEventListener("visibilitychange", now)
  addEventListener("pagehide", now)
}
