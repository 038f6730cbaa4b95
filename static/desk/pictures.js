/* The page of a picture: a warning before typed words are left behind, and one answer to one press.
   A form that came back refused holds words that are not stored. */

const form = document.getElementById("picture_form")
let hasUnsaved = form.querySelector(".errornote") !== null
let isSent = false

form.addEventListener("input", () => { hasUnsaved = true })

form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault()
  isSent = true
})

window.addEventListener("beforeunload", (event) => {
  if (hasUnsaved && !isSent) event.preventDefault()
})

/* Back from a page that was left: the form can be sent again. */
window.addEventListener("pageshow", () => { isSent = false })
