// A line to be typed somewhere, as it stands, with a button that copies it.
import { useEffect, useRef, useState } from 'preact/hooks'

export function Typed({ text }: { readonly text: string }) {
  const line = useRef<HTMLPreElement>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return undefined
    const timer = setTimeout(() => setSaid(''), 4000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => {
        // A browser that lets no page write: then it is at least chosen.
        if (line.current !== null) getSelection()?.selectAllChildren(line.current)
        setSaid('Press Ctrl+C')
      },
    )
  }
  return (
    <div class="typed">
      <pre ref={line} tabIndex={0} aria-label="To type">
        {text}
      </pre>
      <button
        type="button"
        class="quiet"
        onClick={copy}
        aria-label={`Copy: ${text.split('\n')[0]}`}
      >
        Copy
      </button>
      <span class="said" role="status">
        {said}
      </span>
    </div>
  )
}
