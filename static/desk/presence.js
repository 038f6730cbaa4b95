/* Who else has the article open, and whether somebody has stored a newer text. What a beat was told is
   passed on by the event nextfin:told on the document: the comments stand in it, too. Whoever has
   signed in again elsewhere goes on here, because each answer brings a token of the session that there
   is now; if that is somebody else's, nothing of this page is sent in their name. */

const EVERY = 10_000

/* Tell the desk that a page is open; its answer, or null if it did not come. */
const beat = (address, window, more = {}) => {
  const token = document.querySelector("#article_form [name=csrfmiddlewaretoken]").value
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, window, ...more })
  return told(address, { method: "POST", body, keepalive: true })
}

/* Only ask, which needs no token and gives one. */
export const ask = (address, window) => told(`${address}?${new URLSearchParams({ window })}`)

/* For a new article, which has nobody to ask about yet: the token in a page of the desk. */
export const askForToken = async (page) => {
  const answer = await fetch(page, { redirect: "manual" }).catch(() => null)
  if (!answer?.ok) return
  const there = new DOMParser().parseFromString(await answer.text(), "text/html")
  const form = there.getElementById("article_form")
  renew({ token: form.elements.csrfmiddlewaretoken.value, person: form.dataset.person })
}

export const leave = (address, window) => beat(address, window, { left: "1" })

const told = async (address, how = {}) => {
  const answer = await fetch(address, { redirect: "manual", ...how }).catch(() => null)
  if (!answer?.ok) return null
  const found = await answer.json()
  return renew(found) ? found : null
}

/* Have all forms of this page sent with the token, if it is of the person whose page this is. */
const renew = ({ token, person }) => {
  if (String(person) !== document.getElementById("article_form").dataset.person) return false
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token
  return true
}

/* ``about`` gives the address and the window, which a new article has only once it is stored. */
export const watch = (about, form) => {
  const line = document.getElementById("others-here")
  const newer = document.getElementById("newer-text")
  const isWritten = form.dataset.autosave !== undefined // a note beside what is read is no writing
  let hasTyped = false
  const look = async () => {
    const { here, window } = about()
    if (!here || !window || document.visibilityState === "hidden") return
    const typed = hasTyped ? { typed: "1" } : {}
    hasTyped = false
    const told = (await beat(here, window, typed)) ?? (await ask(here, window))
    if (!told) return
    const words = told.others.map(({ name, state }) => `${name} (${state})`).join(", ")
    if (line.textContent !== words) line.textContent = words
    line.parentElement.hidden = !words
    document.dispatchEvent(new CustomEvent("nextfin:told", { detail: told }))
    const isNewer = told.revision > Number(form.elements.based_on.value)
    newer.hidden = !isNewer
    if (isNewer) newer.querySelector("span").textContent = `${told.saved_by} at ${told.saved_at}`
  }
  form.addEventListener("input", () => {
    hasTyped = isWritten
  })
  document.addEventListener("nextfin:saved", look)
  document.addEventListener("visibilitychange", look)
  addEventListener("pagehide", () => {
    const { here, window } = about()
    if (here && window) leave(here, window)
  })
  setInterval(look, EVERY)
  look()
}
