/* Under a line with a useful length stands how much of it is used; the headline stands in its place
   while the line is empty. */

const letters = new Intl.Segmenter("en")
const count = (text) => [...letters.segment(text.trim())].length

export const measure = (input, headline) => {
  const useful = Number(input.dataset.useful)
  const told = document.createElement("small")
  told.id = `${input.id}_length`
  told.className = "length"
  input.after(told)
  const hints = input.getAttribute("aria-describedby")
  input.setAttribute("aria-describedby", [told.id, hints].filter(Boolean).join(" "))

  const reflect = () => {
    input.placeholder = headline.value || "As the headline"
    const used = count(input.value)
    told.classList.toggle("too-long", used > useful)
    told.textContent =
      used > useful ? `${used} letters: ${used - useful} may be cut off` : `${used} of ${useful} letters`
  }
  input.addEventListener("input", reflect)
  headline.addEventListener("input", reflect)
  reflect()
}
