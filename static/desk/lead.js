/* The lead picture is chosen from the library by eye; without this, by name from a list. It is in
   its place before the page is seen, so the library's window, which is large, comes when asked for. */

import { thumbnail } from "./prose/newsroom.js"

const form = document.getElementById("article_form")
const list = form.querySelector('select[name="lead_image"]')
if (list) takeOver(list)

function takeOver(list) {
  const [alt, decorative] = ["lead_alt", "lead_is_decorative"].map((name) => form.elements[name])
  const image = document.createElement("img")
  image.className = "thumbnail"
  image.alt = ""
  const choose = pressable("Choose a picture", async () => {
    const { choosePictures } = await import("./prose/library.js")
    const [picture] = await choosePictures()
    if (picture) take(picture)
  })
  const remove = pressable("Remove", () => take(null))
  const buttons = document.createElement("p")
  buttons.className = "lead-buttons"
  buttons.append(choose, remove)

  const take = (picture) => {
    if (picture && ![...list.options].some(({ value }) => value === String(picture.id))) {
      list.add(new Option(picture.caption || `Picture ${picture.id}`, picture.id))
    }
    list.value = picture?.id ?? ""
    alt.value = picture?.alt ?? ""
    decorative.checked = false
    list.dispatchEvent(new Event("input", { bubbles: true }))
    reflect()
    choose.focus()
  }
  const reflect = () => {
    const key = list.value
    image.hidden = remove.hidden = !key
    if (key) image.src = thumbnail(key)
    choose.textContent = key ? "Choose another" : "Choose a picture"
    for (const field of [alt, decorative]) field.closest(".field").hidden = !key
    alt.readOnly = decorative.checked
  }

  const field = list.closest(".field")
  field.querySelector(":scope > img")?.remove()
  field.querySelector("label").removeAttribute("for")
  const frame = list.closest(".related-widget-wrapper") ?? list
  frame.hidden = true
  frame.after(image, buttons)
  decorative.addEventListener("change", reflect)
  reflect()
}

function pressable(words, act) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button-quiet"
  button.textContent = words
  button.addEventListener("click", act)
  return button
}
