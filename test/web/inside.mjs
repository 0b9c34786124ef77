// What tests run inside of pages. JavaScript, because only here there is a document.

export const isSettled = () =>
  document.querySelector('.panel, .notice') !== null && document.querySelector('.wait') === null

/** Pixels by which the page is wider than its window. */
export const tooWide = () => document.documentElement.scrollWidth - innerWidth

/** How many places Tab must come to. */
export const controls = () =>
  [
    ...document.querySelectorAll(
      'a[href], button:not(:disabled), select, input, summary, [tabindex="0"]',
    ),
  ].filter((node) => node.checkVisibility()).length

export const focused = () => [...document.querySelectorAll('*')].indexOf(document.activeElement)

/** Where the keyboard is, what it is called, and whether an eye could tell. */
export const focusMark = () => {
  const node = document.activeElement ?? document.body
  const { outlineStyle, outlineWidth } = getComputedStyle(node)
  const { width, height } = node.getBoundingClientRect()
  const labelled = node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent
  const name = (labelled ?? node.textContent ?? '').trim()
  const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
  return { name, isBody: node === document.body, isSeen: isMarked && width * height > 0 }
}

/** Elements that move by themselves, or would. */
export const moving = () =>
  [...document.querySelectorAll('*')]
    .filter((node) => {
      const { transitionDuration, animationName } = getComputedStyle(node)
      return Number.parseFloat(transitionDuration) > 0 || animationName !== 'none'
    })
    .map((node) => node.outerHTML.slice(0, 80))

/** What a table says, row by row, as text. */
export const rowsOf = (panel) =>
  [...document.querySelectorAll(`[data-panel="${panel}"] tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  )
