/* What is typed is kept on this device at once, and stored by the desk a moment later. Whatever
   happens to the tab, the connection or the sign-in: it is stored, or it is offered back. */

import { keep, left, letGo } from "./device.js"
import { furnish } from "./first-save.js"
import { ask, askForToken, watch } from "./presence.js"
import { followTheLast, isShown, noteSent, offerBack } from "./taking_back.js"

const PAUSE = 2_000 // after the last key
const AT_LATEST = 10_000 // after the first key that is not stored
const KEPT_WITHIN = 300 // the device is written to between keys, not at each
const AGAIN = 8_000 // when the desk could not be reached

const FORM = { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" }

const form = document.getElementById("article_form")
const line = document.getElementById("save-state")
const { person, login, most } = form.dataset

let { autosave, here } = form.dataset
let place = location.pathname
let isChanged = false // since what the desk has
let isHeld = form.dataset.held !== undefined // only a person may store it now, by Save
let firstKey = 0
let timer
let inFlight
let isKept = true
let keeping
let isUnanswered = false // whether something was sent of which nobody knows whether it was stored

const asSent = () => String(new URLSearchParams(new FormData(form)))
const field = (name) => form.elements.namedItem(name)

const say = (words, mood = "") => {
  if (line.textContent !== words) line.textContent = words
  line.dataset.mood = mood
}

const sayItWaits = (mood) =>
  say(`${isKept ? "Kept on this device" : "In this page alone"}; it is stored when you press Save`, mood)

/* --- On the way to the desk --------------------------------------------------------------------- */

const send = () => {
  if (isChanged && !isHeld) {
    inFlight ??= store().finally(() => {
      inFlight = undefined
    })
  }
  return inFlight
}

const store = async () => {
  clearTimeout(timer)
  rememberTheLast()
  isChanged = false
  firstKey = 0
  say("Saving")
  if (isUnanswered) await askWhatCameOfIt()
  const body = asSent()
  if (isTooLarge(body)) {
    isChanged = true
    return sayItIsTooLarge()
  }
  const answer = await fetch(autosave, { method: "POST", headers: FORM, body, redirect: "manual" }).catch(() => null)
  const told = answer?.ok ? await answer.json().catch(() => null) : null
  if (told) return stored(told)
  isChanged = true
  if (answer?.type === "opaqueredirect" || answer?.status === 403) return signedOut()
  if (!answer || answer.ok || answer.status >= 500) return unreachable()
  const { why } = await answer.json().catch(() => ({ why: "" }))
  isHeld = answer.status === 409
  say(`Not stored, ${whereItIs()}. ${why}`, "alarm")
}

/* The desk would answer with a page that says no more, and leads away from the text. */
const isTooLarge = (body) => new Blob([body]).size > Number(most)

const sayItIsTooLarge = () =>
  say(`Not stored, ${whereItIs()}. It is larger than the desk takes at once: make it shorter.`, "alarm")

/* If it was stored, the page rests on it: what was typed since is no other text. */
const askWhatCameOfIt = async () => {
  const told = here && (await ask(here, field("window").value))
  if (!told) return
  isUnanswered = false
  if (told.stored_here === told.revision) field("based_on").value = told.revision
}

const whereItIs = () =>
  isKept ? "kept on this device" : "and this device has no room to keep it: leave this page open"

const stored = (told) => {
  field("based_on").value = told.revision
  if (told.page !== place) moveTo(told)
  if (isChanged) remember()
  else letGo(place)
  say(`Saved ${told.saved_at}`, "good")
  document.dispatchEvent(new CustomEvent("nextfin:saved", { detail: told }))
}

/* A new article has a page of its own as soon as it is stored. */
const moveTo = (told) => {
  letGo(place)
  place = told.page
  autosave = told.autosave
  here = told.here
  field("window").value = told.window
  form.action = place
  history.replaceState(null, "", place)
  furnish(told)
}

const unreachable = () => {
  isUnanswered = true
  say(`Offline, ${whereItIs()}`, "alarm")
  timer = setTimeout(send, AGAIN)
}

const signedOut = () => {
  say(`You are signed out; your text is ${isKept ? "kept on this device" : "in this page alone"}. `, "alarm")
  const link = Object.assign(document.createElement("a"), { href: login, target: "_blank" })
  link.textContent = "Sign in in another tab"
  line.append(link)
  timer = setTimeout(comeBack, AGAIN)
}

/* Who has signed in elsewhere goes on here, with a token of the new session. */
const comeBack = async () => {
  if (here) await ask(here, field("window").value)
  else await askForToken(form.dataset.add)
  send()
}

/* --- While somebody types ----------------------------------------------------------------------- */

const remember = () => {
  clearTimeout(keeping)
  keeping = undefined
  const words = { person, basedOn: field("based_on").value, lines: [...new FormData(form)] }
  isKept = keep(place, words)
}
const rememberTheLast = () => {
  if (keeping) remember()
}

form.addEventListener("input", ({ target }) => {
  if (target.closest("[data-unsent]")) return // a note is no part of the text
  isChanged = true
  keeping ??= setTimeout(remember, KEPT_WITHIN)
  if (isHeld) return sayItWaits()
  if (!inFlight) say("Typing")
  firstKey ||= Date.now()
  clearTimeout(timer)
  timer = setTimeout(send, Math.min(PAUSE, Math.max(0, firstKey + AT_LATEST - Date.now())))
})

/* A press waits for the text that is on its way, and is said once. */
let isPressed = false
form.addEventListener("submit", (event) => {
  const isRefused = isTooLarge(asSent())
  if (isPressed || isRefused || inFlight) event.preventDefault()
  if (isRefused) return sayItIsTooLarge()
  if (isPressed) return
  clearTimeout(timer)
  const button = event.submitter
  if (inFlight) return inFlight.then(() => form.requestSubmit(button))
  isPressed = true
  rememberTheLast()
  noteSent(place, form)
})
addEventListener("pageshow", () => {
  isPressed = false
})

addEventListener("online", send)
addEventListener("focus", () => {
  if (line.dataset.mood === "alarm") comeBack()
})
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return
  rememberTheLast()
  send()
})
addEventListener("pagehide", rememberTheLast)
addEventListener("beforeunload", (event) => {
  rememberTheLast()
  if (isChanged && !isPressed && !isKept) event.preventDefault()
})

/* --- When the page opens ------------------------------------------------------------------------ */

const offerWhatIsLeft = async () => {
  for (const earlier of await left(place)) {
    if (earlier.person !== person) continue
    if (!isShown(earlier, form)) return offerBack(place, earlier, form)
    letGo(place, earlier.page)
  }
}

const isAgain = Boolean(form.querySelector(".errornote, .put-together-note"))
if (isAgain) {
  isChanged = isHeld = true
  remember()
  sayItWaits("alarm")
}
followTheLast(place, form, isAgain)
if (!isAgain) offerWhatIsLeft()

watch(() => ({ here, window: field("window").value }), form)
