// Light, dark, or as the system: chosen once, kept in this browser.
import { useEffect, useState } from 'preact/hooks'

export type Theme = 'auto' | 'light' | 'dark'
const order: readonly Theme[] = ['auto', 'light', 'dark']
const key = 'claude-telemetry-theme'

function kept(): Theme {
  try {
    const found = localStorage.getItem(key)
    return order.find((one) => one === found) ?? 'auto'
  } catch {
    return 'auto'
  }
}

export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(kept)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
    window.dispatchEvent(new Event('themechange'))
    try {
      localStorage.setItem(key, theme)
    } catch {
      // A browser that keeps nothing: then only for now.
    }
  }, [theme])
  const next = (): void =>
    setTheme((now) => order[(order.indexOf(now) + 1) % order.length] ?? 'auto')
  return [theme, next]
}
